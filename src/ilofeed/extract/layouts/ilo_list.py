"""``ilo-list``: the numbered lists of the ILO's old site, and pages made like them.

Only the list, the title, the kicker and the image have certain markup. Date and summary are read
by their form and position:

    <ol class="item-list">
     <li>
      <a class="item-image"><img></a>         image
      <span class="caption">© …</span>        credit, dropped: its year is the year of rendering
      <p class="item-prehead">…</p>           kicker
      <h5 class="item-title"><a>…</a></h5>    title and link
      <p>13 June 2023[, place]</p>            the first line after the title with only a date
      <p>…</p>                                summary
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet

from bs4 import Tag
from msgspec import Struct

from ilofeed.core import dates, urls
from ilofeed.core.date_context import DateContext
from ilofeed.core.date_labels import is_deadline
from ilofeed.core.dates import DateLine
from ilofeed.core.models import Extraction
from ilofeed.core.text import clean
from ilofeed.extract.document import PAGE_ELEMENTS, Document
from ilofeed.extract.other_host import only_other_host
from ilofeed.extract.partial_soup import Element, ancestors, classed, classes_of, linking
from ilofeed.extract.raw_item import RawItem
from ilofeed.extract.single_elements import Needed
from ilofeed.extract.soup_search import around, within
from ilofeed.extract.text_lines import CREDIT, Line, lines

NAME = "ilo-list"

_FILE_SIZE = re.compile(r".{0,40}\d\s*[kKmM][bBoO]\b.{0,10}")
_DOCUMENT = re.compile(r"/WCMS_\d+/", re.IGNORECASE)
_NEXT_ROW = re.compile(r"/nextRow--(\d+)", re.IGNORECASE)
_LISTS = ("ol", "ul")
_FRAMES = ("item-list", "items-list")
_TITLE = "item-title"
_MENUS = ("menu", "menubar", "navigation", "tablist")
#: Longer than any "Read more", shorter than any summary.
_MAX_MORE_LENGTH = 40

# Elements in an item without text of its own: boxes, and lists of links.
_NOT_TEXT = frozenset(("form", "nav", "ol", "ul"))


class _ListElement(Struct, frozen=True, kw_only=True):
    """A list element after reading."""

    raw_item: RawItem
    is_marked: bool  #: its title has the class of titles
    is_document: bool  #: it leads to a numbered document

    @property
    def is_dated(self) -> bool:
        return bool(self.raw_item.date_text)

    @property
    def has_details(self) -> bool:
        """True if it has more than a linked title."""
        return bool(self.raw_item.summary or self.raw_item.kicker)


def fits(document: Document, *, was_read: bool = False) -> bool:  # noqa: ARG001 - all profiles have one signature
    """Return whether the page has a list of the old site, even an empty one."""
    if not document.is_html or not document.has_class(_FRAMES.__contains__):
        return False
    soup = _part(document).soup
    lists = (tag for tag in within(soup, *_LISTS) if "item-list" in tag.get_attribute_list("class"))
    if next(lists, None) is None and soup.find(class_="items-list") is None:
        return False
    # Other sites use the same class names.
    return (
        urls.is_ilo(document.url)
        or document.has_class(_TITLE.__eq__)
        or soup.find("a", href=_DOCUMENT) is not None
    )


def extract(document: Document) -> Extraction:
    """Return the items of the news lists of the page, top to bottom. Raises ExtractError if there are none."""
    whole, document = document, _part(document)
    found = _news(document) or (_notices(document) if only_other_host(whole) else [])
    return document.extraction(
        NAME,
        [element.raw_item for element in found],
        following=_next(document),
        item_rule="ol.item-list > li",
    )


def _part(document: Document) -> Document:
    return document.part(NAME, _needed)


def _needed(tree: Element) -> Needed:
    """Return the elements that this profile needs: possible lists of news, and those of the page itself."""
    frames = classed(tree, *_FRAMES)
    found = [*tree.iter(*PAGE_ELEMENTS), *frames]
    titles = classed(tree, _TITLE)
    for title in titles:
        lists = [*title.iterancestors("ol", "ul")]
        found.append(lists[-1] if lists else title)
    # Without titles, one document is enough to recognise the layout.
    found += [*linking(tree, _NEXT_ROW), *([] if titles else linking(tree, _DOCUMENT)[:1])]
    return Needed(found, lambda: _single(frames, set(found)))


def _single(frames: Collection[Element], needed: AbstractSet[Element]) -> list[Element]:
    """Return the elements of outermost lists of news that contain no list, and nothing that is *needed* itself."""
    around = ancestors(needed)
    return [
        element
        for frame in frames
        if frame.tag in _LISTS
        and "item-list" in classes_of(frame)
        and next(frame.iterancestors(*_LISTS, *PAGE_ELEMENTS), None) is None
        for element in frame.iterchildren("li")
        if element not in needed
        and element not in around
        and next(element.iterdescendants("li", *_LISTS), None) is None
    ]


def _lists(document: Document) -> list[Tag]:
    """Return the outermost lists of the page that may contain news, without menus."""
    found: list[Tag] = []
    inside: set[int] = set()
    for tag in within(document.soup, *_LISTS):
        if id(tag) not in inside and _is_item_list(tag):
            found.append(tag)
            inside.update(id(element) for element in within(tag, *_LISTS))
    return found


def _is_item_list(tag: Tag) -> bool:
    if tag.get("role") in _MENUS or around(tag, "nav") is not None:
        return False
    if "item-list" in tag.get_attribute_list("class"):
        return True
    return tag.find(class_=_TITLE) is not None or tag.find_parent(class_="items-list") is not None


def _news(document: Document) -> list[_ListElement]:
    """Return the elements of the lists that contain news.

    Boxes of contacts and links use the same markup, but have no dates. If any list of the page has
    dates, a list without dates is a box, unless it is beside a dated list and contains more than
    links. If no list has dates, most elements of a list must have details.
    """
    read = [(tag, _elements(document, tag)) for tag in _lists(document)]
    dated = [tag for tag, found in read if any(element.is_dated for element in found)]
    frames = {id(_frame(tag)) for tag in dated}

    def is_news(tag: Tag, found: Sequence[_ListElement]) -> bool:
        if tag in dated:
            return True
        has_details = 2 * sum(element.has_details for element in found) > len(found)
        if dated:
            return has_details and id(_frame(tag)) in frames and all(element.is_document for element in found)
        framed = tag.find_parent(class_="items-list") is not None
        return len(found) > 1 and (has_details or (framed and all(element.is_document for element in found)))

    return [element for tag, found in read if is_news(tag, found) for element in found]


def _notices(document: Document) -> list[_ListElement]:
    """Return the elements of lists on a page whose links all lead to one other site."""
    found = [_known_or_read(document, li) for tag in _lists(document) for li in within(tag, "li")]
    return [element for element in found if element and element.raw_item.href and element.has_details]


def _frame(tag: Tag) -> Tag | None:
    """Return the element around a list and its neighbours."""
    return tag.find_parent(class_="items-list") or tag.parent


def _elements(document: Document, tag: Tag) -> list[_ListElement]:
    """Return the elements of the list that may be items, without those of nested lists."""
    own = [_known_or_read(document, li) for li in within(tag, "li") if around(li, *_LISTS) is tag]
    # An element of only a heading, a mail address or a "more" is not an item.
    return [
        element for element in own if element and (element.is_dated or element.is_marked or element.is_document)
    ]


def _known_or_read(document: Document, li: Tag) -> _ListElement | None:
    element: _ListElement | None = document.read_single(
        li, _ListElement | None, lambda context: _read(li, context)
    )
    return element


def _read(li: Tag, context: DateContext) -> _ListElement | None:
    """Read a list element by the order and form of its lines; None if it is empty or only a contact."""
    links = [href for anchor in within(li, "a") if isinstance(href := anchor.get("href"), str)]
    if links and all(href.lower().startswith(("mailto:", "tel:")) for href in links):
        return None
    rows = [line for line in lines(li, context, without=_NOT_TEXT) if not _is_noise(line)]
    if not rows or all(dates.is_heading(line.text, context) for line in rows):
        return None
    at = _title_at(rows, context)
    title = rows[at] if at is not None else None
    above, below = (rows[:at], rows[at + 1 :]) if at is not None else ([], rows)
    date_row, date_line, below = _take_date(below, context)
    if date_line is None:
        date_row, date_line, above = _take_date(above, context)
    summary = [(line, words) for line in below if (words := _without_more(line, title))]
    kicker = next((line for line in above if "item-prehead" in line.classes), above[-1] if above else None)
    href = title.href if title and title.href else next(iter(links), None)
    image = next(within(li, "img"), None)
    source = image.get("src") if image else None
    named = {"title": title, "date": date_row, "summary": summary[0][0] if summary else None, "kicker": kicker}
    return _ListElement(
        raw_item=RawItem(
            title=title.text if title else "",
            href=href,
            published=date_line.day if date_line else None,
            date_text=date_line.text if date_line else "",
            place=(date_line.place or "") if date_line else "",
            summary=" ".join(words for _, words in summary).lstrip(" \t\n-\u2013\u2014|:"),
            kicker=kicker.text if kicker else "",
            image=source if isinstance(source, str) else None,
            text=" ".join(line.text for line in rows),
            where={name: line.where for name, line in named.items() if line},
        ),
        is_marked=title is not None and _TITLE in title.classes,
        is_document=href is not None and urls.document_number(href) is not None,
    )


def _title_at(rows: Sequence[Line], context: DateContext) -> int | None:
    """Return the index of the title: by its class, else the first linked line, else the first heading."""
    for is_title in (
        lambda line: _TITLE in line.classes,
        lambda line: line.href is not None and dates.read_line(line.text, context) is None,
        lambda line: line.is_heading,
    ):
        for at, line in enumerate(rows):
            if is_title(line):
                return at
    if rows and dates.read_line(rows[0].text, context) is None:
        return 0
    return None


def _take_date(rows: Sequence[Line], context: DateContext) -> tuple[Line | None, DateLine | None, list[Line]]:
    """Return the first line with only a date, its date, and the other lines."""
    for at, line in enumerate(rows):
        read = dates.read_line(line.text, context)
        if read is not None and not (at and is_deadline(rows[at - 1].text)):
            return line, read, [*rows[:at], *rows[at + 1 :]]
    return None, None, list(rows)


def _is_noise(line: Line) -> bool:
    """Return whether *line* is a photo credit, or the "PDF - 1.2 MB" of a publication."""
    if "caption" in line.classes or CREDIT.match(line.text):
        return True
    return "item-info" in line.classes and _FILE_SIZE.fullmatch(clean(line.text)) is not None


def _without_more(line: Line, title: Line | None) -> str:
    """Return the text of the line without a "Read more" at its end with the address of the title."""
    text = line.text.strip()
    again = line.linked.strip()
    if title is not None and line.href == title.href and len(again) < _MAX_MORE_LENGTH and text.endswith(again):
        text = text.removesuffix(again)
    return text.strip()


def _next(document: Document) -> str | None:
    """Return the address of the next page of the list, by the offsets in the links of the pager."""
    here = urls.canonical(document.url)
    current = _offset(document.url)
    offsets: dict[int, str] = {}
    for anchor in document.soup.find_all("a", href=_NEXT_ROW):
        link = urls.absolute(str(anchor.get("href")), document.base)
        if link and (urls.canonical(link) == here or anchor.find_parent(class_="pagination")):
            offsets.setdefault(_offset(link), link)
    return next((offsets[offset] for offset in sorted(offsets) if offset > current), None)


def _offset(url: str) -> int:
    found = _NEXT_ROW.search(url)
    return int(found[1]) if found else 0
