"""``selectors``: read a page by the CSS selectors of the configuration."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, islice

from bs4 import BeautifulSoup, Tag

from ilofeed.core import css_selectors as selector_css
from ilofeed.core import urls
from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Extraction
from ilofeed.core.selectors import SEARCHED, Alternatives, Selectors, alternatives
from ilofeed.extract import item_span
from ilofeed.extract.css_match import Search
from ilofeed.extract.document import Document
from ilofeed.extract.layouts.css_item import ItemReader, own_href
from ilofeed.extract.spanned_cells import repeat_cells

NAME = "selectors"

#: The limit of items of a page. A selector that finds more does not match a list.
ITEM_LIMIT = 500

# The cost of counting siblings grows with the square of their number.
_MAX_SIBLINGS = 2000


def extract(document: Document, selectors: Selectors) -> Extraction:
    """Return the items that *selectors* find, top to bottom. Raises ExtractError if there are none."""
    if not document.is_html:
        raise ExtractError("not_html", f"{document.url} has no markup for selectors; use another profile")
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
    raw_items = [reader.read(item) for item in items]
    if not raw_items:
        raise ExtractError("no_items", f"{document.url} has no element that the selector {selectors.item!r} finds")
    return document.extraction(NAME, raw_items, following=following, item_rule=selectors.item)


def _check_siblings(document: Document, selectors: Selectors) -> None:
    """Raise ExtractError if a selector would have to count too many siblings."""
    used = chain.from_iterable(alternatives(getattr(selectors, name)) for name in SEARCHED)
    if not any(selector_css.parse(css).counts_neighbours for css in used):
        return
    if any(len(tag.contents) > _MAX_SIBLINGS for tag in document.soup.find_all()):
        message = (
            f"{document.url} has more than {_MAX_SIBLINGS} elements side by side; "
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
