"""Alerts and their notifications: `ilofeed.core.store_protocols.AlertQueue`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

import msgspec

from ilofeed.core.state import Alert, Notification
from ilofeed.store import queries, rows
from ilofeed.store.base import Database


class _OthersError(Exception):
    """Another process saved an alert of the source first."""


class AlertTable(Database):
    """The last alert of each source, and the notifications that are still to be sent."""

    def alerts(self) -> Mapping[str, Alert]:
        """Return the last alert of each source, by slug."""
        with self.reading():
            found = [msgspec.convert(row, Alert) for row in self.all(queries.ALERTS)]
        return {alert.source: alert for alert in found}

    def held(self) -> Mapping[str, str]:
        """Return the reasons of the quarantined polls, by slug."""
        with self.reading():
            return {row["source"]: row["reason"] for row in self.all(queries.HELD)}

    def alert(
        self, known: Mapping[str, Alert], alerts: Collection[Alert], notifications: Collection[Notification], /
    ) -> bool:
        """Save *alerts* and the *notifications* that report them; False if the last alerts are no longer *known*."""
        kept = [self.bound(rows.notification_row(notification)) for notification in notifications]
        try:
            with self.writing():
                for alert in alerts:
                    self._save(alert, known.get(alert.source))
                self.write_all(queries.SAVE_NOTIFICATION, kept)
        except _OthersError:
            return False
        return True

    def digest_at(self) -> datetime | None:
        """Return the time of the last digest; None if there was none."""
        with self.reading():
            found = self.all(queries.DIGEST_AT)
        return msgspec.convert(found[0]["at"], datetime) if found else None

    def digest(self, known: datetime | None, at: datetime, notifications: Collection[Notification], /) -> bool:
        """Save *at* and the *notifications*; False if the time of the last digest is no longer *known*."""
        kept = [self.bound(rows.notification_row(notification)) for notification in notifications]
        with self.writing():
            if known is None:
                count = self.write(queries.FIRST_DIGEST, at=at)
            else:
                count = self.write(queries.DIGEST, at=at, known=known)
            if count:
                self.write_all(queries.SAVE_NOTIFICATION, kept)
        return bool(count)

    def _save(self, alert: Alert, known: Alert | None) -> None:
        row = {"source": alert.source, "event": alert.event.value, "at": alert.at}
        if known is None:
            count = self.write(queries.FIRST_ALERT, **row)
        else:
            count = self.write(queries.ALERT, **row, known=known.event.value, known_at=known.at)
        if not count:
            raise _OthersError

    def claim_notification(self, now: datetime, until: datetime, /) -> Notification | None:
        """Claim the notification that is due first *now*, and count a try; no other process gets it before *until*."""
        with self.writing():
            found = self.all(queries.CLAIM_NOTIFICATION, now=now, until=until)
        return msgspec.convert(found[0], Notification) if found else None

    def finish_notification(self, notification: Notification, retry_at: datetime | None, /) -> None:
        """Delete a *notification* that was claimed, or schedule its next try at *retry_at*."""
        row = {
            "id": notification.id,
            "way": notification.way,
            "due_at": notification.due_at,
            "tries": notification.tries,
        }
        with self.writing():
            if retry_at is None:
                self.write(queries.DELETE_NOTIFICATION, **row)
            else:
                self.write(queries.RETRY_NOTIFICATION, **row, again=retry_at)
