"""Timestamps of entries: whole seconds, distinct within a feed, and never from a wrong clock.

Pure: the time is an argument.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from msgspec.structs import replace

from ilofeed.core.models import Entry

_SECOND = timedelta(seconds=1)

# No clock gives a later date.
_LAST_YEAR = 9000


def correct_clock_skew(entries: Iterable[Entry], now: datetime) -> tuple[Entry, ...]:
    """Return those of *entries* with dates after *now*, with the dates that a correct clock would have given.

    All dates are moved back by the same time, so their order and distances do not change.
    """
    entries = tuple(entries)
    latest = max((max(entry.first_seen, entry.updated) for entry in entries), default=now)
    if latest <= now:
        return ()
    back = timedelta(seconds=-(-(latest - now) // _SECOND))
    taken = {entry.updated for entry in entries if entry.updated <= now}
    ahead = sorted((entry for entry in entries if max(entry.first_seen, entry.updated) > now), key=_updated)
    found = []
    for entry in reversed(ahead):
        updated = entry.updated - back if entry.updated > now else entry.updated
        while entry.updated > now and updated in taken:
            updated -= _SECOND
        taken.add(updated)
        first_seen = entry.first_seen - back if entry.first_seen > now else entry.first_seen
        found.append(replace(entry, first_seen=min(first_seen, updated), updated=updated))
    return tuple(found)


def _updated(entry: Entry) -> datetime:
    return entry.updated


class UniqueTimestamps:
    """Whole seconds for new and revised entries, distinct within a feed.

    Lists print dates without a time, but validators warn of entries that share their ``updated``,
    and the newest on the page must sort first. So a batch counts down from *now*. When polls
    follow each other within seconds, it counts down from a later time, so that the whole batch
    is later than all earlier entries.

    The same applies where the clock is behind, or was ahead: new entries must not sort below earlier
    ones, where no feed shows them. `correct_clock_skew` corrects dates in the future together.
    """

    def __init__(self, now: datetime, taken: Collection[datetime], count: int) -> None:
        self._taken = set(taken)
        self._next = now.replace(microsecond=0)
        earlier = [instant for instant in taken if instant.year < _LAST_YEAR]
        if earlier:
            self._next = max(self._next, max(earlier) + count * _SECOND)

    def next(self, *, after: datetime | None = None) -> datetime:
        """Return the latest free second before the previous result; for a revision, one later than *after*."""
        step, instant = -_SECOND, self._next
        if after is not None and instant <= after:
            step, instant = _SECOND, after + _SECOND
        while instant in self._taken:
            instant += step
        self._taken.add(instant)
        if step < timedelta(0):
            self._next = instant - _SECOND
        return instant
