"""Protocols of the services that the pipeline uses.

The steps in between are pure. Each use of a clock, a socket, a file or a database is behind a protocol.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import date, datetime
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
from ilofeed.core.state_changes import Mark, StateChanges
from ilofeed.core.store_protocols import AlertQueue, FeedStore, HostStore, Maintenance, SharedState


class Clock(Protocol):
    """The clock; tests have their own."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""

    def monotonic(self) -> float:
        """Return the seconds since some fixed moment, never fewer than before."""

    def sleep(self, seconds: float, /) -> None:
        """Wait for *seconds*. Raises DeferredError if the program is asked to end meanwhile."""


class Fetch(Protocol):
    """A conditional GET."""

    def __call__(self, url: str, validators: Validators = ..., /, *, force: bool = False) -> Page | NotModified:
        """Return the server's response. *force* ignores the host's Retry-After. Raises FetchError."""


class Locate(Protocol):
    """The look-up of the present target of an address."""

    def __call__(self, url: str, /) -> str | None:
        """Return the address of *url* after all redirects, or None if it leads to no page of its own site.

        Raises DeferredError if it must not be requested now.
        """


class Publish(Protocol):
    """The update of the feeds of one source from the store."""

    def __call__(self, source: Source, state: SourceState, /) -> bool:
        """Return whether the bytes of any file changed. Raises PublishError, with files unchanged or complete.

        *state* is the source's state as the caller knows it. If it shows that there is something to do, the
        newest state is read from the store.
        """


class EntryLookup(Protocol):
    """The look-up of the entries that may match the items of a page."""

    def known(
        self, slug: str, aliases: Iterable[str], titles: Iterable[str] = (), ids: Iterable[str] = (), /
    ) -> tuple[Entry, ...]:
        """Return the entries of the page at the last good poll, and those with any of *aliases*, *titles*, *ids*.

        *titles* are names made by `ilofeed.decide.identity.title_name`.
        """

    def newest(self, slug: str, limit: int, /) -> tuple[Entry, ...]:
        """Return the *limit* announced entries that were first seen last, latest first."""

    def latest_times(
        self, slug: str, limit: int, days: Collection[date], most: int, /
    ) -> tuple[tuple[Entry, ...], Mapping[date, int]]:
        """Return the entries of `newest` without their aliases, and the last times of *days*.

        These are the largest `Entry.noon_offset`, at most *most*, of the announced entries published on each of *days*
        that has some.
        """

    def named(self, aliases: Iterable[str], /) -> Mapping[str, str]:
        """Return alias -> id of the entry of any source with this alias; of several, the one that had it first."""


class Store(EntryLookup, HostStore, FeedStore, AlertQueue, Maintenance, Catalogue, Protocol):
    """The persistent state. Every method is one transaction and raises StoreError if it fails."""

    def together(self) -> AbstractContextManager[None]:
        """Open a block in which all methods called by this thread are one transaction. It must not wait."""

    @property
    def commons(self) -> SharedState | None:
        """The state that machines have in common; None for a store of one machine."""

    def states(self) -> Mapping[str, SourceState]:
        """Return the state of every source ever polled, by slug."""

    def states_of(self, slugs: Collection[str], /) -> Mapping[str, SourceState]:
        """Return the state of each of *slugs* that has one."""

    def states_since(self, mark: Mark | None, /) -> StateChanges:
        """Return all states that changed after *mark*; for None, and if the store cannot know, all states.

        This includes the changes of other processes. States that did not change may be among them.
        """

    def state(self, slug: str, /) -> SourceState | None:
        """Return the state of one source, or None before its first claim."""

    def claim(self, slugs: Collection[str], lease: Lease | None = None, /) -> Mapping[str, SourceState]:
        """Start polls, and return the state of each of *slugs* under a generation of its own.

        A claim never waits and never fails. The newest one wins, and `record` refuses the result of an older
        one, so a killed run blocks no other. A *lease* announces the polls to other processes.
        """

    def lease(self, state: SourceState, lease: Lease, /, *, over: str = "") -> SourceState | None:
        """Start a poll unless another process polls the source, and return its state under a new generation.

        None if it was claimed again since *state* was read, or if another process holds the lease. *over* is
        a process that is known to have ended: its lease does not count. `record` and `keep` end the lease.
        """

    def release(self, state: SourceState, /) -> None:
        """End the lease under which *state* was read, if the poll saved nothing."""

    def arrive(self, entries: Iterable[tuple[str, str]], /) -> None:
        """Fix the order of arrival of *entries*, each a source and an id, before `record` saves them."""

    def record(self, commit: PollResult, /, also: Callable[[], None] = ...) -> bool:
        """Save a poll: its state, its entries and its report, all or nothing. *also* is called in this transaction.

        Return False and save nothing if the source was claimed again after the state of *commit*. A second
        record under one claim replaces the report of the first one. A *commit* with the report of a successful
        poll ends the quarantine.
        """

    def keep(self, state: SourceState, /) -> bool:
        """Save *state* alone when no poll took place. Return False as `record` does."""

    def quarantine(self, slug: str, /) -> Quarantine | None:
        """Return the quarantined poll of the source, if there is one."""

    def pages(self, slug: str, digest: str = ..., /) -> tuple[KeptPage, ...]:
        """Return the kept pages of the source, latest first: the newest, and always the last good one."""

    def revisions(self, slug: str, /) -> tuple[Revision, ...]:
        """Return every change of every entry of the source, oldest first."""

    def polls(self, slug: str, limit: int, /) -> tuple[tuple[datetime, PollReport], ...]:
        """Return the last polls of the source, latest first."""

    def problems_since(self) -> Mapping[str, datetime]:
        """Return the time of the first bad poll after the last good one, by slug, of sources with a bad last poll."""

    def poll_counts(self) -> tuple[PollCounter, ...]:
        """Return the numbers of all polls of each source, by their result."""

    def last(self, slugs: Collection[str], /) -> Mapping[str, Entry]:
        """Return the announced entry first seen last of each of *slugs* that has one, without its aliases."""

    def counts(self) -> Mapping[str, int]:
        """Return the number of entries of each source, by slug; 0 where it has none yet."""

    def withdrawn(self) -> Mapping[str, int]:
        """Return the number of withdrawn entries of each source that has some, by slug."""

    def close(self) -> None:
        """Close the database."""
