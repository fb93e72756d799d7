"""What is looked for among all entries of a store, and how it is found. No I/O.

A title is found by any part of it, whatever the script: *words* are looked for in it as they stand, both
folded by `ilofeed.core.text.fold`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from ilofeed.core.models import Entry
from ilofeed.core.state import Revision

#: Beyond every place.
NEWEST = (1 << 63) - 1

# The most arrivals that a place has room for, beside seconds from 1970 to 2106.
_ARRIVALS = 1 << 31
_SECONDS = (1 << 32) - 1


class Search(Struct, frozen=True, kw_only=True):
    """Conditions that entries must meet; an empty one is none."""

    sources: tuple[str, ...]
    words: str = ""  #: folded; a part of the title
    kicker: str = ""
    language: str = ""
    before: int = NEWEST  #: only places below this one


class Hit(Struct, frozen=True, kw_only=True):
    """An entry that was found."""

    place: int  #: its rank among all entries, the highest first
    source: str
    entry: Entry


class Catalogue(Protocol):
    """Announced entries by what they say. Each method raises StoreError, also where it takes too long."""

    def search(self, wanted: Search, limit: int, /) -> tuple[Hit, ...]:
        """Return the entries that meet all conditions, at most *limit*, those published last first."""

    def shared(self, ids: Collection[str], /) -> Mapping[str, Collection[tuple[str, Entry]]]:
        """Return the entries by those of *ids* that several sources have, each with its source."""

    def facets(self, sources: Collection[str], /) -> tuple[frozenset[str], frozenset[str]]:
        """Return the kickers and the languages of the entries of *sources*."""

    def edits(self, source: str, limit: int, /) -> tuple[tuple[Entry, Revision], ...]:
        """Return the last changes of words in *source*, at most *limit*, the latest first, each with its entry."""


def place(published: datetime, arrival: int) -> int:
    """Return the rank of an entry: by the second of its publication, and then by its arrival."""
    return min(max(int(published.timestamp()), 0), _SECONDS) * _ARRIVALS + arrival


def without_arrival(place: int) -> int:
    """Return *place* as it is before the entry has arrived."""
    return place - place % _ARRIVALS
