"""Look up the known entries that a program passes, as in a database: `ilofeed.core.protocols.EntryLookup`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from ilofeed.core import ids
from ilofeed.core.models import Entry


class EntriesInMemory:
    """The entries of one source. Its methods are those of a store."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        by_id = sorted((entry for entry in entries if entry.announced), key=lambda entry: entry.id)
        self._latest = sorted(by_id, key=lambda entry: entry.first_seen, reverse=True)

    def known(
        self, _slug: str, aliases: Iterable[str], titles: Iterable[str] = (), ids_: Iterable[str] = (), /
    ) -> tuple[Entry, ...]:
        """Return the entries on the page at the last reading, and those with any of *aliases*, *titles*, *ids_*."""
        aliases, titles, ids_ = set(aliases), set(titles), set(ids_)
        return tuple(
            entry
            for entry in self._entries
            if entry.item.number is not None
            or entry.id in ids_
            or not aliases.isdisjoint(entry.aliases)
            or ids.title_name(entry.item) in titles
        )

    def newest(self, _slug: str, limit: int, /) -> tuple[Entry, ...]:
        """Return the *limit* announced entries that were first seen last, latest first."""
        return tuple(self._latest[:limit])

    def latest_times(
        self, slug: str, limit: int, days: Collection[date], most: int, /
    ) -> tuple[tuple[Entry, ...], Mapping[date, int]]:
        """Return the entries of `newest`, and the largest offset of the entries of each of *days*."""
        offsets: dict[date, int] = {}
        for entry in self._latest:
            day = entry.item.published
            if day in days and day is not None and entry.noon_offset <= most:
                offsets[day] = max(offsets.get(day, entry.noon_offset), entry.noon_offset)
        return self.newest(slug, limit), offsets

    def named(self, aliases: Iterable[str], /) -> Mapping[str, str]:
        """Return alias -> id of the entry with this alias; of several, the one that had it first."""
        wanted, found = set(aliases), dict[str, str]()
        for entry in sorted(self._entries, key=lambda entry: entry.first_seen):
            for alias in wanted & entry.aliases:
                found.setdefault(alias, entry.id)
        return found
