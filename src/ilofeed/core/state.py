"""Persistent state of sources and their polls, as plain values like those of `ilofeed.core.models`."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ilofeed.core.models import Entry, Extraction, Feed, Item, Page, Source, Validators
from ilofeed.core.sitemap_state import Unseen, WitnessState

if TYPE_CHECKING:
    from ilofeed.core.decisions import Decisions  # only pages that changed have some


class Outcome(StrEnum):
    """The result of a poll."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    NOT_MODIFIED = "not_modified"
    QUARANTINED = "quarantined"
    FAILED = "failed"
    SKIPPED = "skipped"

    @property
    def is_ok(self) -> bool:
        """True if the result needs no attention of the operator."""
        return self not in (Outcome.FAILED, Outcome.QUARANTINED)


class PollReport(Struct, frozen=True, kw_only=True):
    """The result of one poll of one source."""

    source: str  #: its slug
    outcome: Outcome  #: equal to its text, "changed"
    reason: str | None = None  #: a short stable code, if it failed, was skipped or quarantined
    message: str = ""  #: one sentence for the operator
    status: int | None = None  #: the HTTP status, if there was a response
    items: int = 0  #: number of items on the pages that were read
    new: int = 0  #: number of new entries, as those below
    revised: int = 0
    moved: int = 0
    skipped: int = 0  #: number of elements that could not be read
    published: bool = False  #: whether a feed file's bytes changed
    seconds: float = 0.0
    bytes: int = 0  #: size of the fetched pages, decompressed


class LinkRules(Struct, frozen=True, kw_only=True):
    """Rules learned from the links of a source; `ilofeed.core.link_rules` learns and applies them."""

    shared: tuple[str, ...] = ()  #: canonical addresses that several items of one page had, latest last
    volatile: tuple[str, ...] = ()  #: names of parameters that are no part of an address
    telling: tuple[str, ...] = ()  #: names of parameters that had several values on one page


class SourceState(Struct, frozen=True, kw_only=True):
    """The state of a source from poll to poll."""

    slug: str
    generation: int = 0  #: number of the claim under which it was read; an older claim cannot save
    validators: Validators = field(default_factory=Validators)
    recipe: str = ""  #: settings of the last good reading; validators are void under others
    asked: str = ""  #: digest of the source as it was at the last poll
    profile: str = ""  #: the layout that read it
    usual: str = ""  #: the fields that nearly all of its items had, named by `ilofeed.decide.gate.common_fields`
    body_digest: str = ""  #: of the last good page
    title: str = ""  #: the last good page's own title
    language: str = ""
    content: int = 0  #: counter of the changes to the content of its feeds
    failures: int = 0  #: number of failures in a row
    outcome: Outcome | None = None  #: of the last poll that was not skipped
    reason: str | None = None
    message: str = ""
    last_poll: datetime | None = None
    last_success: datetime | None = None
    due_at: datetime | None = None  #: next poll by our own schedule
    not_before: datetime | None = None  #: earliest next poll by the server's request
    moved_to: str = ""  #: new address after a permanent move, by the server's answer
    #: Number of pages to read at the next poll to close a gap, in which items may have been missed. The gap is
    #: from the date of the newest known entry to that of the oldest item read. With 0 pages it is only recorded.
    reach: int = 0
    gap_from: date | None = None
    gap_to: date | None = None
    gap_anchors: str = ""  #: ids of the entries that end the gap when found, one a line, in order
    #: Place on the page, at the last good poll, of the last missing entry whose URL was requested.
    requested_through: int = 0
    clock_agreements: int = (
        0  #: polls in a row whose server agreed with our clock; no more than needed are counted
    )
    clock_offset: int = 0  #: seconds by which the server's clock was ahead of ours at the last response
    newest: datetime | None = None  #: publication of the newest entry on the page
    pace: int = 0  #: seconds between two of the newest entries on the page; 0: too few entries
    #: The orders of dates in numbers that its pages showed, as in `ilofeed.core.date_order`.
    date_order: str = ""
    counters: tuple[str, ...] = ()  #: words around numbers that change at each poll (`ilofeed.decide.counters`)
    link_rules: LinkRules = field(default_factory=LinkRules)
    witness: WitnessState = field(default_factory=WitnessState)
    lease_until: datetime | None = None  #: latest end of the lease with which one process alone polls it
    lease_by: str = ""  #: the process with the lease

    @property
    def anchors(self) -> tuple[str, ...]:
        """The ids of the entries that end the gap; none if no page is read to close it."""
        return tuple(filter(None, self.gap_anchors.split("\n"))) if self.reach else ()

    @property
    def is_gone(self) -> bool:
        """True if the server reports that the page is permanently gone (RFC 9110 section 15.5.11)."""
        return self.outcome is Outcome.FAILED and self.reason == "status_410"


class Lease(Struct, frozen=True, kw_only=True):
    """A process's request to be the only one that polls a source for some time."""

    holder: str
    now: datetime
    until: datetime


class Revision(Struct, frozen=True, kw_only=True):
    """An entry before a change."""

    entry: str  #: its id
    at: datetime  #: time at which the change was found; of an edit, the `updated` that it gave the entry
    before: Item
    moved: bool = False  #: whether only the address changed


class Quarantine(Struct, frozen=True, kw_only=True):
    """A quarantined poll, with all data that its approval needs."""

    source: str
    since: datetime
    reason: str
    message: str
    page: Page
    extraction: Extraction
    detail: str = ""  #: the words of one item, for the operator alone


