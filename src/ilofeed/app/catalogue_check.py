"""Fetch each entry of the catalogue once, as politely as polls do, and report the answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec import Struct

from ilofeed.app import use_cases
from ilofeed.app.add_source import read_entry
from ilofeed.config.catalogue import CatalogueEntry
from ilofeed.core.errors import ExtractError, PollError
from ilofeed.core.models import Page
from ilofeed.publish import validate

if TYPE_CHECKING:
    from ilofeed.app.container import Container

_FEED_FORMATS = ("rss", "atom", "json")


class CatalogueAnswer(Struct, frozen=True, kw_only=True):
    """The answer of an entry. It contains nothing about the user: no messages, no queries of redirects."""

    status: int | None = None  #: the HTTP status of the last answer; None without an answer
    location: str | None = None  #: the target of redirects; None without redirects
    is_moved: bool = False  #: true if all of these redirects were permanent
    profile: str | None = None  #: the profile that read the page, or the format of the feed
    items: int = 0
    reason: str | None = None  #: the reason why nothing was read


def ask(app: Container, entries: Iterable[CatalogueEntry]) -> Iterator[tuple[CatalogueEntry, CatalogueAnswer]]:
    """Yield each entry that is not closed with its answer, one request after the other."""
    for entry in entries:
        if entry.offer != "closed":
            yield entry, _answer(app, entry)


def _answer(app: Container, entry: CatalogueEntry) -> CatalogueAnswer:
    try:
        page = use_cases.fetch_page(app, entry.url)
    except PollError as error:
        return CatalogueAnswer(status=getattr(error, "status", None), reason=error.reason)
    profile, items, reason = _read_feed(app, page) if entry.offer == "feed" else _read_list(page, entry)
    return CatalogueAnswer(
        status=page.status,
        location=_without_query(page.url) if page.url != entry.url else None,
        is_moved=page.moved_to == page.url,
        profile=profile,
        items=items,
        reason=reason,
    )


def _read_list(page: Page, entry: CatalogueEntry) -> tuple[str | None, int, str | None]:
    """Return the profile that read *page*, how many items it read, and the reason if it did not."""
    try:
        found = read_entry(page, entry)
    except ExtractError as error:
        return None, 0, error.reason
    return found.profile, len(found.items), None


def _read_feed(app: Container, page: Page) -> tuple[str | None, int, str | None]:
    """Return the format of the feed *page*, how many entries it has, and the reason if it is none."""
    if len(page.body) > validate.MOST_BYTES:
        return None, 0, "too_large"
    found = validate.examine(page.body, now=app.clock.now())
    if found.format not in _FEED_FORMATS:
        return None, 0, "not_a_feed"
    return found.format, len(found.entries), None


def _without_query(url: str) -> str:
    """Return *url* without the parts by which a server may distinguish visitors."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()
