"""The nouns of ilofeed, as plain values.

Nothing here reads a clock, a socket, a file or a database, and nothing here
changes once made: a step of the pipeline takes values and returns new ones.

    Source ─fetch─► Page ─extract─► Extraction of Items ─match, diff─► Entries ─► Feed
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from types import MappingProxyType
from typing import Self

from msgspec import Struct, field
from msgspec.structs import replace

#: A day before this one is taken for a misprint: no such page existed, and feed
#: validators warn of it.
EARLIEST_DAY = date(1990, 1, 1)

#: The kind of a list whose items are events, most of them ahead.
EVENTS = "events"

_NOON = time(12, tzinfo=UTC)


class Selectors(Struct, frozen=True, kw_only=True):
    """CSS for a page that no built-in profile reads. All but *item* are looked for within the item."""

    item: str
    title: str
    link: str = ""  #: empty: the title's own, or the first in it
    date: str = ""
    summary: str = ""
    kicker: str = ""
    place: str = ""
    image: str = ""
    next: str = ""  #: the link to the list's next page


class Source(Struct, frozen=True, kw_only=True):
    """A page we watch."""

    slug: str  #: its permanent name, in file names and on the command line
    url: str
    profile: str = "auto"
    title: str = ""  #: empty: what the page calls itself
    language: str = ""  #: BCP 47; empty: what the page says
    interval: timedelta = timedelta(hours=1)
    longest: timedelta | None = None  #: how far its own rhythm may stretch the interval; None: not at all
    cron: str = ""  #: when to poll, in place of the interval, as crontab(5) says it
    timezone: str = "UTC"  #: that of the cron expression
    selectors: Selectors | None = None  #: for the profile "selectors"
    max_pages: int = 5  #: of the list, read on from the first until what is new is covered
    backfill: int = 1  #: pages read at the very first poll
    full_text: bool = False  #: whether the pages behind its items are read too
    retired: str = ""  #: why it is not polled any more, in a sentence for its subscribers
    witness: str = ""  #: address of the sitemap with which the list is compared
    ignore: tuple[str, ...] = ()  #: words or /patterns/ that are cut out of what its items say
    kind: str = ""  #: what it lists: `EVENTS`; empty: the page's address says it

    @property
    def digest(self) -> str:
        """A digest of where its page is and of how that is read."""
        parts = [self.url, self.profile, self.language, repr(self.selectors), *self.ignore]
        # Digests of sources without it stay as they were before there was this key.
        parts += [f"kind={self.kind}"] if self.kind else []
        return sha256("\n".join(parts).encode()).hexdigest()[:16]


class Validators(Struct, frozen=True, kw_only=True):
    """What a server gave us to ask with next time (RFC 9110 section 8.8), verbatim."""

    etag: str | None = None
    last_modified: str | None = None


class Page(Struct, frozen=True, kw_only=True):
    """What a fetch brought: the bytes of a page, and how they came."""

    url: str  #: where it was found in the end, redirects followed
    body: bytes  #: content coding undone, character encoding not
    content_type: str = ""  #: the header's value, with its parameters
    status: int = 200
    validators: Validators = Validators()
    moved_to: str = ""  #: where permanent redirects led (RFC 9110 sections 15.4.2 and 15.4.9), if any did
    date: datetime | None = None  #: what the server's clock said when it answered


class NotModified(Struct, frozen=True, kw_only=True):
    """The server says that the page is the one we know."""

    url: str
    status: int = 304
    moved_to: str = ""
    date: datetime | None = None


class Item(Struct, frozen=True, kw_only=True):
    """One thing on the page, as the page shows it now; it has no history."""

    number: int | None = None  #: place on the page, 1 at the top; None: not on the page now
    key: str  #: what the site itself tells items apart by: document number or address
    title: str
    link: str
    language: str = ""  #: BCP 47, empty where nothing tells it
    summary: str = ""
    published: date | None = None  #: the day as printed; many lists print none
    date_text: str = ""  #: the day's line, letter by letter
    kicker: str | None = None  #: the short line above the title, "Press release"
    place: str | None = None
    image: str | None = None
    author: str | None = None  #: the person whom the page names, if any


#: Reasons for which an element is no item by its nature. The others mean that it could not be read.
LEFT_OUT: Mapping[str, str] = MappingProxyType(
    {
        "advertises": "promotions, figures and fact lists",
        "no_link": "without a link of their own",
        "other_site": "leading to another site",
        "event": 'events (are they what this page lists? set kind = "events" in its [[source]])',
        "no_document": "leading to a list, a topic or another page that is no document",
    }
)


class Skipped(Struct, frozen=True, kw_only=True):
    """An element in an item's place that is no item, and why."""

    number: int
    reason: str
    text: str = ""  #: how it begins, for the one who looks for it


def reasons(skipped: Iterable[Skipped]) -> str:
    """Return why elements were *skipped*, in words and with their numbers, the most frequent reason first."""
    counts = Counter(each.reason for each in skipped)
    return ", ".join(f"{count} {LEFT_OUT.get(reason, reason)}" for reason, count in counts.most_common())


