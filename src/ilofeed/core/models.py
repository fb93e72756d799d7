"""The nouns of ilofeed, as plain values.

Nothing here reads a clock, a socket, a file or a database. No value changes after it was made: a step of
the pipeline takes values and returns new ones.

    Source ─fetch─► Page ─extract─► Extraction of Items ─match, diff─► Entries ─► Feed
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Self

from msgspec import Struct, field
from msgspec.structs import replace

from ilofeed.core.item_data import ItemData
from ilofeed.core.json_paths import JsonPaths
from ilofeed.core.request_settings import RequestSettings
from ilofeed.core.selectors import Alternatives, Selectors
from ilofeed.core.sitemap_rules import SitemapRules
from ilofeed.core.skipped import LEFT_OUT, Skipped
from ilofeed.core.source_digest import digest_of

#: An earlier date is treated as a misprint: no such page existed, and feed validators warn of it.
EARLIEST_DAY = date(1990, 1, 1)

#: The kind of a list whose items are events, most of them in the future.
EVENTS = "events"

_NOON = time(12, tzinfo=UTC)


def noon(day: date) -> datetime:
    """Return 12:00 UTC of *day*, an instant at which most time zones have the same date."""
    return datetime.combine(day, _NOON)


class Source(Struct, frozen=True, kw_only=True, dict=True):
    """A page that is polled."""

    slug: str  #: its permanent name, in file names and on the command line
    url: str
    profile: str = "auto"
    title: str = ""  #: empty: the page's own title
    language: str = ""  #: BCP 47; empty: that of the page
    interval: timedelta = timedelta(hours=1)
    longest: timedelta | None = None  #: limit of an automatic interval; None: a fixed interval
    cron: str = ""  #: times of polls, in place of the interval, as in crontab(5)
    timezone: str = "UTC"  #: time zone of the cron expression
    selectors: Selectors | None = None  #: for the profile "selectors"
    json: JsonPaths | None = None  #: for the profile "json"
    sitemap: SitemapRules | None = None  #: for the profile "sitemap"
    max_pages: int = 5  #: most pages of the list that are read until all new items are covered
    backfill: int = 1  #: pages read at the very first poll
    full_text: bool = False  #: whether the pages of its items are read too
    retired: str = ""  #: why it is no longer polled, in a sentence for its subscribers
    paused: bool = False  #: whether it is not polled for now; its feeds stay as they are
    witness: str = ""  #: address of the sitemap with which the list is compared
    ignore: tuple[str, ...] = ()  #: words or /patterns/ that are cut out of the text of its items
    kind: str = ""  #: what it lists: `EVENTS`; empty: decided by the page's address
    date_order: str = ""  #: of dates in numbers, one of `core.date_context.ORDERS`; empty: decided by the page
    request: RequestSettings = RequestSettings()  #: how its pages are requested

    @property
    def is_polled(self) -> bool:
        """True where the configuration lets it be polled."""
        return not (self.retired or self.paused)

    @property
    def reads_articles(self) -> bool:
        """True where the pages of its items are read: for their texts, or for titles that a sitemap does not have."""
        return self.full_text or self.profile == "sitemap"

    @cached_property
    def digest(self) -> str:
        """A digest of the address of its page and of the settings for reading it."""
        return digest_of(self)


class Validators(Struct, frozen=True, kw_only=True):
    """The server's validators for the next conditional request (RFC 9110 section 8.8), verbatim."""

    etag: str | None = None
    last_modified: str | None = None


class Page(Struct, frozen=True, kw_only=True):
    """The result of a fetch: the bytes of a page, and the facts of the response."""

    url: str  #: its address after all redirects
    body: bytes  #: content coding undone, character encoding not
    content_type: str = ""  #: the header's value, with its parameters
    status: int = 200
    validators: Validators = Validators()
    moved_to: str = ""  #: target of permanent redirects (RFC 9110 sections 15.4.2, 15.4.9)
    date: datetime | None = None  #: time of the server's clock when it answered
    next_link: str = ""  #: address of the next page by the header Link (RFC 8288), not checked
    refresh: str = ""  #: the header Refresh, which leads browsers to another page
    set_cookies: tuple[str, ...] = ()  #: values of Set-Cookie, for the scripts of the page; never stored
    rendered: str = ""  #: what a browser that rendered it did, a sentence for messages; never stored


