"""Maintenance that is the same for all databases: `ilofeed.core.store_protocols.Maintenance`."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from ilofeed.store import queries
from ilofeed.store.base import Database

# Sources before hosts, as a poll locks them: else both could wait for each other.
_END_WAITS = (
    "UPDATE source SET not_before = NULL WHERE not_before > :now",
    "UPDATE host SET not_before = NULL WHERE not_before > :now",
    "UPDATE host SET rest = NULL WHERE rest > :now",
    "UPDATE ping SET due_at = :now WHERE due_at > :now",
)
# Another process may be sending a letter: it is due again after that time (see `ilofeed.notify.dispatcher`).
_CLAIM_TIME = timedelta(minutes=15)
_END_NOTIFICATION_WAITS = (
    "UPDATE letter SET due_at = :now, at = CASE WHEN at > :now THEN :now ELSE at END"
    " WHERE due_at > :later OR at > :now"
)


class MaintenanceQueries(Database):
    """Changes that an operator makes to a database."""

    def strangers(self, slugs: Collection[str], /) -> Mapping[str, int]:
        """Return the sources that are not among *slugs*, with their numbers of entries."""
        with self.reading():
            found = self.all(queries.SOURCES)
        return {row["slug"]: row["entries"] for row in found if row["slug"] not in slugs}

    def end_waits(self, now: datetime, /) -> None:
        """End all waits that last longer than *now*: a clock that was ahead began them."""
        with self.writing():
            self.log_change()
            for statement in _END_WAITS:
                self.write(statement, now=now)
            self.write(_END_NOTIFICATION_WAITS, now=now, later=now + _CLAIM_TIME)

    def forget(self, slugs: Collection[str], /) -> None:
        """Delete all data of the sources *slugs*, and return the space to the disk."""
        with self.writing():
            self.log_change(*slugs)
            for slug in slugs:
                for statement in queries.FORGET:
                    self.write(statement, slug=slug)
        self.compact()

    @abstractmethod
    def compact(self) -> None:
        """Return unused space to the disk."""