class Extraction(Struct, frozen=True, kw_only=True):
    """What was read from one page."""

    profile: str
    url: str
    language: str
    title: str
    items: tuple[Item, ...]
    skipped: tuple[Skipped, ...] = ()
    next: str | None = None  #: address of the list's next page
    #: Field -> where most items had it, as a CSS selector within the item; "item" within the page.
    rules: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""  #: what the list is one of: `EVENTS`, or empty

    def followed_by(self, page: Extraction) -> Extraction:
        """This page and the next one of the same list as one, numbered through.

        What stands on both, because the list moved on between two requests, counts once.
        """
        start = max([*(item.number or 0 for item in self.items), *(each.number for each in self.skipped)])
        known = {(item.key, item.link, item.title, item.published) for item in self.items}
        return replace(
            self,
            items=self.items
            + tuple(
                replace(item, number=start + (item.number or 0))
                for item in page.items
                if (item.key, item.link, item.title, item.published) not in known
            ),
            skipped=self.skipped + tuple(replace(each, number=start + each.number) for each in page.skipped),
            next=page.next,
        )

    @property
    def unreadable(self) -> int:
        """The number of elements that could not be read, without those that are no items by their nature."""
        return sum(each.reason not in LEFT_OUT for each in self.skipped)


class Entry(Struct, frozen=True, kw_only=True):
    """An item taken into a feed, with the id and the dates we vouch for."""

    id: str
    item: Item
    first_seen: datetime
    updated: datetime
    aliases: frozenset[str] = frozenset()  #: everything it was ever known by
    announced: bool = True  #: False: taken as known by the operator; no feed shows it
    withdrawn: datetime | None = None  #: since when it is gone from among its neighbours on the page

    @classmethod
    def first(cls, entry_id: str, item: Item, aliases: frozenset[str], instant: datetime) -> Self:
        """The entry for an item that its source has never shown before."""
        return cls(id=entry_id, item=item, first_seen=instant, updated=instant, aliases=aliases)

    def revised(self, item: Item, instant: datetime) -> Entry:
        """The same entry with new words; its id and its first sight stay."""
        return replace(self, item=item, updated=instant)

    @property
    def published(self) -> datetime:
        """12:00 UTC of the printed day, so that no reader's zone shows another day.

        Never later than first seen; and first seen where no believable day is printed.
        """
        day = self.item.published
        if day is None or day < EARLIEST_DAY:
            return self.first_seen
        return min(datetime.combine(day, _NOON), self.first_seen)

    @property
    def date_ahead(self) -> date | None:
        """The printed date, if it is later than the date of first sight: `published` cannot show it then.

        It does not depend on the time at which a feed is rendered.
        """
        day = self.item.published
        return day if day is not None and day > self.first_seen.astimezone(UTC).date() else None


class FeedConfig(Struct, frozen=True, kw_only=True):
    """A feed that is to be published: of which sources it is made, and of what of theirs."""

    slug: str
    sources: tuple[Source, ...]
    title: str = ""  #: empty: that of its only source
    language: str = ""  #: BCP 47; empty: that of its only source
    include: tuple[str, ...] = ()  #: words or /patterns/, one of which title or summary must have
    exclude: tuple[str, ...] = ()  #: the same, none of which they may have
    languages: tuple[str, ...] = ()  #: of its entries; empty: any
    kickers: tuple[str, ...] = ()  #: of its entries; empty: any
    most: int = 50  #: entries that it shows
    of_revisions: bool = False  #: whether its entries are the edits of entries
    former: tuple[str, ...] = ()  #: slugs under which it goes on being served
    retired: str = ""  #: why it has ended, in a sentence for its subscribers

    @property
    def chooses(self) -> bool:
        """Whether it takes some entries of its sources only."""
        return bool(self.include or self.exclude or self.languages or self.kickers)

    @property
    def is_of(self) -> Source | None:
        """The only source of it, if it is a source's own feed."""
        return self.sources[0] if self.sources and self.sources[0].slug == self.slug else None


class Feed(Struct, frozen=True, kw_only=True):
    """A document we publish, whatever the format."""

    id: str
    slug: str
    title: str
    description: str
    home: str  #: the page it was made from
    language: str = ""
    locations: Mapping[str, str] = field(default_factory=dict)  #: format -> where it is published
    ttl: timedelta = timedelta(hours=1)
    entries: tuple[Entry, ...] = ()  #: newest first
    authors: Mapping[str, str] = field(default_factory=dict)  #: entry id -> who wrote it, if not the feed's
    bodies: Mapping[str, str] = field(default_factory=dict)  #: entry id -> its text as sanitised HTML
    hubs: tuple[str, ...] = ()  #: who tells subscribers of changes (WebSub)
    #: Format -> where the document before this one lies, if older entries lie in one (RFC 5005 section 4).
    previous: Mapping[str, str] = field(default_factory=dict)
    #: Format -> where the feed itself lies; only in an archive.
    current: Mapping[str, str] = field(default_factory=dict)
    is_archive: bool = False

    @property
    def updated(self) -> datetime:
        """The newest change of any entry: never the time of rendering.

        Raises ValueError where there is no entry: an empty feed is never published.
        """
        return max(entry.updated for entry in self.entries)


class Publication(Struct, frozen=True, kw_only=True):
    """One published file: what it was made from and what it holds."""

    feed: str  #: slug
    format: str
    stamp: str  #: digest of everything it was rendered from
    digest: str  #: sha256 of its bytes
    size: int
    modified: datetime  #: when its bytes last changed; strictly forward, whole seconds
