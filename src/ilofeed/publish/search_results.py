"""Search the entries of a feed, one page of results at a time."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core.errors import PatternError
from ilofeed.core.filters import EntryFilter, entry_filter
from ilofeed.core.models import Entry, FeedConfig
from ilofeed.core.search import Catalogue, Hit, Search

# The number of entries of a selective feed that are read for one page. The next page continues after them.
_MOST_READ = 5000
_LOT = 500


class Results(Struct, frozen=True, kw_only=True):
    """A page of entries."""

    entries: tuple[Entry, ...] = ()
    older: int | None = None  #: the place before which the next page begins; None on the last page


def results(store: Catalogue, plan: FeedConfig, wanted: Search, limit: int) -> Results:
    """Return the first *limit* entries of the feed of *plan* that are *wanted*. Raises StoreError.

    A feed whose patterns cannot be evaluated has no results. The error is reported at publication.
    """
    try:
        return _results(store, plan, wanted, limit)
    except PatternError:
        return Results()


def _results(store: Catalogue, plan: FeedConfig, wanted: Search, limit: int) -> Results:
    wants = entry_filter(plan)
    lot = _LOT if plan.chooses else limit + 1
    found: list[Entry] = []
    read = 0
    while True:
        hits = store.search(wanted, lot)
        chosen = [hit for hit in hits if wants(hit.entry.item)]
        for hit in chosen if len(wanted.sources) == 1 else _once(store, chosen, wants, wanted.sources):
            if len(found) == limit:
                return Results(entries=tuple(found), older=wanted.before)
            found.append(hit.entry)
            wanted = replace(wanted, before=hit.place)
        if len(hits) < lot:
            return Results(entries=tuple(found))
        wanted = replace(wanted, before=hits[-1].place)
        read += lot
        if read >= _MOST_READ:
            return Results(entries=tuple(found), older=wanted.before)


def _once(store: Catalogue, hits: Sequence[Hit], wants: EntryFilter, sources: tuple[str, ...]) -> list[Hit]:
    """Return *hits* without those that another one of *sources* showed first, so that each entry appears once."""
    there = store.shared([hit.entry.id for hit in hits])
    first = {
        key: min((entry.first_seen, slug) for slug, entry in entries if slug in sources and wants(entry.item))
        for key, entries in there.items()
    }
    return [hit for hit in hits if first.get(hit.entry.id, (None, hit.source))[1] == hit.source]