class NotModified(Struct, frozen=True, kw_only=True):
    """The server's answer that the page has not changed."""

    url: str
    status: int = 304
    moved_to: str = ""
    date: datetime | None = None


class Item(Struct, frozen=True, kw_only=True):
    """One item of the page as the page shows it now, without history."""

    #: Place on the page, 1 at the top (of entries: see `ilofeed.decide.page_order`); None: not on the page now.
    number: int | None = None
    key: str  #: the site's own name of the item: document number or address
    title: str  #: text on one line, at most 500 characters
    link: str  #: absolute, http or https
    language: str = ""  #: BCP 47; empty: not known
    summary: str = ""  #: text on one line, at most 5000 characters
    published: date | None = None  #: the date as printed; many lists print none
    date_text: str = ""  #: the line of the date, letter by letter
    date_margin: int | None = None  #: days by which the date may differ, if printed as "2 days ago"; else None
    kicker: str | None = None  #: the short line above the title, "Press release"
    place: str | None = None  #: where it takes place, or was written
    image: str | None = None  #: the address of a picture
    author: str | None = None  #: the person that the page names, if any
    data: ItemData | None = None  #: facts that only data have

    @property
    def at(self) -> datetime | None:
        """The exact time of its publication, if data name it."""
        return self.data.at if self.data else None


class Extraction(Struct, frozen=True, kw_only=True):
    """The result of reading one page."""

    profile: str  #: the layout that read it
    url: str  #: of the page
    language: str  #: BCP 47; empty: not known
    title: str  #: the first heading of the page, or the title of a document that is no page
    items: tuple[Item, ...]  #: in the order of the page, at least one
    page_title: str = ""  #: the title element of the page
    site_name: str = ""  #: the name of the site in the metadata of the page
    skipped: tuple[Skipped, ...] = ()
    next: str | None = None  #: address of the list's next page
    #: Field -> place of it in most items, as a CSS selector within the item; of "item" within the page.
    rules: Mapping[str, Alternatives] = field(default_factory=dict)
    reader: str = ""  #: package and version of the plugin that read it; empty: a profile of ilofeed
    found_in: str = ""  #: the data of the page in which the items are; empty: its markup
    kind: str = ""  #: what the list contains: `EVENTS`, or empty
    #: The orders of dates in numbers that this page and earlier ones showed, as in `ilofeed.core.date_order`.
    date_order: str = ""

    def followed_by(self, page: Extraction) -> Extraction:
        """Return this page and the next one of the same list as one, with continuous numbers.

        An item on both counts once: the list moved on between two requests.
        """
        start = max([*(item.number or 0 for item in self.items), *(element.number for element in self.skipped)])
        known = {(item.key, item.link, item.title, item.published) for item in self.items}
        new = (item for item in page.items if (item.key, item.link, item.title, item.published) not in known)
        return replace(
            self,
            items=(*self.items, *(replace(item, number=start + (item.number or 0)) for item in new)),
            skipped=(*self.skipped, *(replace(each, number=start + each.number) for each in page.skipped)),
            next=page.next,
            date_order=page.date_order,
        )

    @property
    def unreadable(self) -> int:
        """The number of elements that could not be read, without elements that are no items by their nature."""
        return sum(element.reason not in LEFT_OUT for element in self.skipped)


class Entry(Struct, frozen=True, kw_only=True):
    """An item of a feed, with its permanent id and its dates."""

    id: str  #: permanent: readers know the entry by it
    item: Item  #: as the page showed it last
    first_seen: datetime
    updated: datetime  #: time of its last edit; that of its first sight if there was none
    aliases: frozenset[str] = frozenset()  #: all keys and addresses that it ever had
    announced: bool = True  #: False: the operator accepted it as known; no feed shows it
    withdrawn: datetime | None = None  #: time since which it is missing between its neighbours on the page
    #: Seconds from 12:00 UTC of its date to its time, as `ilofeed.decide.times` sets them; 0 for entries from before.
    noon_offset: int = 0

    @classmethod
    def first(cls, entry_id: str, item: Item, aliases: frozenset[str], instant: datetime) -> Self:
        """Create the entry of an item that its source has never shown before."""
        return cls(id=entry_id, item=item, first_seen=instant, updated=instant, aliases=aliases)

    def revised(self, item: Item, instant: datetime) -> Entry:
        """Return the same entry with new words. Its id and its date of first sight do not change."""
        return replace(self, item=item, updated=instant)

    @property
    def published(self) -> datetime:
        """A time near 12:00 UTC of the printed date, so that readers in most time zones see the same date.

        Never later than first seen. If no believable date is printed, it is the time of first sight.
        """
        day = self.item.published
        if day is None or day < EARLIEST_DAY:
            return self.first_seen
        return min(noon(day) + timedelta(seconds=self.noon_offset), self.first_seen)

    @property
    def date_ahead(self) -> date | None:
        """The printed date, if it is later than the date of first sight, so that `published` cannot show it.

        It does not depend on the time at which a feed is rendered.
        """
        day = self.item.published
        return day if day is not None and day > self.first_seen.astimezone(UTC).date() else None


