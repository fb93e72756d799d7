"""What is remembered of sources and their polls, as plain values like those of `ilofeed.core.models`."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct, field

from ilofeed.core.models import Entry, Extraction, Feed, Item, Page, Source, Validators
from ilofeed.core.sitemap_state import Unseen, WitnessState


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


class PollReport(Struct, frozen=True, kw_only=True):
    """The result of one poll of one source."""

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
    bytes: int = 0  #: of the pages that came, decompressed


class LinkRules(Struct, frozen=True, kw_only=True):
    """What was learned of the links of a source; `ilofeed.core.link_rules` says how, and what for."""

    shared: tuple[str, ...] = ()  #: canonical addresses that several items of one page had, the latest last
    volatile: tuple[str, ...] = ()  #: names of parameters that are no part of an address
    telling: tuple[str, ...] = ()  #: names of parameters that had several values on one page


class SourceState(Struct, frozen=True, kw_only=True):
    """What is remembered of a source from poll to poll."""

    slug: str
    generation: int = 0  #: of the claim under which it was read; an older one cannot commit
    validators: Validators = field(default_factory=Validators)
    recipe: str = ""  #: how the last good page was read; validators are worth nothing under another
    asked: str = ""  #: digest of the source as it was at the last poll
    profile: str = ""  #: what read it
    usual: str = (
        ""  #: the fields that nearly all of its items had, as `ilofeed.decide.gate.common_fields` names them
    )
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
    moved_to: str = ""  #: where the page has moved permanently, as the server says
    #: A gap, in which items may have gone unseen: how many pages to read at the next poll to close it, from the
    #: date of the newest entry known to that of the oldest item read. Without pages to read it is only recorded.
    reach: int = 0
    gap_from: date | None = None
    gap_to: date | None = None
    gap_anchors: str = ""  #: ids of the entries that end the gap once they are met, one a line, in their order
    #: Place on the page, at the last good poll, of the last missing entry whose URL was requested.
    requested_through: int = 0
    clock_agreements: int = (
        0  #: polls in a row whose server agreed with our clock; no more than needed are counted
    )
    clock_offset: int = 0  #: seconds by which the server's clock was ahead of ours, at the last answer
    newest: datetime | None = None  #: when the newest entry on the page was published
    pace: int = 0  #: seconds between two of the newest entries on the page; 0: too few to tell
    counters: tuple[str, ...] = ()  #: words around numbers that change at each poll (`ilofeed.decide.counters`)
    link_rules: LinkRules = field(default_factory=LinkRules)
    witness: WitnessState = field(default_factory=WitnessState)
    lease_until: datetime | None = None  #: until when one process alone polls it, should it not end sooner
    lease_by: str = ""  #: which

    @property
    def anchors(self) -> tuple[str, ...]:
        """The ids of the entries that are looked for to close a gap; none where no page is read for that."""
        return tuple(filter(None, self.gap_anchors.split("\n"))) if self.reach else ()

    @property
    def is_paused(self) -> bool:
        """Return whether the server says that the page is permanently gone (RFC 9110 section 15.5.11)."""
        return self.outcome is Outcome.FAILED and self.reason == "status_410"


class Lease(Struct, frozen=True, kw_only=True):
    """A process's wish to poll a source alone for a while."""

    holder: str
    now: datetime
    until: datetime


class Revision(Struct, frozen=True, kw_only=True):
    """What an entry was before it changed."""

    entry: str  #: its id
    at: datetime  #: when the change was found
    before: Item
    moved: bool = False  #: only the address changed


class Quarantine(Struct, frozen=True, kw_only=True):
    """A poll that is held back, with all it would take to let it through."""

    source: str
    since: datetime
    reason: str
    message: str
    page: Page
    extraction: Extraction
    detail: str = ""  #: the words of one item, for the operator alone


class KeptPage(Struct, frozen=True, kw_only=True):
    """A page as it came, and what was read from it then."""

    at: datetime
    page: Page
    extraction: Extraction | None  #: None: nothing could be read
    good: bool  #: whether what was read was let through


class PollResult(Struct, frozen=True, kw_only=True):
    """What a poll leaves behind, saved all or nothing."""

    state: SourceState
    report: PollReport
    entries: tuple[Entry, ...] = ()
    revisions: tuple[Revision, ...] = ()
    quarantine: Quarantine | None = None  #: in place of one held before; a good poll ends it
    kept: KeptPage | None = None  #: where another page came than last time


