"""Give the entries of one date times that differ and follow the order of the list. Pure.

Lists print dates without times. If all entries of a date had one time, readers would sort them by id, and programs
that look for what is later than the latest known entry would miss what is added later on a date. So the first entry
of a date gets 12:00:00 UTC, the next one 12:00:01:

    page, newest first     first poll     next poll
    Title C                               12:00:02
    Title B                12:00:01       12:00:01
    Title A                12:00:00       12:00:00

A time is set when an entry is first seen, and changes only with its printed date. It is never later than the first
sight. In time zones from -11 to +11 hours it has the printed date, or the date of the first sight if that is earlier.

An item of a feed often has an exact time. Then its entry has that time, which also is set only once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from msgspec import Struct, field
from msgspec.structs import replace

from ilofeed.core.models import EARLIEST_DAY, Entry, Item, noon

#: The offsets of 11:00:00 and 12:59:59 UTC. A second before or after, one of the time zones has another date.
FIRST, LAST = -3600, 3599

_SECOND = timedelta(seconds=1)
# A list shows its oldest item on top if it has this many steps to a later date, and this many times more than others.
_LEAST_RISES = 2
_RISES_FOR_A_FALL = 4


class EarlierTimes(Struct, frozen=True, kw_only=True):
    """The times that entries of a source have already."""

    latest: Collection[Entry] = ()  #: its latest entries
    #: Date -> the largest offset of its entries, if it has any; at most `LAST`.
    noon_offsets: Mapping[date, int] = field(default_factory=dict)

    @property
    def instants(self) -> set[datetime]:
        """The times of first sight and edits of the latest entries, of which no new entry is to have any."""
        return {at for entry in self.latest for at in (entry.first_seen, entry.updated)}


def newest_first(shown: Mapping[str, Item], today: date) -> list[str]:
    """Return the ids of the items *shown* in page order, the newest item first.

    That is on top, unless the dates show the contrary. Dates after *today* show nothing: they are those of events.
    """
    days = [
        each.published for each in shown.values() if each.published and EARLIEST_DAY <= each.published <= today
    ]
    rises = sum(one < other for one, other in pairwise(days))
    falls = sum(one > other for one, other in pairwise(days))
    is_oldest_first = rises >= max(_LEAST_RISES, _RISES_FOR_A_FALL * falls)
    return list(shown)[:: -1 if is_oldest_first else 1]


def timed(entries: Sequence[Entry], known: Mapping[str, Entry], earlier: EarlierTimes) -> list[Entry]:
    """Return *entries*, the newest first, with times for those that are new or have another printed date.

    *known* are the entries of the source before, by id. *earlier* has the offsets of all dates of *entries* that need
    times.
    """
    waiting = [entry for entry in entries if _needs_time(entry, known)]
    if not waiting:
        return list(entries)
    giver = _Giver(waiting, known.values(), earlier)
    found = {entry.id: giver.timed(entry) for entry in reversed(waiting)}
    return [found.get(entry.id, entry) for entry in entries]


def _needs_time(entry: Entry, known: Mapping[str, Entry]) -> bool:
    before = known.get(entry.id)
    return before is None or before.item.published != entry.item.published


def _day(entry: Entry) -> date | None:
    """Return the printed date of *entry* if it is believable."""
    day = entry.item.published
    return day if day is not None and day >= EARLIEST_DAY else None


class _Giver:
    """The times of one poll, given to the oldest entry first."""

    def __init__(self, waiting: Iterable[Entry], known: Iterable[Entry], earlier: EarlierTimes) -> None:
        self._counts = Counter(_day(entry) for entry in waiting)
        self._next = {day: max(offset + 1, 0) for day, offset in earlier.noon_offsets.items()}
        self._owners: dict[datetime, str] = {}
        for entry in {entry.id: entry for entry in (*earlier.latest, *known)}.values():
            self._note(entry)

    def timed(self, entry: Entry) -> Entry:
        """Return *entry* with its exact time; else with the next one of its date, or of its first sight if earlier."""
        day = _day(entry)
        if day is not None and (at := entry.item.at):
            entry = replace(entry, noon_offset=(at - noon(day)) // _SECOND)
        elif day is not None:
            next_ = self._next_free(day, entry)
            latest = (entry.first_seen - noon(day)) // _SECOND
            offset = min(next_, latest)
            while offset == latest and self._is_taken(offset, day, entry):
                latest = offset = offset - 1
            entry = replace(entry, noon_offset=offset)
        self._note(entry)
        return entry

    def _note(self, entry: Entry) -> None:
        """Keep the time of *entry* from later ones."""
        self._owners[entry.published] = entry.id
        day = _day(entry)
        if day is not None and day in self._counts and entry.noon_offset <= LAST:  # not an exact time
            self._next[day] = max(self._first_free(day), entry.noon_offset + 1)

    def _next_free(self, day: date, entry: Entry) -> int:
        """Return the offset after all those of *day*; at most `LAST`, which further entries share."""
        offset = self._first_free(day)
        while offset < LAST and self._is_taken(offset, day, entry):  # by an entry without a date
            offset += 1
        return min(offset, LAST)

    def _first_free(self, day: date) -> int:
        if day not in self._next:
            # More entries than fit behind 12:00 begin before it.
            self._next[day] = max(FIRST, min(0, LAST + 1 - self._counts[day]))
        return self._next[day]

    def _is_taken(self, offset: int, day: date, entry: Entry) -> bool:
        return self._owners.get(noon(day) + offset * _SECOND, entry.id) != entry.id