class KeptPage(Struct, frozen=True, kw_only=True):
    """A page as it was fetched, and the result of reading it then."""

    at: datetime
    page: Page
    extraction: Extraction | None  #: None: nothing could be read
    good: bool  #: whether the result of reading was accepted
    decisions: Decisions | None = None  #: None: nothing could be read, or an older program polled


class PollResult(Struct, frozen=True, kw_only=True):
    """The result of a poll, saved all or nothing."""

    state: SourceState
    report: PollReport
    entries: tuple[Entry, ...] = ()
    revisions: tuple[Revision, ...] = ()
    quarantine: Quarantine | None = None  #: replaces an earlier one; a good poll ends it
    kept: KeptPage | None = None  #: None: the page is the same as last time


class HostSlot(Struct, frozen=True, kw_only=True):
    """The answer to a process that wants to send a request to a host now."""

    taken: bool
    at: datetime  #: now, or the time to ask for a turn again
    holder: str = ""  #: the process that has the turn now, if any
    unwanted: bool = False  #: whether the host itself asked to wait until then


class Archive(Struct, frozen=True, kw_only=True):
    """A closed part of a feed's history, whose content never changes."""

    name: str  #: the month in which its entries arrived, "2026-11"; "2026-11-2" for more of that month
    sources: tuple[str, ...]  #: slugs of the sources of its entries
    feed: Feed


class Body(Struct, frozen=True, kw_only=True):
    """The text and title from the page of an entry."""

    html: str = ""  #: its text, sanitised; empty: none was found
    title: str = ""  #: the complete title, if the list truncates it


class PollCounter(Struct, frozen=True, kw_only=True):
    """The number of all polls of a source with one result, and their totals."""

    source: str
    outcome: str
    reason: str  #: empty: none
    polls: int
    seconds: float
    bytes: int
    items: int
    new: int


class HubNotification(Struct, frozen=True, kw_only=True):
    """A notification of a hub that a document has changed."""

    topic: str  #: address of the document
    hub: str
    due_at: datetime
    tries: int = 0


class Event(StrEnum):
    """An event that an operator is notified of, once each time it begins."""

    FAILING = "failing"
    QUARANTINED = "quarantined"
    QUIET = "quiet"
    BLIND = "blind"  #: the sitemap has pages that the list has never shown
    RECOVERED = "well"  #: without a problem again


class Alert(Struct, frozen=True, kw_only=True):
    """The last event of a source that the operator was notified of."""

    source: str
    event: Event
    at: datetime


class Notification(Struct, frozen=True, kw_only=True):
    """A notification of the operator that is still to be sent on one channel."""

    id: str
    way: str  #: "command", "webhook" or "notify[0]", an Apprise URL by its place
    at: datetime  #: time at which it was written
    document: str  #: JSON
    due_at: datetime
    tries: int = 0


class RecoveredFeed(Struct, frozen=True, kw_only=True):
    """The data of a source that a published feed still contains."""

    title: str = ""
    language: str = ""
    home: str = ""  #: the page that it was made from
    entries: tuple[Entry, ...] = ()  #: newest first
    ended: datetime | None = None  #: the time of its farewell, if it has one


class Condition(StrEnum):
    """The condition of a source, in order of precedence: if several apply, the first one counts.

    `ilofeed.decide.health.condition` decides it. No other condition applies to a retired, paused or new source.
    """

    OVERDUE = "overdue"  #: its poll is long overdue: no process polls it, and its facts are old
    QUARANTINED = "quarantined"  #: a poll is quarantined
    GONE = "gone"  #: not polled until its configuration changes: the page is permanently gone
    FAILING = "failing"  #: the last poll failed
    QUIET = "quiet"  #: much less is published than before
    NEW = "new"  #: never polled
    OK = "ok"
    PAUSED = "paused"  #: not polled for now, by the configuration
    RETIRED = "retired"  #: ended by the configuration

    @property
    def needs_attention(self) -> bool:
        """True if the operator has something to do."""
        return self in (Condition.OVERDUE, Condition.QUARANTINED, Condition.GONE, Condition.FAILING)


class Health(Struct, frozen=True, kw_only=True):
    """The condition of a source, and the facts that explain it."""

    source: Source
    condition: Condition
    reason: str | None = None
    message: str = ""
    last_poll: datetime | None = None
    last_success: datetime | None = None
    next_poll: datetime | None = None
    overdue_at: datetime | None = None  #: time from which it is overdue if it is not polled
    failures: int = 0
    entries: int = 0
    withdrawn: int = 0  #: of these entries, those missing between their neighbours on the page
    latest: datetime | None = None  #: publication of the entry seen last
    held_since: datetime | None = None
    since: datetime | None = None  #: start of the problem that needs attention, if it was asked for
    moved_to: str = ""  #: new address after a permanent move
    gap_from: date | None = None  #: start and end of a range of dates in which items may have been missed
    gap_to: date | None = None
    advice: str = ""  #: meaning of the reason and remedy, if more is known than is in the message
    witness: WitnessState | None = None  #: the last comparison with the sitemap, if one is configured
    unseen: tuple[Unseen, ...] = ()  #: the reported pages of the sitemap, which the list has never shown
    detail: str = ""  #: the words of one item of the quarantined poll, for the operator alone
    #: The changes that an approval of the quarantined poll would make, one line for each entry. They quote the
    #: page, so they are for the operator alone, and only on request.
    would_change: tuple[str, ...] = ()
