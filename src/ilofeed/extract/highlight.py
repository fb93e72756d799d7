"""Render a page for the preview, with its items marked, and those of its other lists as links.

The links are for a sandboxed frame. They lead to parts of the page around the frame, so a click sends no request.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from bs4 import BeautifulSoup, Tag
from msgspec import Struct

from ilofeed.core import ids, urls
from ilofeed.core.models import Extraction, Page
from ilofeed.core.selectors import Selectors
from ilofeed.core.text import fold
from ilofeed.extract import item_span, registry, sanitize
from ilofeed.extract.css_match import Search
from ilofeed.extract.data_document import DataDocument
from ilofeed.extract.document import Document
from ilofeed.extract.item_elements import find_elements, item_blocks

# The only elements allowed in a row of a table.
_CELLS = ("td", "th")


class _Mark(Struct, frozen=True, kw_only=True):
    """An item in a list of the page; the main list has the number 1."""

    block: Tag
    list: int
    item: str


def marked(page: Page, extraction: Extraction | None, others: Sequence[Selectors] = ()) -> str:
    """Return the text and structure of *page* as harmless HTML, each item of *extraction* with its number.

    Items that *others* select are marked as those of further lists: 2, 3 and so on, from 1 without an *extraction*.
    With other lists, each mark is a link to ``#list-N``. Data are returned as they are written, without numbers.

    Raises ExtractError if the bytes are not a page.
    """
    if extraction is not None and registry.is_data(extraction.profile):
        return f"<pre>{escape(DataDocument(page).characters)}</pre>"
    document = Document(page)
    if not document.is_html:
        return f"<pre>{escape(document.text)}</pre>"
    for name in (sanitize.NUMBER, sanitize.LIST):
        for tag in document.soup.select(f"[{name}]"):
            del tag[name]
    marks = list(_marks(document, extraction)) if extraction is not None else []
    marks += _marks_of_others(document, others, first=1 if extraction is None else 2)
    for tag in document.soup.find_all("a"):
        tag.name = "span"  # only our own links stay
    _write(document.soup, _of_one_list(marks), has_links=bool(others))
    return sanitize.shown(str(document.soup))


def _marks(document: Document, extraction: Extraction) -> Iterator[_Mark]:
    numbers = {item.key: str(item.number) for item in extraction.items}
    own = (item for item in extraction.items if ids.has_own_page(item))  # others are found by title
    by_alias = {urls.canonical(item.link): numbers[item.key] for item in own} | numbers
    by_title = {fold(item.title): numbers[item.key] for item in extraction.items}
    for number, block in item_blocks(find_elements(document, by_alias, by_title)):
        yield _Mark(block=block, list=1, item=number)


def _marks_of_others(document: Document, others: Sequence[Selectors], *, first: int) -> Iterator[_Mark]:
    search = Search(document.soup)
    for number, selectors in enumerate(others, start=first):
        found = item_span.outermost(search.find(selectors.item, document.soup))
        for item, block in enumerate(found, start=1):
            yield _Mark(block=block, list=number, item=str(item))


def _of_one_list(marks: Sequence[_Mark]) -> Iterator[_Mark]:
    """Yield one mark for each element: that of the shortest list, if it is in several."""
    lengths = Counter(mark.list for mark in marks)
    chosen = {id(mark.block): mark for mark in sorted(marks, key=lambda mark: -lengths[mark.list])}
    yield from (mark for mark in marks if chosen[id(mark.block)] is mark)


def _write(soup: BeautifulSoup, marks: Iterable[_Mark], *, has_links: bool) -> None:
    """Write *marks* into the page, as links if it *has_links*. The keyboard stops at the first one of each list."""
    linked: set[int] = set()
    for mark in marks:
        mark.block[sanitize.NUMBER] = mark.item
        label = soup.new_tag(sanitize.MARK)
        label.string = mark.item if mark.list == 1 else f"List {mark.list}: {mark.item}"
        if has_links:
            mark.block[sanitize.LIST] = str(mark.list)
            link = soup.new_tag("a", attrs={"href": f"{sanitize.TO_LIST}{mark.list}", "target": sanitize.OUTSIDE})
            if mark.list in linked:
                link["tabindex"] = "-1"
            linked.add(mark.list)
            link.append(label)
            label = link
        _first_cell(mark.block).insert(0, label)


def _first_cell(block: Tag) -> Tag:
    """Return the element for text in *block*: in a row of a table, its first cell."""
    return (block.find(_CELLS) or block) if block.name in ("table", "tbody", "tr") else block