class FeedConfig(Struct, frozen=True, kw_only=True):
    """The plan of a feed: its sources, and the conditions on their entries."""

    slug: str
    sources: tuple[Source, ...]
    title: str = ""  #: empty: that of its only source
    language: str = ""  #: BCP 47; empty: that of its only source
    include: tuple[str, ...] = ()  #: words or /patterns/; title or summary must contain one of them
    exclude: tuple[str, ...] = ()  #: the same; title and summary may contain none of them
    languages: tuple[str, ...] = ()  #: of its entries; empty: any
    kickers: tuple[str, ...] = ()  #: of its entries; empty: any
    most: int = 50  #: most entries that it shows
    of_revisions: bool = False  #: whether it shows the edits of entries
    former: tuple[str, ...] = ()  #: earlier slugs, under which it is still served
    retired: str = ""  #: why it has ended, in a sentence for subscribers
    key: str = ""  #: the secret of a private feed; empty: public

    @property
    def chooses(self) -> bool:
        """True if it shows only some entries of its sources."""
        return bool(self.include or self.exclude or self.languages or self.kickers)

    @property
    def is_of(self) -> Source | None:
        """Its only source, if it is a source's own feed."""
        return self.sources[0] if self.sources and self.sources[0].slug == self.slug else None

    @property
    def is_joint(self) -> bool:
        """True for `all` and every `[[feed]]`: its entries are in the feeds of its sources, too."""
        return self.is_of is None and not self.of_revisions


class Feed(Struct, frozen=True, kw_only=True):
    """A document to publish, in any format."""

    id: str  #: a tag URI, or a UUID as a URN; permanent
    slug: str  #: its name, in file names and messages
    title: str
    description: str
    home: str  #: the page it was made from
    language: str = ""
    locations: Mapping[str, str] = field(default_factory=dict)  #: format -> its published address
    ttl: timedelta = timedelta(hours=1)  #: after which readers should ask again
    entries: tuple[Entry, ...] = ()  #: newest first
    authors: Mapping[str, str] = field(default_factory=dict)  #: entry id -> its author, if not the feed's
    bodies: Mapping[str, str] = field(default_factory=dict)  #: entry id -> its text as sanitised HTML
    hubs: tuple[str, ...] = ()  #: addresses of hubs that notify subscribers (WebSub)
    previous: Mapping[str, str] = field(default_factory=dict)  #: format -> document with older entries (RFC 5005)
    #: Format -> address of the feed itself; only in an archive.
    current: Mapping[str, str] = field(default_factory=dict)
    is_archive: bool = False
    farewell: str = ""  #: the title of its last entry, after which none follow; empty while the feed goes on
    key: str = ""  #: the secret in the addresses of a private feed; empty: public
    sources: int | None = None  #: the number of its sources, if there are several

    @property
    def updated(self) -> datetime:
        """The time of the newest change of any entry, never the time of rendering.

        Raises ValueError if there is no entry: an empty feed is never published.
        """
        return max(entry.updated for entry in self.entries)


class Publication(Struct, frozen=True, kw_only=True):
    """One published file, with digests of its inputs and of its content."""

    feed: str  #: slug
    format: str
    stamp: str  #: digest of everything it was rendered from
    digest: str  #: sha256 of its bytes
    size: int
    modified: datetime  #: time of the last change of its bytes; strictly increasing, whole seconds