class HostSlot(Struct, frozen=True, kw_only=True):
    """Whether a request may be made to a host now."""

    taken: bool
    at: datetime  #: now, or when to ask for a turn again
    holder: str = ""  #: who is there now, if anybody is
    unwanted: bool = False  #: whether the host itself asked for that time


class Archive(Struct, frozen=True, kw_only=True):
    """A part of a feed's history that is closed: what it shows never changes."""

    name: str  #: the month in which its entries came, "2026-11"; "2026-11-2" for more of the same month
    sources: tuple[str, ...]  #: slugs of those whose entries are in it
    feed: Feed


class Body(Struct, frozen=True, kw_only=True):
    """What was read on the page of an entry."""

    html: str = ""  #: its text, sanitised; empty where none was found
    title: str = ""  #: the whole title, where the list cuts it


class PollCounter(Struct, frozen=True, kw_only=True):
    """How many polls of a source ended in one way, ever."""

    source: str
    outcome: str
    reason: str  #: empty: none
    polls: int
    seconds: float
    bytes: int
    items: int
    new: int


class HubNotification(Struct, frozen=True, kw_only=True):
    """A hub that is to be told that a document has changed."""

    topic: str  #: where the document lies
    hub: str
    due_at: datetime
    tries: int = 0


class Event(StrEnum):
    """What an operator wants to be told of a source, once each time it begins."""

    FAILING = "failing"
    QUARANTINED = "quarantined"
    QUIET = "quiet"
    BLIND = "blind"  #: the sitemap has pages that the list has never shown
    WELL = "well"  #: again


class Alert(Struct, frozen=True, kw_only=True):
    """What the operator was told of a source last."""

    source: str
    event: Event
    at: datetime


class Notification(Struct, frozen=True, kw_only=True):
    """What the operator is still to be told on one way."""

    id: str
    way: str  #: "command" or "webhook"
    at: datetime  #: when it was written
    document: str  #: JSON
    due_at: datetime
    tries: int = 0


class RecoveredFeed(Struct, frozen=True, kw_only=True):
    """What a published feed still knows of a source."""

    title: str = ""
    language: str = ""
    home: str = ""  #: the page that it was made from
    entries: tuple[Entry, ...] = ()  #: newest first


class Condition(StrEnum):
    """The condition of a source, in this order of precedence: where several apply, the first one counts.

    `ilofeed.decide.health.condition` decides it. Nothing else applies to a source that is retired, or new.
    """

    OVERDUE = "overdue"  #: its next poll should have been long ago: nothing polls it, so nothing else is known now
    QUARANTINED = "quarantined"  #: a poll is held back
    PAUSED = "paused"  #: not polled until its configuration changes, for its server says that the page is gone
    FAILING = "failing"  #: the last poll failed
    QUIET = "quiet"  #: much less is published than before
    NEW = "new"  #: never polled
    OK = "ok"
    RETIRED = "retired"  #: ended by the configuration

    @property
    def needs_attention(self) -> bool:
        """Whether the operator has something to do."""
        return self in (Condition.OVERDUE, Condition.QUARANTINED, Condition.PAUSED, Condition.FAILING)


class Health(Struct, frozen=True, kw_only=True):
    """The condition of a source, and the facts that explain it."""

    source: Source
    condition: Condition
    reason: str | None = None
    message: str = ""
    last_poll: datetime | None = None
    last_success: datetime | None = None
    next_poll: datetime | None = None
    overdue_at: datetime | None = None  #: from when on it is overdue if it is not polled
    failures: int = 0
    entries: int = 0
    withdrawn: int = 0  #: of these, gone from among their neighbours on the page
    latest: datetime | None = None  #: when the entry seen last was published
    held_since: datetime | None = None
    moved_to: str = ""  #: where the page has moved permanently
    gap_from: date | None = None  #: between these days some may lie unseen
    gap_to: date | None = None
    advice: str = ""  #: what the reason means and what to do, where more is known than the message says
    witness: WitnessState | None = None  #: the last comparison with the sitemap, where one is configured
    unseen: tuple[Unseen, ...] = ()  #: of its pages, those that are reported: the list has never shown them
    detail: str = ""  #: of what is held, the words of one item: for the operator alone
    #: What letting the held poll through would change, a line for each entry. It quotes the page: for the
    #: operator alone, and only where it is asked for.
    would_change: tuple[str, ...] = ()
