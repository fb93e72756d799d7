"""The due times of all sources, so that a tick reads only the states that changed or are due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from ilofeed.core.errors import StoreError
from ilofeed.core.models import Source
from ilofeed.core.state import SourceState
from ilofeed.core.state_changes import Mark, StateChanges
from ilofeed.decide.schedule import due

if TYPE_CHECKING:
    from ilofeed.app.container import Container

# The time in seconds after which all states are read again. Nothing depends on it as far as is known: it limits the
# effect of a change that a store did not report, as one made by hand in a restored database.
_REREAD = 600.0


class Timetable:
    """The times before which no source can be due, and the states of the sources that can be due now.

    A time changes only with the state or the configuration of its source, and if the clock was set back: all of
    these are noticed. The state of a source whose time has come is kept until the source is not due any more.
    """

    def __init__(self, app: Container) -> None:
        self._app = app
        self._mark: Mark | None = None
        self._config: object = None
        self._sources: dict[str, Source] = {}
        self._times: dict[str, datetime] = {}
        # Also contains times that are no longer valid.
        self._queue: list[tuple[datetime, str]] = []
        self._ripe: dict[str, SourceState] = {}
        self._known: dict[str, tuple[int, datetime | None]] = {}
        self._now: datetime | None = None
        self._read_at = 0.0
        #: The number of changes of the content of a source, and of polls, since the program began.
        self.contents = self.polls = 0

    def __call__(self) -> list[Source]:
        """Return the sources that are due, the longest due first. Raises StoreError."""
        now = self._app.clock.now()
        self._update(now)
        found = []
        for slug, state in list(self._ripe.items()):
            at = due(self._sources[slug], state, now)
            if at is None or at > now:
                self._plan(state, now)
            elif not self._app.leases.is_leased(state, now):
                found.append((at, self._sources[slug]))
        places = {slug: place for place, slug in enumerate(self._sources)} if found else {}
        return [source for _, source in sorted(found, key=lambda each: (each[0], places[each[1].slug]))]

    def _update(self, now: datetime) -> None:
        """Read the states that changed since the last call, and those whose time has come."""
        if self._is_void(now):
            self._mark, self._read_at = None, self._app.clock.monotonic()
        self._config, self._now = self._app.config, now
        try:
            changes = self._app.store.states_since(self._mark)
            self._take(changes, now)
            self._mark = changes.mark
            ripe = self._next_ripe(now)
            states = self._app.store.states_of(ripe) if ripe else {}
        except StoreError:
            self._mark = None
            raise
        self._ripe |= {slug: states.get(slug) or SourceState(slug=slug) for slug in ripe}

    def _is_void(self, now: datetime) -> bool:
        return (
            self._config is not self._app.config
            or self._now is None
            or now < self._now
            or self._app.clock.monotonic() >= self._read_at + _REREAD
        )

    def _take(self, changes: StateChanges, now: datetime) -> None:
        planned: Iterable[str] = (*changes.states, *changes.gone)
        if changes.is_whole:
            self._sources = {source.slug: source for source in self._app.config.sources if source.is_polled}
            self._times, self._queue, self._ripe = {}, [], {}
            gone: Iterable[str] = self._known.keys() - changes.states.keys()
            planned = self._sources
        else:
            gone = changes.gone
        for slug in planned:
            self._plan(changes.states.get(slug) or SourceState(slug=slug), now)
        for slug in list(gone):
            self.contents += self._known.pop(slug, None) is not None
        for slug, state in changes.states.items():
            content, last_poll = self._known.get(slug, (None, None))
            self.contents += state.content != content
            self.polls += state.last_poll != last_poll
            self._known[slug] = state.content, state.last_poll

    def _plan(self, state: SourceState, now: datetime) -> None:
        slug = state.slug
        self._ripe.pop(slug, None)
        self._times.pop(slug, None)
        source = self._sources.get(slug)
        at = due(source, state, now) if source else None
        if at is None:
            return
        if at <= now:
            self._ripe[slug] = state
            return
        self._times[slug] = at
        heappush(self._queue, (at, slug))

    def _next_ripe(self, now: datetime) -> list[str]:
        """Return the sources whose time has come, and forget the times."""
        found = []
        while self._queue and self._queue[0][0] <= now:
            at, slug = heappop(self._queue)
            if self._times.get(slug) == at:
                del self._times[slug]
                found.append(slug)
        return found


def due_sources(app: Container) -> list[Source]:
    """Return the sources that are due, from the timetable of *app*. Raises StoreError."""
    return app.timetable()
