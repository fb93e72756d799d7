"""A feed as bytes, one module for each family of formats.

The same Feed gives the same bytes: at any time, in any zone, locale, process and thread.
feedgen and lxml are loaded when the first RSS or Atom feed is rendered, not before: most
polls change nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from urllib.parse import urlsplit

from ilofeed.model import Feed, Item

#: What every feed is published as; the names are the files' extensions.
FORMATS: tuple[str, ...] = ("rss", "atom", "json")

#: What each format is served as (RSS Board, RFC 4287 section 7, JSON Feed 1.1).
MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "rss": "application/rss+xml",
        "atom": "application/atom+xml",
        "json": "application/feed+json",
    }
)

#: One format.
Renderer = Callable[[Feed], bytes]


def render(feed: Feed, format: str) -> bytes:
    """*feed* as a document in *format*, one of FORMATS; its entries keep their order.

    Raises ValueError for a feed without entries, which is never published: subscribers
    would see it as everything gone.
    """
    if not feed.entries:
        raise ValueError(f"feed {feed.slug!r} has no entries; an empty feed is never published")
    return _renderer(format)(feed)


def author(feed: Feed) -> str:
    """Who wrote what the feed shows, as far as we can vouch for it: the site it was read from.

    Atom wants an author (RFC 4287 section 4.1.1), and pages name none.
    """
    return urlsplit(feed.home).hostname or feed.title


def headline(item: Item) -> str:
    """What stands for the item's title: never empty, for one nameless item must not stop a feed."""
    return item.title or item.summary or item.link


def own_language(item: Item, feed: Feed) -> str:
    """The item's language where it is known and is not the feed's, else nothing."""
    # Language tags compare without case (RFC 5646 section 2.1.1).
    return "" if item.language.lower() == feed.language.lower() else item.language


def whole_second(instant: datetime) -> datetime:
    """*instant* in UTC without its fraction, which no page and no reader knows."""
    return instant.astimezone(UTC).replace(microsecond=0)


def _renderer(format: str) -> Renderer:
    if format == "json":
        from ilofeed.render.json import json_feed  # noqa: PLC0415 - beside its siblings

        return json_feed
    if format in FORMATS:
        from ilofeed.render import xml  # noqa: PLC0415 - feedgen and lxml, not needed by most polls

        return xml.rss if format == "rss" else xml.atom
    raise ValueError(f"no such format: {format!r}; there are {', '.join(FORMATS)}")
