"""Queue notifications to the operator, and send them until each channel has taken them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from ilofeed.core import bug_report, hints
from ilofeed.core.backoff import exponential_wait
from ilofeed.core.errors import IlofeedError, NotifyError
from ilofeed.core.models import Source
from ilofeed.core.protocols import Clock
from ilofeed.core.state import Alert, Notification
from ilofeed.core.store_protocols import AlertQueue

# No other process sends a notification for this time after one has taken it. Every channel
# gives up sooner (see `ilofeed.notify.channels` and `fetch.timeout`).
_LEASE = timedelta(minutes=15)
# The first wait before another attempt. Each next one is twice as long, up to the longest.
_FIRST_RETRY, _MAX_RETRY = timedelta(minutes=1), timedelta(hours=6)
# A notification is dropped when it is older than this and was tried this often.
_MAX_AGE, _MIN_TRIES = timedelta(days=7), 12

#: Sends one notification. Raises NotifyError.
Channel = Callable[[Notification], None]


class DueAlerts(Struct, frozen=True, kw_only=True):
    """The alerts that are due, and the JSON document that reports them."""

    alerts: tuple[Alert, ...]
    document: str


class DueDigest(Struct, frozen=True, kw_only=True):
    """The digest that is due."""

    known: datetime | None  #: the time of the last one
    document: str = ""  #: JSON; empty: only the time is saved, from which the first one counts


#: Decides which digest is due, from the time.
DecideDigest = Callable[[Collection[Source], datetime], DueDigest | None]

#: Decides which alerts of the sources are due, from the last alert of each source and the time.
Decide = Callable[[Collection[Source], Mapping[str, Alert], datetime], DueAlerts | None]


class Dispatcher:
    """The sender of alerts and digests: it queues those that are due, and sends the queue."""

    def __init__(
        self,
        decide: Decide,
        channels: Mapping[str, Channel],
        store: AlertQueue,
        clock: Clock,
        *,
        digest: DecideDigest | None = None,
    ) -> None:
        """Take the *channels* by their names, as the queue records them."""
        self._decide = decide
        self._digest = digest
        self._channels = dict(channels)
        self._store = store
        self._clock = clock

    def __call__(self, sources: Collection[Source]) -> Iterator[tuple[Notification, NotifyError | None]]:
        """Queue the alerts and the digest of *sources* that are due, and send all that is queued.

        Yield each notification with the reason why it was not sent, if so. Raises StoreError.
        """
        self._queue(sources)
        self._queue_digest(sources)
        yield from self._send()

    def _queue(self, sources: Collection[Source]) -> None:
        now, known = self._clock.now(), self._store.alerts()
        due = self._decide(sources, known, now)
        if due is None:
            return
        # Saves nothing if another process has reported one of these sources in the meantime.
        self._store.alert(known, due.alerts, self._notifications(due.document, now))

    def _queue_digest(self, sources: Collection[Source]) -> None:
        now = self._clock.now()
        due = self._digest(sources, now) if self._digest else None
        if due is not None:
            notifications = self._notifications(due.document, now) if due.document else []
            # Saves nothing if another process has queued this digest in the meantime.
            self._store.digest(due.known, now, notifications)

    def _notifications(self, document: str, now: datetime) -> list[Notification]:
        name, document = f"msg_{uuid.uuid4().hex}", hints.complete_json(document)
        return [
            Notification(id=name, way=channel, at=now, document=document, due_at=now) for channel in self._channels
        ]

    def _send(self) -> Iterator[tuple[Notification, NotifyError | None]]:
        while True:
            now = self._clock.now()
            notification = self._store.claim_notification(now, now + _LEASE)
            if notification is None:
                return
            try:
                self._deliver(notification)
            except NotifyError as error:
                self._store.finish_notification(notification, retry_at(notification, self._clock.now()))
                yield notification, error
            else:
                self._store.finish_notification(notification, None)
                yield notification, None

    def _deliver(self, notification: Notification) -> None:
        """Send *notification*. Raises NotifyError, also for a bug, so that other notifications are sent."""
        try:
            # A channel that is no longer configured drops what is queued for it.
            if channel := self._channels.get(notification.way):
                channel(notification)
        except IlofeedError:
            raise
        except Exception as error:
            raise NotifyError(bug_report.report(error, f"alert {notification.id}")) from error


def retry_at(notification: Notification, now: datetime) -> datetime | None:
    """Return when to try *notification* again, which failed *now*; None if it is dropped."""
    at = now + exponential_wait(_FIRST_RETRY, notification.tries - 1, _MAX_RETRY)
    # The number of tries counts too: a clock that jumps ahead drops nothing.
    return at if at <= notification.at + _MAX_AGE or notification.tries < _MIN_TRIES else None
