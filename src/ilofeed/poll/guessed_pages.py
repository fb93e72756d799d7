"""Read further pages of a list that no link leads to, at the addresses that they usually have.

Many sites answer ``?page=2`` although the page has no link to it: scripts load more while a reader scrolls. The site
has not named these addresses, so their pages count only if all of this is true:

    - each is at the address that was requested, and has the layout of the first
    - each has at most as many items as the first, all dated, and continues the page before in the order of dates
    - each has no item of the pages before, but for those that slid from the end of one to the top of the next
    - they end the gap: the first known item on them is the one that is expected below the new ones, and others follow

Otherwise the poll ends with the first page, as it would without this.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from itertools import islice, pairwise

from msgspec.structs import replace

from ilofeed.core import urls
from ilofeed.core.errors import DeferredError, PollError
from ilofeed.core.models import Extraction
from ilofeed.extract.pagination import page_number, with_page_number

_logger = logging.getLogger(__name__)


def read_guessed_pages(
    first: Extraction,
    *,
    max_pages: int,
    read: Callable[[str], Extraction | None],
    is_enough: Callable[[Extraction], bool],
) -> Extraction | None:
    """Return the *first* page with those after it, at most *max_pages* in all; None if they are not proven.

    *is_enough* decides whether they end the gap. *read* returns None where the list has ended before a page. The
    items of the further pages have no numbers: the next poll expects those of the first page only. Raises
    DeferredError where *read* raises it.
    """
    extraction, last = first, first
    for page in islice(_pages(first, read), max_pages - 1):
        if page.profile != first.profile or len(page.items) > len(first.items):
            return None
        if not _is_continued(extraction, last, page):
            return None
        extraction, last = _with_unplaced(extraction, page), page
        if is_enough(extraction):
            _logger.info("%s has no link to further pages; they were read to %s", first.url, page.url)
            return extraction
    return None


def _with_unplaced(extraction: Extraction, page: Extraction) -> Extraction:
    """Return *extraction* followed by *page*, whose items get no numbers."""
    merged, count = extraction.followed_by(page), len(extraction.items)
    unplaced = (replace(item, number=None) for item in merged.items[count:])
    return replace(merged, items=(*merged.items[:count], *unplaced))


def _pages(first: Extraction, read: Callable[[str], Extraction | None]) -> Iterator[Extraction]:
    """Yield the pages that the site has after *first*, by their numbers, each when it is needed.

    The first page has the number 0 or 1 where its address has none.
    """
    here = page_number(first.url)
    number = 1 if here is None else here + 1
    page = _page(first, number, read)
    if here is None and page is not None and _has_no_other_items(first, page):
        number += 1
        page = _page(first, number, read)
    while page is not None and urls.canonical(page.url) == urls.canonical(with_page_number(first.url, number)):
        yield page
        number += 1
        page = _page(first, number, read)


def _page(first: Extraction, number: int, read: Callable[[str], Extraction | None]) -> Extraction | None:
    try:
        return read(with_page_number(first.url, number))
    except DeferredError:
        raise
    except PollError:  # the site need not have such a page
        return None


def _has_no_other_items(first: Extraction, page: Extraction) -> bool:
    return {item.key for item in first.items}.issuperset(item.key for item in page.items)


def _is_continued(extraction: Extraction, last: Extraction, page: Extraction) -> bool:
    """Check that *page* continues *extraction*, of which *last* is the last page, in the order of dates."""
    known = {item.key for item in extraction.items}
    slid = sum(item.key in known for item in page.items)
    if slid == len(page.items):
        return False
    if slid and [item.key for item in page.items[:slid]] != [item.key for item in last.items[-slid:]]:
        return False
    days = [last.items[-1].published, *(item.published for item in page.items[slid:])]
    return all(one and other and one >= other for one, other in pairwise(days))
