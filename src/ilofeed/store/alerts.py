"""Alerts and their letters: `ilofeed.core.store_protocols.AlertQueue`."""

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
    """The last alert of each source, and the letters that are still to be sent."""

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
        self, known: Mapping[str, Alert], alerts: Collection[Alert], letters: Collection[Notification], /
    ) -> bool:
        """Save *alerts* and the *letters* that report them; False if the last alerts are no longer *known*."""
        kept = [self.bound(rows.letter_row(letter)) for letter in letters]
        try:
            with self.writing():
                for alert in alerts:
                    self._tell(alert, known.get(alert.source))
                self.write_all(queries.SAVE_LETTER, kept)
        except _OthersError:
            return False
        return True

    def _tell(self, alert: Alert, known: Alert | None) -> None:
        row = {"source": alert.source, "event": alert.event.value, "at": alert.at}
        if known is None:
            count = self.write(queries.FIRST_ALERT, **row)
        else:
            count = self.write(queries.ALERT, **row, known=known.event.value, known_at=known.at)
        if not count:
            raise _OthersError

    def take_letter(self, now: datetime, until: datetime, /) -> Notification | None:
        """Take the letter that is due first *now*, and count a try; no other process gets it before *until*."""
        with self.writing():
            found = self.all(queries.TAKE_LETTER, now=now, until=until)
        return msgspec.convert(found[0], Notification) if found else None

    def end_letter(self, letter: Notification, again: datetime | None, /) -> None:
        """Delete a *letter* that was taken, or schedule its next try at *again*."""
        row = {"id": letter.id, "way": letter.way, "due_at": letter.due_at, "tries": letter.tries}
        with self.writing():
            if again is None:
                self.write(queries.END_LETTER, **row)
            else:
                self.write(queries.LETTER_AGAIN, **row, again=again)
