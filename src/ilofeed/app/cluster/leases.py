"""Lease sources to processes, so that normally only one polls a source.

A lease saves work but does not guard commits: the generation of the source does that.
"""

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

# The time of a poll besides its requests, and the longest lease.
_LEAST, _LONGEST = timedelta(minutes=5), timedelta(hours=2)

# The time in seconds for which the list of live processes is reused.
_GLANCE = 1.0


class Leases:
    """The leases of this process, and its knowledge of other processes. Threads may share it."""

    def __init__(self, store: Store, clock: Clock, holder: str, timeout: Callable[[], timedelta]) -> None:
        """Take *timeout*, which returns the time limit of a request."""
        self._store = store
        self._clock = clock
        self._holder = holder
        self._timeout = timeout
        self._under_way: set[tuple[str, int]] = set()
        self._known: tuple[float, frozenset[str]] | None = None

    def wish(self, source: Source) -> Lease:
        """Build the lease of *source* for this process. It is longer than any poll takes."""
        requests = max(source.max_pages, source.backfill) + 1
        now, length = self._clock.now(), _LEAST + 2 * requests * self._timeout()
        return Lease(holder=self._holder, now=now, until=now + min(length, _LONGEST))

    def take(self, source: Source, state: SourceState) -> SourceState | None:
        """Lease the source of *state*; return its new state, or None if it changed or another process polls it.

        Raises StoreError.
        """
        over = state.lease_by if state.lease_by and self._is_over(state) else ""
        return self._store.lease(state, self.wish(source), over=over)

    def is_leased(self, state: SourceState, now: datetime) -> bool:
        """Return whether a process that seems to be alive polls the source. Raises StoreError."""
        if state.lease_until is None or not now < state.lease_until <= now + _LONGEST:
            return False
        return not self._is_over(state)

    @contextmanager
    def held(self, state: SourceState) -> Iterator[None]:
        """Open a block that polls under the lease of *state*. An exception releases the lease."""
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
        """Return the live processes that share the database; none if it is not shared. Raises StoreError."""
        now = self._clock.now()
        found = self._store.commons.processes() if self._store.commons else ()
        return tuple(each for each in found if is_alive(each, now))

    def _is_over(self, state: SourceState) -> bool:
        """Return whether the lease of *state* is no longer valid.

        Its holder has ended, has sent no heartbeat lately, or is this process, which failed to release it.
        """
        holder = state.lease_by
        if holder == self._holder:
            return (state.slug, state.generation) not in self._under_way
        if self._store.commons is None:
            return process_has_ended(holder)
        return process_has_ended(holder) or holder not in self._living()

    def _living(self) -> frozenset[str]:
        """Return the names of live processes, read once for all sources of a tick."""
        now = self._clock.monotonic()
        if self._known is None or now - self._known[0] >= _GLANCE:
            self._known = now, frozenset(process.name for process in self.processes())
        return self._known[1]
