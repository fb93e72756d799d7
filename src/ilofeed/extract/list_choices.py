"""Read each list of a page among which a person may choose, as a source with its selectors would."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Extraction, Page
from ilofeed.core.selectors import Selectors
from ilofeed.extract import registry
from ilofeed.extract.autodetect.choices import choices
from ilofeed.extract.document import Document
from ilofeed.extract.feed_signs import named_feeds
from ilofeed.extract.layouts.css import extract

#: The most lists that are offered beside the one that was read.
MOST = 6
_MIN_ITEMS = 2
_MAX_FEEDS = 3
# Two lists that share this part of all their items are one.
_SAME = 0.8


class ListChoice(Struct, frozen=True, kw_only=True):
    """A list of a page, read by its selectors."""

    selectors: Selectors
    extraction: Extraction
    heading: str = ""  #: the nearest heading above it; empty if there is none


class PageLists(Struct, frozen=True, kw_only=True):
    """The lists of a page, and the feeds that it names."""

    heading: str = ""  #: the nearest heading above the known list; empty if there is none
    others: tuple[ListChoice, ...] = ()
    feeds: tuple[str, ...] = ()  #: addresses of its own feeds


def page_lists(page: Page, known: Extraction | None) -> PageLists:
    """Return the lists of *page* beside the *known* one, those with the best evidence first.

    A page that cannot be searched for lists, such as data, has none.
    """
    if known is not None and registry.is_data(known.profile):
        return PageLists()
    document = Document(page)
    try:
        feeds = named_feeds(document, _MAX_FEEDS) if document.is_html else ()
    except ExtractError:
        return PageLists()
    seen: list[frozenset[str]] = []
    others: list[ListChoice] = []
    heading = ""
    for each in _read(document):
        keys = _keys(each.extraction)
        if known is not None and _are_same(keys, _keys(known)):
            heading = heading or each.heading
        elif not any(_are_same(keys, before) for before in seen):
            seen.append(keys)
            others.append(each)
        if len(others) == MOST:
            break
    return PageLists(heading=heading, others=tuple(others), feeds=feeds)


def _read(document: Document) -> Iterator[ListChoice]:
    try:
        if not document.is_html:
            return
        _ = document.tree  # copies share it, so the page is parsed once
        for each in choices(document.copied()):
            extraction = _tried(document, each.selectors)
            if extraction is not None and len(extraction.items) >= _MIN_ITEMS:
                yield ListChoice(selectors=each.selectors, extraction=extraction, heading=each.heading)
    except ExtractError:
        return


def _tried(document: Document, selectors: Selectors) -> Extraction | None:
    try:
        return extract(document.copied(), selectors)
    except ExtractError:
        return None


def _are_same(keys: frozenset[str], others: frozenset[str]) -> bool:
    return len(keys & others) >= _SAME * len(keys | others)


def _keys(extraction: Extraction) -> frozenset[str]:
    return frozenset(item.key for item in extraction.items)
