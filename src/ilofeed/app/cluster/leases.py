"""Which process polls a source: one at a time, as far as anybody can know. What commits is decided elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

from ilofeed.app.cluster.heartbeat import is_alive
from ilofeed.core.cluster_state import Process
from ilofeed.core.errors import StoreError
from ilofeed.core.models import Source
from ilofeed.core.protocols import Clock, Store
from ilofeed.core.state import Lease, SourceState
from ilofeed.fetch.processes import process_has_ended

# What a poll takes beside its requests, and how long nobody waits any more.
_LEAST, _LONGEST = timedelta(minutes=5), timedelta(hours=2)

# Seconds for which what is known of others is good enough.
_GLANCE = 1.0


class Leases:
    """Those that this process takes, and what is known of the others'. Threads may share it."""

    def __init__(self, store: Store, clock: Clock, holder: str, timeout: Callable[[], timedelta]) -> None:
        """*timeout* is how long a request may take."""
        self._store = store
        self._clock = clock
        self._holder = holder
        self._timeout = timeout
        self._under_way: set[tuple[str, int]] = set()
        self._known: tuple[float, frozenset[str]] | None = None

    def wish(self, source: Source) -> Lease:
        """This process's wish to poll *source* alone, for longer than any poll takes."""
        requests = max(source.max_pages, source.backfill) + 1
        now, length = self._clock.now(), _LEAST + 2 * requests * self._timeout()
        return Lease(holder=self._holder, now=now, until=now + min(length, _LONGEST))

    def take(self, source: Source, state: SourceState) -> SourceState | None:
        """The source, leased since *state* was read; None where somebody else polls it. Raises StoreError."""
        over = state.lease_by if state.lease_by and self._is_over(state) else ""
        return self._store.lease(state, self.wish(source), over=over)

    def is_leased(self, state: SourceState, now: datetime) -> bool:
        """Whether somebody polls the source who is still there, as far as one can know. Raises StoreError."""
        if state.lease_until is None or not now < state.lease_until <= now + _LONGEST:
            return False
        return not self._is_over(state)

    @contextmanager
    def held(self, state: SourceState) -> Iterator[None]:
        """A block that polls under the lease of *state*, which ends with it, whatever comes of the poll."""
        name = (state.slug, state.generation)
        self._under_way.add(name)
        try:
            yield
        except BaseException:
            with suppress(StoreError):
                self._store.release(state)
            raise
        finally:
            self._under_way.discard(name)

    def processes(self) -> tuple[Process, ...]:
        """The programs at work that share the database; none where it is one machine's. Raises StoreError."""
        now = self._clock.now()
        found = self._store.commons.processes() if self._store.commons else ()
        return tuple(each for each in found if is_alive(each, now))

    def _is_over(self, state: SourceState) -> bool:
        """Whether its holder is no more, was not heard of for long, or is we, who could not give it back."""
        holder = state.lease_by
        if holder == self._holder:
            return (state.slug, state.generation) not in self._under_way
        if self._store.commons is None:
            return process_has_ended(holder)
        return process_has_ended(holder) or holder not in self._living()

    def _living(self) -> frozenset[str]:
        """Those at work, asked for once for all sources of a round."""
        now = self._clock.monotonic()
        if self._known is None or now - self._known[0] >= _GLANCE:
            self._known = now, frozenset(each.name for each in self.processes())
        return self._known[1]
