"""Search the entries of a feed, one page of results at a time."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core.errors import PatternError
from ilofeed.core.filters import EntryFilter, entry_filter
from ilofeed.core.models import Entry, FeedConfig
from ilofeed.core.search import NEWEST, Catalogue, Hit, Search

# The number of entries of a selective feed that are read for one page. The next page continues after them.
_MOST_READ = 5000
# The number up to which the results of a search are counted.
COUNTED = 1000
_LOT = 500


class Results(Struct, frozen=True, kw_only=True):
    """A page of entries."""

    entries: tuple[Entry, ...] = ()
    older: int | None = None  #: the place before which the next page begins; None on the last page
    newer: int | None = None  #: the place before which the previous page begins; None on the first page
    count: int | None = None  #: the number of all results, as far as it is known
    is_count_exact: bool = True  #: false if there may be more results than `count`


def results(store: Catalogue, plan: FeedConfig, wanted: Search, limit: int) -> Results:
    """Return the first *limit* entries of the feed of *plan* that are *wanted*. Raises StoreError.

    A feed whose patterns cannot be evaluated has no results. The error is reported at publication.
    """
    try:
        found, older = _read(store, plan, wanted, limit)
        is_first = wanted.before == NEWEST
        newer = None if is_first else _newer(store, plan, wanted, limit)
        shown = Results(entries=tuple(hit.entry for hit in found), older=older, newer=newer)
        return _counted(store, plan, wanted, shown)
    except PatternError:
        return Results()


def _counted(store: Catalogue, plan: FeedConfig, wanted: Search, shown: Results) -> Results:
    """Return *shown* with the number of all results, if that needs no reading of all entries."""
    if wanted.before == NEWEST and shown.older is None:
        return replace(shown, count=len(shown.entries))
    if not plan.chooses:
        count = store.count(wanted, COUNTED)
        return replace(shown, count=count, is_count_exact=count < COUNTED)
    return replace(shown, count=len(shown.entries), is_count_exact=False) if wanted.before == NEWEST else shown


def _newer(store: Catalogue, plan: FeedConfig, wanted: Search, limit: int) -> int:
    """Return the place before which the page begins that ends at ``wanted.before``; NEWEST for the first page."""
    above, further = _read(store, plan, replace(wanted, since=wanted.before, before=NEWEST), limit + 1)
    if len(above) > limit:
        return above[limit].place
    return NEWEST if further is None else further + 1


def _read(store: Catalogue, plan: FeedConfig, wanted: Search, limit: int) -> tuple[list[Hit], int | None]:
    """Return the first *limit* results, and the place after which others follow; None if none do."""
    wants = entry_filter(plan)
    lot = _LOT if plan.chooses else limit + 1
    found: list[Hit] = []
    last: int | None = None
    for _ in range(0, _MOST_READ, lot):
        hits = store.search(wanted, lot)
        chosen = [hit for hit in hits if wants(hit.entry.item)]
        for hit in chosen if len(wanted.sources) == 1 else _once(store, chosen, wants, wanted.sources):
            if len(found) == limit:
                return found, last
            found.append(hit)
            last = hit.place
        if len(hits) < lot:
            return found, None
        last = hits[-1].place
        wanted = _beyond(wanted, last)
    return found, last


def _beyond(wanted: Search, place: int) -> Search:
    """Return *wanted* with the entries that come after *place* in its order."""
    return replace(wanted, before=place) if wanted.since is None else replace(wanted, since=place + 1)


def _once(store: Catalogue, hits: Sequence[Hit], wants: EntryFilter, sources: tuple[str, ...]) -> list[Hit]:
    """Return *hits* without those that another one of *sources* showed first, so that each entry appears once."""
    there = store.shared([hit.entry.id for hit in hits])
    first = {
        key: min((entry.first_seen, slug) for slug, entry in entries if slug in sources and wants(entry.item))
        for key, entries in there.items()
    }
    return [hit for hit in hits if first.get(hit.entry.id, (None, hit.source))[1] == hit.source]
