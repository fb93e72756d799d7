"""``selectors``: read a page by the CSS selectors of the configuration."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import TypeAlias

from bs4 import BeautifulSoup, Tag

from ilofeed.core import css_selectors as selector_css
from ilofeed.core import urls
from ilofeed.core.date_context import DateContext
from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Extraction
from ilofeed.core.selectors import SEARCHED, Alternatives, Selectors, alternatives
from ilofeed.extract import item_span, start_tags
from ilofeed.extract.css_match import Search
from ilofeed.extract.document import PAGE_ELEMENTS, Document
from ilofeed.extract.layouts.css_item import ItemReader, own_href
from ilofeed.extract.layouts.css_known import MAX_SIBLINGS, are_read_alone
from ilofeed.extract.raw_item import RawItem
from ilofeed.extract.spanned_cells import repeat_cells

NAME = "selectors"

#: The limit of items of a page. A selector that finds more does not match a list.
ITEM_LIMIT = 500

#: A page that was read, its raw items, and the address of the next page of the list.
_Reading: TypeAlias = tuple[Document, list[RawItem], str | None]


def extract(document: Document, selectors: Selectors) -> Extraction:
    """Return the items that *selectors* find, top to bottom. Raises ExtractError if there are none."""
    if not document.is_html:
        raise ExtractError("not_html", f"{document.url} has no markup for selectors; use another profile")
    read = _read_each if are_read_alone(document, selectors) else _read_all
    part, raw_items, following = read(document, selectors)
    if not raw_items:
        raise ExtractError("no_items", f"{document.url} has no element that the selector {selectors.item!r} finds")
    return part.extraction(NAME, raw_items, following=following, item_rule=selectors.item)


def _read_each(document: Document, selectors: Selectors) -> _Reading:
    """Read the items that are not known, each alone, from a soup of them."""
    tree = document.tree
    assert tree is not None  # noqa: S101 - or they would not be read alone
    items = start_tags.outermost(start_tags.selected(tree, selectors.item))[:ITEM_LIMIT]
    links = [link for css in alternatives(selectors.next) for link in start_tags.selected(tree, css)]
    part = document.part_of(NAME, items, [*tree.iter(*PAGE_ELEMENTS), *links])
    search = Search(part.soup)

    def read(item: Tag, context: DateContext) -> RawItem:
        return ItemReader(selectors, context, search).read(item)

    raw_items = [part.read_element(item, RawItem, read) for item in items]
    return part, raw_items, _next(part, search, selectors.next)


def _read_all(document: Document, selectors: Selectors) -> _Reading:
    """Read all items, from a soup of the whole page."""
    _check_siblings(document, selectors)
    repeated = repeat_cells(document.soup, lambda _: True)
    search = Search(document.soup)
    following = _next(document, search, selectors.next)
    # An item within an item belongs to it.
    found = item_span.outermost(search.find(selectors.item, document.soup), apart_from=repeated)
    items = list(islice(found, ITEM_LIMIT))
    if selectors.span:
        items = _spans(document.soup, items)
        search = Search(document.soup)
    if selectors.ignore:
        _remove(items, selectors.ignore, search)
        search = Search(document.soup)
    reader = ItemReader(selectors, document.date_context, search)
    return document, [reader.read(item) for item in items], following


def _check_siblings(document: Document, selectors: Selectors) -> None:
    """Raise ExtractError if a selector would have to count too many siblings."""
    used = chain.from_iterable(alternatives(getattr(selectors, name)) for name in SEARCHED)
    if not any(selector_css.parse(css).counts_neighbours for css in used):
        return
    if any(len(tag.contents) > MAX_SIBLINGS for tag in document.soup.find_all()):
        message = (
            f"{document.url} has more than {MAX_SIBLINGS} elements side by side; "
            "use selectors without ':nth-', ':first-', ':last-' and ':only-'"
        )
        raise ExtractError("too_complex", message)


def _spans(soup: BeautifulSoup, begins: Sequence[Tag]) -> list[Tag]:
    """Put an element around each of the items that begin with *begins*, and return these elements."""
    return [item_span.wrap(span, soup.new_tag(item_span.WRAPPER)) for span in item_span.spans(begins)]


def _remove(items: Iterable[Tag], selectors: Alternatives, search: Search) -> None:
    """Remove from each item the elements that any of *selectors* finds in it."""
    removed = [tag for item in items for css in alternatives(selectors) for tag in search.find(css, item)]
    for tag in removed:
        tag.extract()


def _next(document: Document, search: Search, selectors: Alternatives) -> str | None:
    """Return the address of the next page of the list, on the same site."""
    for tag in (tag for css in alternatives(selectors) for tag in search.find(css, document.soup)):
        href = own_href(tag)
        url = urls.absolute(href, document.base) if href else None
        if url and url != document.url and urls.site(url) in document.sites:
            return url
    return None
