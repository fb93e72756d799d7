"""Render a feed as bytes, with one module for each family of formats.

The same Feed gives the same bytes: at any time, in any zone, locale, process and thread.
feedgen and lxml are loaded only when the first RSS or Atom feed is rendered, because most
polls change nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec.structs import replace

from ilofeed.core import urls
from ilofeed.core.item_data import Enclosure
from ilofeed.core.language import DEFAULT_INTERFACE
from ilofeed.core.models import Entry, Feed, Item

if TYPE_CHECKING:
    from ilofeed.publish.summary import FeedDetail, FeedSummary

#: The formats of every feed. Each name is the extension of the file.
FORMATS: tuple[str, ...] = ("rss", "atom", "json")

#: The formats of the page for people beside each feed, and of the list of all feeds.
PAGE, LIST = "html", "opml"

#: The icon of the pages, and its format.
ICON, ICON_FORMAT = "favicon", "svg"

#: Formats that no feed reader requests: a change of them is no news.
FOR_PEOPLE = frozenset({PAGE, ICON_FORMAT})

#: The media type of each format (RSS Board, RFC 4287 section 7, JSON Feed 1.1).
MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "rss": "application/rss+xml",
        "atom": "application/atom+xml",
        "json": "application/feed+json",
    }
)

#: The number of entries on one page of a feed.
PAGE_ENTRIES = 50

#: The largest number of categories of an entry.
MOST_CATEGORIES = 20

#: The media type of a file whose type is not known (RFC 2046 section 4.5.1).
UNKNOWN_TYPE = "application/octet-stream"

_ILO = "International Labour Organization"

#: The renderer of one format, for a feed and those of its entries that the document is to have.
Renderer = Callable[[Feed, Sequence[Entry]], bytes]


def render(feed: Feed, format: str) -> bytes:
    """Render *feed* in *format*, one of FORMATS; its entries keep their order.

    Raises ValueError for a feed without entries, which is never published: to subscribers
    all entries would seem to be deleted.
    """
    if not feed.entries:
        raise ValueError(f"feed {feed.slug!r} has no entries; an empty feed is never published")
    return renderer(format)(feed, feed.entries)


def page(
    feed: Feed,
    translations: Sequence[Feed] = (),
    summary: FeedSummary | None = None,
    detail: FeedDetail | None = None,
    *,
    newer: str = "",
    interface: str = DEFAULT_INTERFACE,
) -> bytes:
    """Render the page of *feed* for people; *translations* are the same page's feeds in other languages.

    With *summary* it shows how often the source publishes; with *detail* it shows all details. The page of an archive
    links to that of the name *newer*. *interface* is the language of our own words.
    """
    from ilofeed.publish.render import html  # noqa: PLC0415 - jinja2, not needed by most polls

    return html.page(feed, translations, summary, detail, newer=newer, interface=interface)


def first_page(feed: Feed, still_open: Collection[str]) -> Feed:
    """Return *feed* with the entries of its first page: those *still_open*, which no archive has, and the newest.

    `archives.FULL` limits the number of open entries, so the page has no more.
    """
    room = PAGE_ENTRIES - len(still_open)
    others = (entry.id for entry in feed.entries if entry.id not in still_open)
    shown = {*still_open, *islice(others, max(room, 0))}
    return replace(feed, entries=tuple(entry for entry in feed.entries if entry.id in shown))


def index(
    summaries: Sequence[FeedSummary], *, today: date | None = None, interface: str = DEFAULT_INTERFACE
) -> bytes:
    """Render the page of all feeds; with *today* it shows ages and the times of the last and next polls.

    *interface* is the language of our own words.
    """
    from ilofeed.publish.render import html  # noqa: PLC0415 - see above

    return html.index(summaries, today=today, interface=interface)


def icon() -> bytes:
    """Return the icon of the pages, an SVG image of our own."""
    from ilofeed.publish.render import page_templates  # noqa: PLC0415 - see above

    return page_templates.resource(f"{ICON}.{ICON_FORMAT}").encode()


def subscriptions(title: str, feeds: Iterable[Feed], pages: Mapping[str, str] | None = None) -> bytes:
    """Render the list of *feeds*, which readers can import (OPML 2.0).

    *pages* are the addresses of the pages of sources, by slug, for another installation to watch.
    """
    from ilofeed.publish.render import opml  # noqa: PLC0415 - lxml, not needed by most polls

    return opml.opml(title, feeds, pages or {})


def author(feed: Feed) -> str:
    """Return the author of *feed*: the name of its site, the only author that is known for certain.

    Atom requires an author (RFC 4287 section 4.1.1), and few pages name one for an item.
    """
    return site_name(feed.home) or feed.title


def entry_author(entry: Entry, feed: Feed) -> str:
    """Return the author of *entry*, which every format repeats: most readers do not look for the author of the feed."""
    return feed.authors.get(entry.id, author(feed))


def site_name(url: str) -> str:
    """Return the name of the site of *url*."""
    return _ILO if urls.is_ilo(url) else urlsplit(url).hostname or ""


def headline(item: Item) -> str:
    """Return the title of *item*, or a substitute: one item without a title must not stop a feed."""
    return item.title or item.summary or item.link


def date_ahead(entry: Entry) -> str:
    """Return the printed date and the place of *entry* if the date was in the future at first sight, else "".

    Readers show and sort by `published`, which is never later than the first sight.
    """
    day, item = entry.date_ahead, entry.item
    if day is None:
        return ""
    printed = item.date_text or day.isoformat()
    return f"{printed} | {item.place}" if item.place and item.place not in printed else printed


def categories(item: Item) -> tuple[str, ...]:
    """Return the categories of *item*: its kicker, and those that its feed gives it."""
    own = item.data.categories if item.data else ()
    return tuple(dict.fromkeys((item.kicker, *own) if item.kicker else own))[:MOST_CATEGORIES]


def enclosures(item: Item) -> tuple[Enclosure, ...]:
    """Return the files that belong to *item*."""
    return item.data.enclosures if item.data else ()


def text(entry: Entry) -> str:
    """Return the text of *entry* beside its title: its summary, after a date in the future."""
    return " — ".join(filter(None, (date_ahead(entry), entry.item.summary)))


def body(entry: Entry, feed: Feed) -> str:
    """Return the article of *entry* as HTML, after a date in the future; empty without an article."""
    html, date_line = feed.bodies.get(entry.id, ""), date_ahead(entry)
    if not html or not date_line:
        return html
    from html import escape  # noqa: PLC0415 - for few entries

    return f"<p>{escape(date_line, quote=False)}</p>{html}"


def own_language(item: Item, feed: Feed) -> str:
    """Return the language of *item* if it is known and differs from that of *feed*, else ""."""
    # Language tags compare without case (RFC 5646 section 2.1.1).
    return "" if item.language.lower() == feed.language.lower() else item.language


def whole_second(instant: datetime) -> datetime:
    """Return *instant* in UTC without its fraction, which no page and no reader shows."""
    return instant.astimezone(UTC).replace(microsecond=0)


def renderer(format: str) -> Renderer:
    """Return the renderer of *format*, one of FORMATS."""
    if format == "json":
        from ilofeed.publish.render.json_feed import json_feed  # noqa: PLC0415 - beside its siblings

        return json_feed
    if format in FORMATS:
        from ilofeed.publish.render import rss_atom  # noqa: PLC0415 - feedgen and lxml, not needed by most polls

        return rss_atom.rss if format == "rss" else rss_atom.atom
    raise ValueError(f"no such format: {format!r}; there are {', '.join(FORMATS)}")
