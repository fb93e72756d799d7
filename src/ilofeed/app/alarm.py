"""Telling the operator what is wrong with the sources, and what is well again."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from ilofeed.app.source_conditions import quiet
from ilofeed.config.alerts import Alerts
from ilofeed.core import bug_report
from ilofeed.core.errors import IlofeedError, NotifyError
from ilofeed.core.models import Source
from ilofeed.core.protocols import Clock, Store
from ilofeed.core.state import Alert, Event, Notification, SourceState
from ilofeed.decide import alerts, sitemap_witness
from ilofeed.decide.health import as_polled
from ilofeed.notify.channels import Command, Send, Webhook

# How often is looked who is quiet, which takes the whole history.
_HOUR = timedelta(hours=1)
# Nobody else tries a letter for so long; no way takes longer (see notify and `fetch.timeout`).
_TRIED = timedelta(minutes=15)


class Dispatcher:
    """Looks at all sources, writes what is new to the operator, and has it sent."""

    def __init__(self, wanted: Alerts, store: Store, send: Send, clock: Clock, *, folder: Path) -> None:
        """*folder* is where the operator's command runs."""
        self._store = store
        self._clock = clock
        self._after = wanted.after
        self._ways: dict[str, Callable[[Notification], None]] = {}
        self._command = Command(wanted.command, folder=folder)
        if wanted.command:
            self._ways["command"] = self._command
        if wanted.webhook:
            self._ways["webhook"] = Webhook(wanted.webhook, wanted.secret_file, send, clock.now)
        self._looked: datetime | None = None

    def __call__(self, sources: Collection[Source]) -> Iterator[tuple[Notification, NotifyError | None]]:
        """Tell what is new of *sources*, and what could not be told before.

        Each letter with why it was not sent, if so. Raises StoreError.
        """
        self._write(sources)
        yield from self._send()

    def stop(self) -> None:
        """End the command that runs, and run none any more: the program is to end."""
        self._command.stop()

    def _write(self, sources: Collection[Source]) -> None:
        """Write down what is new, if it is time for a letter."""
        now, told = self._clock.now(), self._store.alerts()
        if not alerts.is_time(told.values(), now):
            return
        found = list(self._news(sources, told, now))
        if not found:
            return
        letters = alerts.letters(found, f"msg_{uuid.uuid4().hex}", list(self._ways), now)
        told_now = [Alert(source=each.source.slug, event=each.event, at=now) for each in found]
        self._store.alert(told, told_now, letters)  # where another process was first, it is told

    def _news(
        self, sources: Collection[Source], told: Mapping[str, Alert], now: datetime
    ) -> Iterator[alerts.News]:
        states, held = self._store.states(), self._store.held()
        polled = [source for source in sources if not source.retired]
        quiet_now = self._quiet({source.slug for source in polled}, told, now)
        for source in polled:
            state = states.get(source.slug) or SourceState(slug=source.slug)
            found = as_polled(source, state, is_held=source.slug in held, is_quiet=source.slug in quiet_now)
            unseen = tuple(each.url for each in sitemap_witness.reported(source, state))
            event = alerts.event(found, state, after=self._after, is_blind=bool(unseen))
            if each := alerts.news(source, state, event, told.get(source.slug), unseen=unseen):
                yield each

    def _quiet(self, slugs: set[str], told: Mapping[str, Alert], now: datetime) -> set[str]:
        """Those of *slugs* that say much less than they did; who is not known to is looked at now and then."""
        if self._looked is not None and self._looked <= now < self._looked + _HOUR:
            slugs &= {slug for slug, alert in told.items() if alert.event is Event.QUIET}
        else:
            self._looked = now
        return quiet(self._store, slugs, now.date())

    def _send(self) -> Iterator[tuple[Notification, NotifyError | None]]:
        while True:
            now = self._clock.now()
            letter = self._store.take_letter(now, now + _TRIED)
            if letter is None:
                return
            try:
                self._deliver(letter)
            except NotifyError as error:
                self._store.end_letter(letter, alerts.again(letter, self._clock.now()))
                yield letter, error
            else:
                self._store.end_letter(letter, None)
                yield letter, None

    def _deliver(self, letter: Notification) -> None:
        """Send *letter*. Raises NotifyError, also for a bug: the other ways and letters do not wait for it."""
        try:
            if way := self._ways.get(letter.way):
                way(letter)
        except IlofeedError:
            raise
        except Exception as error:
            raise NotifyError(bug_report.report(error, f"alert {letter.id}")) from error
