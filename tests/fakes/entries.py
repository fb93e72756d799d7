"""Items and entries, made of as little as a test cares about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from fakes.clock import START
from ilofeed.core import ids
from ilofeed.core.models import Entry, Item


def item(document: int, title: str = "", /, *, section: str = "/news", **more: object) -> Item:
    """The item of the old site's *document*."""
    link = f"https://www.ilo.org{section}/WCMS_{document}/lang--en/index.htm"
    facts: dict[str, object] = {
        "key": ids.key(link, "en"),
        "title": title or f"Title {document}",
        "link": link,
        "language": "en",
        "published": date(2023, 6, 13),
        "number": 1,
    }
    return Item(**(facts | more))  # type: ignore[arg-type]


def entries(items: Iterable[Item], at: datetime = START) -> list[Entry]:
    """Entries for *items*, first seen at *at*, the first the latest."""
    return [
        Entry.first(ids.mint(each), each, ids.aliases(each), at - timedelta(seconds=place))
        for place, each in enumerate(items)
    ]
