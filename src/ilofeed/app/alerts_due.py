"""Read the conditions of sources from the store, and decide which alerts are due."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta

from ilofeed.app.source_conditions import quiet
from ilofeed.core.models import Source
from ilofeed.core.protocols import Store
from ilofeed.core.state import Alert, Event, SourceState
from ilofeed.decide import alerts, sitemap_witness
from ilofeed.decide.health import as_polled
from ilofeed.notify.dispatcher import DueAlerts

# The time between two checks for quiet sources, each of which reads the whole history.
_QUIET_CHECK_INTERVAL = timedelta(hours=1)


class AlertsDue:
    """The check of all sources for alerts; `ilofeed.notify.dispatcher.Dispatcher` calls it."""

    def __init__(self, store: Store, *, after: int) -> None:
        """Count a source as failing from *after* failures in a row on."""
        self._store = store
        self._after = after
        self._quiet_checked: datetime | None = None

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
        states, held = self._store.states(), self._store.held()
        polled = [source for source in sources if not source.retired]
        quiet_now = self._quiet({source.slug for source in polled}, known, now)
        for source in polled:
            slug = source.slug
            state = states.get(slug) or SourceState(slug=slug)
            condition = as_polled(source, state, is_held=slug in held, is_quiet=slug in quiet_now)
            unseen = tuple(page.url for page in sitemap_witness.reported(source, state))
            event = alerts.event(condition, state, after=self._after, is_blind=bool(unseen))
            if news := alerts.news(source, state, event, known.get(slug), unseen=unseen):
                yield news

    def _quiet(self, slugs: set[str], known: Mapping[str, Alert], now: datetime) -> set[str]:
        """Return the quiet ones of *slugs*. Between two full checks, check only those reported as quiet."""
        checked = self._quiet_checked
        if checked is not None and checked <= now < checked + _QUIET_CHECK_INTERVAL:
            slugs &= {slug for slug, alert in known.items() if alert.event is Event.QUIET}
        else:
            self._quiet_checked = now
        return quiet(self._store, slugs, now.date())
