"""Read the conditions of sources from the store, and decide which alerts are due."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta

from ilofeed.app.source_conditions import quiet
from ilofeed.core.errors import StoreError
from ilofeed.core.models import Source
from ilofeed.core.protocols import Store
from ilofeed.core.state import Alert, Condition, Event, SourceState
from ilofeed.core.state_changes import Mark
from ilofeed.decide import alerts, sitemap_witness
from ilofeed.decide.health import as_polled
from ilofeed.notify.dispatcher import DueAlerts

# The time between two checks for quiet sources, each of which reads the whole history.
_QUIET_CHECK_INTERVAL = timedelta(hours=1)
# The time after which all states are read again, as in `ilofeed.app.timetable`.
_REREAD = timedelta(minutes=10)


class AlertsDue:
    """The check of all sources for alerts; `ilofeed.notify.dispatcher.Dispatcher` calls it.

    A source without a problem, of which none was reported, has no alert. So only the states of all others are kept,
    and only states that changed since the last check are read.
    """

    def __init__(self, store: Store, *, after: int) -> None:
        """Count a source as failing from *after* failures in a row on."""
        self._store = store
        self._after = after
        self._quiet_checked: datetime | None = None
        self._sources: Collection[Source] = ()
        self._polled: dict[str, Source] = {}
        self._mark: Mark | None = None
        self._read_at: datetime | None = None
        #: The states of the sources that have a problem, and of those that needed a check for another reason.
        self._states: dict[str, SourceState] = {}

    def __call__(self, sources: Collection[Source], known: Mapping[str, Alert], now: datetime) -> DueAlerts | None:
        """Return the alerts of *sources* that differ from the *known* ones; None if there are none.

        None too within ten minutes of the last alert. Raises StoreError.
        """
        if not alerts.is_time(known.values(), now):
            return None
        news = list(self._news(sources, known, now))
        if not news:
            return None
        return DueAlerts(
            alerts=tuple(Alert(source=item.source.slug, event=item.event, at=now) for item in news),
            document=alerts.document(news, now),
        )

    def _news(
        self, sources: Collection[Source], known: Mapping[str, Alert], now: datetime
    ) -> Iterator[alerts.News]:
        self._update(sources, now)
        held, quiet_now = self._store.held(), self._quiet(known, now)
        reported = {slug for slug, alert in known.items() if alert.event is not Event.RECOVERED}
        slugs = self._polled.keys() & (self._states.keys() | held.keys() | quiet_now | reported)
        self._read(slugs - self._states.keys())
        for source in [source for slug, source in self._polled.items() if slug in slugs] if slugs else ():
            slug, state = source.slug, self._states[source.slug]
            condition = as_polled(source, state, is_held=slug in held, is_quiet=slug in quiet_now)
            unseen = tuple(page.url for page in sitemap_witness.reported(source, state))
            event = alerts.event(condition, state, after=self._after, is_blind=bool(unseen))
            if news := alerts.news(source, state, event, known.get(slug), unseen=unseen):
                yield news

    def _update(self, sources: Collection[Source], now: datetime) -> None:
        """Read the states that changed since the last check, and keep those that can lead to an alert."""
        if sources is not self._sources:
            self._sources, self._mark = sources, None
            self._polled = {source.slug: source for source in sources if source.is_polled}
        if self._read_at is None or not self._read_at <= now < self._read_at + _REREAD:
            self._mark, self._read_at = None, now
        try:
            changes = self._store.states_since(self._mark)
        except StoreError:
            self._mark = None
            raise
        if changes.is_whole:
            self._states = {}
        for slug in changes.gone:
            self._states.pop(slug, None)
        for slug, state in changes.states.items():
            if slug in self._states or self._has_problem(slug, state):
                self._states[slug] = state
        self._mark = changes.mark

    def _has_problem(self, slug: str, state: SourceState) -> bool:
        source = self._polled.get(slug)
        if source is None:
            return False
        is_good = as_polled(source, state) in (Condition.NEW, Condition.OK)
        return not is_good or bool(sitemap_witness.reported(source, state))

    def _read(self, slugs: Collection[str]) -> None:
        """Keep the states of *slugs*, too."""
        found = self._store.states_of(slugs) if slugs else {}
        self._states |= {slug: found.get(slug) or SourceState(slug=slug) for slug in slugs}

    def _quiet(self, known: Mapping[str, Alert], now: datetime) -> set[str]:
        """Return the quiet sources. Between two full checks, check only those reported as quiet."""
        checked = self._quiet_checked
        if checked is not None and checked <= now < checked + _QUIET_CHECK_INTERVAL:
            slugs = {slug for slug, alert in known.items() if alert.event is Event.QUIET and slug in self._polled}
        else:
            slugs = set(self._polled)
            self._quiet_checked = now
        return quiet(self._store, slugs, now.date())
