"""What the pipeline asks of the outside world, as small protocols.

The steps in between are pure; what touches a clock, a socket, a file or a database is behind one of these.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Protocol

from ilofeed.core.models import Entry, NotModified, Page, Source, Validators
from ilofeed.core.search import Catalogue
from ilofeed.core.state import (
    KeptPage,
    Lease,
    PollCounter,
    PollReport,
    PollResult,
    Quarantine,
    Revision,
    SourceState,
)
from ilofeed.core.store_protocols import AlertQueue, FeedStore, HostStore, Maintenance, SharedState


class Clock(Protocol):
    """Time, so that tests can have their own."""

    def now(self) -> datetime:
        """The present instant, aware, UTC."""

    def monotonic(self) -> float:
        """Seconds since some fixed moment, never going back."""

    def sleep(self, seconds: float, /) -> None:
        """Let so much time pass. Raises DeferredError where the program is told to end meanwhile."""


class Fetch(Protocol):
    """One conditional GET."""

    def __call__(self, url: str, validators: Validators = ..., /, *, force: bool = False) -> Page | NotModified:
        """Return what the server sends. *force* ignores the host's Retry-After. Raises FetchError."""


class Locate(Protocol):
    """Where an address leads today."""

    def __call__(self, url: str, /) -> str | None:
        """Where *url* leads in the end; None where it leads to no page of its own site.

        Raises DeferredError where it must not be asked now.
        """


class Publish(Protocol):
    """Bring the feeds of one source up to what the store holds."""

    def __call__(self, source: Source, state: SourceState, /) -> bool:
        """Whether the bytes of any file changed. Raises PublishError, files untouched or whole.

        *state* is what the caller knows of the source; where that shows that something is
        to be done, the store is asked for the newest.
        """


class Store(HostStore, FeedStore, AlertQueue, Maintenance, Catalogue, Protocol):
    """State that outlives a run. Every method is one transaction; StoreError where it fails."""

    @property
    def commons(self) -> SharedState | None:
        """What machines that share it have in common; None where it is one machine's."""

    def states(self) -> Mapping[str, SourceState]:
        """What is remembered of every source ever polled, by slug."""

    def state(self, slug: str, /) -> SourceState | None:
        """What is remembered of one source; None before its first claim."""

    def claim(self, slugs: Collection[str], lease: Lease | None = None, /) -> Mapping[str, SourceState]:
        """Start polls: the state of each of *slugs*, under a generation of its own.

        A claim never waits and never fails: the newest one wins, and what an older one brings is refused by
        `record`. So a killed run blocks nobody. With a *lease* others know of it.
        """

    def lease(self, state: SourceState, lease: Lease, /, *, over: str = "") -> SourceState | None:
        """Start a poll where nobody else does: the source under a new generation.

        None where it was claimed again since *state* was read, or where the lease of another runs who is not
        *over*: known to have ended. `record` and `keep` end the lease.
        """

    def release(self, state: SourceState, /) -> None:
        """End the lease under which *state* was read, if the poll saved nothing."""

    def known(
        self, slug: str, aliases: Iterable[str], titles: Iterable[str] = (), ids: Iterable[str] = (), /
    ) -> tuple[Entry, ...]:
        """The entries on the page at the last good poll, and those with any of *aliases*, *titles* or *ids*.

        *titles* are names made by `ilofeed.decide.identity.title_name`.
        """

    def arrive(self, entries: Iterable[tuple[str, str]], /) -> None:
        """Let *entries*, each a source and an id, have arrived in this order before `record` saves them."""

    def record(self, commit: PollResult, /) -> bool:
        """Save a poll: its state, its entries, its report, all or nothing.

        False, and nothing saved, where the source was claimed again after the commit's state was. A second
        record under one claim takes the place of the first one's report. A commit whose report says that all
        went well ends the quarantine.
        """

    def keep(self, state: SourceState, /) -> bool:
        """Save *state* alone, where no poll took place; False as with `record`."""

    def quarantine(self, slug: str, /) -> Quarantine | None:
        """The poll of the source that is held back, if one is."""

    def pages(self, slug: str, digest: str = ..., /) -> tuple[KeptPage, ...]:
        """The pages of the source that are kept, the latest first: the newest, and always the last good one."""

    def revisions(self, slug: str, /) -> tuple[Revision, ...]:
        """Every change of every entry of the source, the oldest first."""

    def polls(self, slug: str, limit: int, /) -> tuple[tuple[datetime, PollReport], ...]:
        """The last polls of the source, the latest first."""

    def tallies(self) -> tuple[PollCounter, ...]:
        """How many polls of each source ended in which way, ever."""

    def newest(self, slug: str, limit: int, /) -> tuple[Entry, ...]:
        """The *limit* announced entries first seen last, the latest first."""

    def last(self, slugs: Collection[str], /) -> Mapping[str, Entry]:
        """The announced entry first seen last of each of *slugs* that has one, without its aliases."""

    def counts(self) -> Mapping[str, int]:
        """How many entries each source has, by slug; 0 where it has none yet."""

    def withdrawn(self) -> Mapping[str, int]:
        """How many entries of each source are withdrawn, by slug; nothing where none is."""

    def named(self, aliases: Iterable[str], /) -> Mapping[str, str]:
        """Alias -> the id of the entry of any source that goes by it; the one that did so first."""

    def close(self) -> None:
        """Close the database."""
