"""The nouns of ilofeed, as plain values.

Nothing here reads a clock, a socket, a file or a database, and nothing here
changes once made: a step of the pipeline takes values and returns new ones.

    Source ─fetch─► Page ─extract─► Extraction of Items ─match, diff─► Entries ─► Feed
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Self

#: A day before this one is taken for a misprint: no such page existed, and feed
#: validators warn of it.
EARLIEST_DAY = date(1990, 1, 1)

_NOON = time(12, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selectors:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A page we watch."""

    slug: str  #: its permanent name, in file names and on the command line
    url: str
    profile: str = "auto"
    title: str = ""  #: empty: what the page calls itself
    language: str = ""  #: BCP 47; empty: what the page says
    interval: timedelta = timedelta(hours=1)
    selectors: Selectors | None = None  #: for the profile "selectors"
    max_pages: int = 5  #: of the list, read on from the first while nothing known is met
    backfill: int = 1  #: pages read at the very first poll


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave us to ask with next time (RFC 9110 section 8.8), verbatim."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a fetch brought: the bytes of a page, and how they came."""

    url: str  #: where it was found in the end, redirects followed
    body: bytes  #: content coding undone, character encoding not
    content_type: str = ""  #: the header's value, with its parameters
    status: int = 200
    validators: Validators = Validators()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The server says that the page is the one we know."""

    url: str
    status: int = 304


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """An element in an item's place that could not be read, and why."""

    number: int
    reason: str
    text: str = ""  #: how it begins, for the one who looks for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
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

    def followed_by(self, page: Extraction) -> Extraction:
        """This page and the next one of the same list as one, numbered through.

        What stands on both, because the list moved on between two requests, counts once.
        """
        start = max([*(item.number or 0 for item in self.items), *(each.number for each in self.skipped)])
        known = {item.key for item in self.items}
        return replace(
            self,
            items=self.items
            + tuple(
                replace(item, number=start + (item.number or 0)) for item in page.items if item.key not in known
            ),
            skipped=self.skipped + tuple(replace(each, number=start + each.number) for each in page.skipped),
            next=page.next,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An item taken into a feed, with the id and the dates we vouch for."""

    id: str
    item: Item
    first_seen: datetime
    updated: datetime
    aliases: frozenset[str] = frozenset()  #: everything it was ever known by
    announced: bool = True  #: False: taken as known by the operator; no feed shows it

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """What a published feed still knows of a source."""

    title: str = ""
    language: str = ""
    entries: tuple[Entry, ...] = ()  #: newest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What an entry was before it changed."""

    entry: str  #: its id
    at: datetime  #: when the change was found
    before: Item
    moved: bool = False  #: only the address changed


class Outcome(StrEnum):
    """How a poll ended."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    NOT_MODIFIED = "not_modified"
    QUARANTINED = "quarantined"
    FAILED = "failed"
    SKIPPED = "skipped"

    @property
    def is_well(self) -> bool:
        """Whether the operator has nothing to look at."""
        return self not in (Outcome.FAILED, Outcome.QUARANTINED)


@dataclass(frozen=True, slots=True, kw_only=True)
class PollReport:
    """What came of one poll of one source."""

    source: str
    outcome: Outcome
    reason: str | None = None
    message: str = ""
    status: int | None = None  #: the HTTP status, where there was an answer
    items: int = 0
    new: int = 0
    revised: int = 0
    moved: int = 0
    skipped: int = 0
    published: bool = False  #: whether a feed file's bytes changed
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What is remembered of a source from poll to poll."""

    slug: str
    generation: int = 0  #: of the claim under which it was read; an older one cannot commit
    validators: Validators = Validators()
    recipe: str = ""  #: how the last good page was read; validators are worth nothing under another
    profile: str = ""  #: what read it
    usual: str = ""  #: the fields that nearly all of its items had, as `ilofeed.gate.usual` names them
    body_digest: str = ""  #: of the last good page
    title: str = ""  #: what the last good page called itself
    language: str = ""
    content: int = 0  #: counts every change of what the feeds are made of
    failures: int = 0  #: in a row
    outcome: Outcome | None = None  #: of the last poll that was not skipped
    reason: str | None = None
    message: str = ""
    last_poll: datetime | None = None
    last_success: datetime | None = None
    due_at: datetime | None = None  #: our own schedule
    not_before: datetime | None = None  #: what the server asked for
    #: Since when a part of the list may have gone unseen: how many pages to read at the
    #: next poll, from the day of the newest entry known to that of the oldest item read.
    reach: int = 0
    gap_from: date | None = None
    gap_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantine:
    """A poll that is held back, with all it would take to let it through."""

    source: str
    since: datetime
    reason: str
    message: str
    page: Page
    extraction: Extraction


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPage:
    """A page as it came, and what was read from it then."""

    at: datetime
    page: Page
    extraction: Extraction | None  #: None: nothing could be read
    good: bool  #: whether what was read was let through


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """What a poll leaves behind, saved all or nothing."""

    state: SourceState
    report: PollReport
    entries: tuple[Entry, ...] = ()
    revisions: tuple[Revision, ...] = ()
    quarantine: Quarantine | None = None  #: in place of one held before; a good poll ends it
    kept: KeptPage | None = None  #: where another page came than last time


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a source is, for the one who looks."""

    source: Source
    state: str  #: "new", "ok", "failing" or "quarantined"
    reason: str | None = None
    message: str = ""
    last_poll: datetime | None = None
    last_success: datetime | None = None
    next_poll: datetime | None = None
    failures: int = 0
    entries: int = 0
    latest: datetime | None = None  #: when the entry seen last was published
    held_since: datetime | None = None
    would_change: tuple[str, ...] = ()  #: what is held, a line for each entry that subscribers would notice
    gap_from: date | None = None  #: between these days some may lie unseen
    gap_to: date | None = None

    @classmethod
    def of(cls, source: Source, state: SourceState | None, entries: int, newest: Entry | None) -> Self:
        """The health that what is remembered amounts to."""
        if state is None or state.outcome is None:
            return cls(source=source, state="new")
        times = [instant for instant in (state.due_at, state.not_before) if instant]
        names = {Outcome.FAILED: "failing", Outcome.QUARANTINED: "quarantined"}
        return cls(
            source=source,
            state=names.get(state.outcome, "ok"),
            reason=state.reason,
            message=state.message,
            last_poll=state.last_poll,
            last_success=state.last_success,
            next_poll=max(times, default=None),
            failures=state.failures,
            entries=entries,
            latest=newest.published if newest else None,
            gap_from=state.gap_from,
            gap_to=state.gap_to,
        )

    def with_held(self, held: Quarantine, would_change: tuple[str, ...]) -> Health:
        """The same, where a poll is *held*: that outlasts a failure to fetch the page again."""
        return replace(
            self,
            state="quarantined",
            reason=held.reason,
            message=held.message,
            held_since=held.since,
            would_change=would_change,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
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

    @property
    def updated(self) -> datetime:
        """The newest change of any entry: never the time of rendering.

        Raises ValueError where there is no entry: an empty feed is never published.
        """
        return max(entry.updated for entry in self.entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One published file: what it was made from and what it holds."""

    feed: str  #: slug
    format: str
    stamp: str  #: digest of everything it was rendered from
    digest: str  #: sha256 of its bytes
    size: int
    modified: datetime  #: when its bytes last changed; strictly forward, whole seconds
