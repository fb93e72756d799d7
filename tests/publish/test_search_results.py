"""The number of results of a search, as far as it is known."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pytest

from fakes.entries import entries, item
from ilofeed.core.models import Entry, FeedConfig, Source
from ilofeed.core.search import Hit, Search
from ilofeed.core.state import Revision
from ilofeed.publish.search_results import COUNTED, results

SOURCE = Source(slug="news", url="https://www.ilo.org/news")
WHOLE = FeedConfig(slug="news", sources=(SOURCE,))
CHOSEN = FeedConfig(slug="chosen", sources=(SOURCE,), include=("work",))


class Shelf:
    """Entries of one source at the places 1 to *number*, all of which meet all conditions."""

    def __init__(self, number: int) -> None:
        found = entries(item(place, f"On work, {place}") for place in range(number, 0, -1))
        self._hits = [Hit(place=number - at, source="news", entry=each) for at, each in enumerate(found)]

    def search(self, wanted: Search, limit: int, /) -> tuple[Hit, ...]:
        found = [hit for hit in self._hits if (wanted.since or 0) <= hit.place < wanted.before]
        return tuple((found if wanted.since is None else found[::-1])[:limit])

    def count(self, _wanted: Search, limit: int, /) -> int:
        return min(len(self._hits), limit)

    def shared(self, _ids: Collection[str], /) -> Mapping[str, Collection[tuple[str, Entry]]]:
        return {}

    def facets(self, _sources: Collection[str], /) -> tuple[frozenset[str], frozenset[str]]:
        return frozenset(), frozenset()

    def edits(self, _source: str, _limit: int, /) -> tuple[tuple[Entry, Revision], ...]:
        return ()


@pytest.mark.parametrize(
    ("plan", "number", "before", "count", "is_exact"),
    [
        (WHOLE, 0, None, 0, True),
        (WHOLE, 3, None, 3, True),
        (WHOLE, 120, None, 120, True),
        (WHOLE, 120, 70, 120, True),
        (WHOLE, COUNTED - 1, None, COUNTED - 1, True),
        (WHOLE, COUNTED, None, COUNTED, False),
        (WHOLE, COUNTED + 1, None, COUNTED, False),
        (CHOSEN, 50, None, 50, True),
        (CHOSEN, 51, None, 50, False),
        (CHOSEN, 120, 70, None, True),
    ],
)
def test_results_are_counted_where_that_reads_no_more_entries(
    plan: FeedConfig, number: int, before: int | None, count: int | None, *, is_exact: bool
) -> None:
    wanted = Search(sources=("news",)) if before is None else Search(sources=("news",), before=before)

    found = results(Shelf(number), plan, wanted, 50)

    assert (found.count, found.is_count_exact) == (count, is_exact)
