"""Read two pages in one process, and print the number of elements put into a soup for the second, as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable

import bs4

from fakes.pages import Listed, ilo_cards, ilo_list, some
from ilofeed.core.models import Page, Source
from ilofeed.core.selectors import Selectors
from ilofeed.extract import registry
from ilofeed.extract.known_pages import KnownPages

PAGES: dict[str, Callable[[Iterable[Listed]], str]] = {
    "ilo-list": ilo_list,
    "ilo-cards": ilo_cards,
    "selectors": ilo_list,
}
SELECTORS = Selectors(item="ol.item-list > li", title="h5 a", date="p.item-info", summary="p:last-child")
URL = "https://www.ilo.org/global/news/lang--en/index.htm"


def counted(layout: str, items: int) -> int:
    """Return the number of elements put into a soup for the second of two pages."""
    known_pages = KnownPages()
    source = Source(slug="news", url=URL, profile=layout, selectors=SELECTORS)
    tags = 0
    plain = bs4.BeautifulSoup.handle_starttag

    def counting(*arguments: object, **named: object) -> object:
        nonlocal tags
        tags += 1
        return plain(*arguments, **named)  # type: ignore[arg-type] # as it was called

    for count in (items, items + 1):
        page = Page(url=URL, body=PAGES[layout](some(count)).encode())
        bs4.BeautifulSoup.handle_starttag = counting  # type: ignore[assignment, method-assign] # counts
        tags = 0
        assert len(registry.read(page, source, known_pages=known_pages).items) == count
        bs4.BeautifulSoup.handle_starttag = plain  # type: ignore[method-assign] # as it was
    return tags


if __name__ == "__main__":
    sys.stdout.write(json.dumps({layout: [counted(layout, items) for items in (7, 100, 400)] for layout in PAGES}))
