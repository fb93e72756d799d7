"""Conditions and results of a search among all entries of a store. No I/O.

A search finds a title by any part of it, in any script: *words* must be in the title unchanged, both folded
by `ilofeed.core.text.fold`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from ilofeed.core.models import Entry
from ilofeed.core.state import Revision

#: A place beyond every entry.
NEWEST = (1 << 63) - 1

# Number of arrivals that a place can represent, beside seconds from 1970 to 2106.
_ARRIVALS = 1 << 31
_SECONDS = (1 << 32) - 1


class Search(Struct, frozen=True, kw_only=True):
    """Conditions that entries must meet; an empty field is no condition."""

    sources: tuple[str, ...]
    words: str = ""  #: a part of the title, folded
    kicker: str = ""
    language: str = ""
    before: int = NEWEST  #: exclusive upper limit of the place
    since: int | None = None  #: inclusive lower limit of the place; with it, the lowest place comes first


class Hit(Struct, frozen=True, kw_only=True):
    """An entry that a search found."""

    place: int  #: its rank among all entries, the highest first
    source: str
    entry: Entry


class Catalogue(Protocol):
    """Search in announced entries. Each method raises StoreError, also if it takes too long."""

    def search(self, wanted: Search, limit: int, /) -> tuple[Hit, ...]:
        """Return the entries that meet all conditions, at most *limit*, latest publication first.

        With `Search.since`, the earliest publication comes first.
        """

    def count(self, wanted: Search, limit: int, /) -> int:
        """Return the number of different entries that meet all conditions, at most *limit*."""

    def shared(self, ids: Collection[str], /) -> Mapping[str, Collection[tuple[str, Entry]]]:
        """Return id -> entries, each with its source, for those of *ids* that several sources have."""

    def facets(self, sources: Collection[str], /) -> tuple[frozenset[str], frozenset[str]]:
        """Return the kickers and the languages of the entries of *sources*."""

    def edits(self, source: str, limit: int, /) -> tuple[tuple[Entry, Revision], ...]:
        """Return the last changes of words in *source*, at most *limit*, latest first, each with its entry."""


def place(published: datetime, arrival: int) -> int:
    """Return the rank of an entry, ordered by the second of its publication, then by its arrival."""
    return min(max(int(published.timestamp()), 0), _SECONDS) * _ARRIVALS + arrival


def without_arrival(place: int) -> int:
    """Return *place* as it was before the entry arrived."""
    return place - place % _ARRIVALS
