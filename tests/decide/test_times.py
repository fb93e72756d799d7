"""Times of entries of one date, in single cases; `test_times_law` has the law."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from fakes.entries import item
from ilofeed.core import ids
from ilofeed.core.models import Entry, Item, noon
from ilofeed.decide import identity, times
from ilofeed.decide.changes import Changes, detect_changes
from ilofeed.decide.times import EarlierTimes, newest_first

DAY = date(2026, 11, 20)
NEXT_DAY = DAY + timedelta(days=1)
MORNING = datetime(2026, 11, 20, 8, tzinfo=UTC)
EVENING = datetime(2026, 11, 20, 20, tzinfo=UTC)


def poll(
    items: Iterable[Item],
    known: Sequence[Entry] = (),
    now: datetime = EVENING,
    earlier: EarlierTimes | None = None,
) -> Changes:
    items = list(items)
    matching = identity.match_items(items, known)
    given = EarlierTimes() if earlier is None else earlier
    return detect_changes(items, known, matching=matching, mint=ids.mint, now=now, earlier=given)


def page(*documents: int, published: date | None = DAY) -> list[Item]:
    return [
        item(document, published=published, number=number) for number, document in enumerate(documents, start=1)
    ]


def clock_times(entries: Iterable[Entry]) -> list[str]:
    return [f"{entry.published:%H:%M:%S}" for entry in entries]


def test_the_upper_one_of_a_date_is_the_later_one_and_what_comes_next_is_later_still() -> None:
    first = poll(page(3, 2, 1)).new
    second = poll(page(5, 4, 3, 2, 1), first, EVENING + timedelta(hours=1))

    assert clock_times(first) == ["12:00:02", "12:00:01", "12:00:00"]
    assert clock_times(second.new) == ["12:00:04", "12:00:03"]
    assert clock_times(second.unchanged) == ["12:00:02", "12:00:01", "12:00:00"]


def test_entries_that_are_no_longer_on_the_page_count_by_the_last_offset_of_their_date() -> None:
    late = poll(page(9), earlier=EarlierTimes(noon_offsets={DAY: 6})).new

    assert clock_times(late) == ["12:00:07"]


def test_today_before_noon_the_time_is_that_of_the_first_sight() -> None:
    morning = poll(page(2, 1), now=MORNING).new
    evening = poll(page(3, 2, 1), morning).new

    assert [entry.published for entry in morning] == [entry.first_seen for entry in morning]
    assert clock_times(morning) == ["08:00:00", "07:59:59"]
    assert clock_times(evening) == ["12:00:00"]


def test_each_date_has_times_of_its_own() -> None:
    items = [*page(4, 3, published=DAY), *page(2, 1, published=DAY - timedelta(days=1))]

    assert clock_times(poll(items).new) == ["12:00:01", "12:00:00"] * 2


def test_an_item_without_a_date_or_with_one_in_the_future_is_published_when_first_seen() -> None:
    found = poll([*page(3, published=None), *page(2, published=DAY + timedelta(days=9)), *page(1)]).new

    assert [entry.published == entry.first_seen for entry in found] == [True, True, False]
    assert clock_times(found[2:]) == ["12:00:00"]


@pytest.mark.parametrize("place", ["on the page", "off the page"])
def test_a_time_that_an_undated_entry_has_is_left_out(place: str) -> None:
    undated = poll(page(1, published=None), now=noon(DAY)).new
    known, latest = (undated, ()) if place == "on the page" else ((), undated)

    found = poll(page(3, 2), known, earlier=EarlierTimes(latest=latest)).new

    assert clock_times(undated) == ["12:00:00"]
    assert clock_times(found) == ["12:00:02", "12:00:01"]


def test_a_list_with_its_oldest_item_on_top_is_timed_from_the_top() -> None:
    items = [
        *page(1, 2, published=DAY - timedelta(days=2)),
        *page(3, published=DAY - timedelta(days=1)),
        *page(4, 5),
    ]

    found = poll(items, now=MORNING).new

    assert [entry.item.key for entry in found] == [each.key for each in items]
    assert clock_times(found) == ["12:00:00", "12:00:01", "12:00:00", "07:59:59", "08:00:00"]
    assert [entry.first_seen for entry in found] == sorted(entry.first_seen for entry in found)


def test_the_order_of_a_list_is_read_from_its_past_dates_alone() -> None:
    def order(*ages: int | None) -> str:
        shown = {
            str(at): item(at, published=None if age is None else DAY - timedelta(days=age))
            for at, age in enumerate(ages)
        }
        found = newest_first(shown, DAY)
        assert found in (list(shown), list(shown)[::-1])
        return "up" if found == list(shown) else "down"

    assert order(3, 2, 1) == "down"
    assert order(3, 3, 2, 2, None, 1) == "down"
    assert order(1, 2, 3) == "up"
    assert order(2, 1) == order(0, 0, 0) == order(None, None) == "up"  # too little to go by
    assert order(9, 8, 3, 2, 1, 0, 5) == "down"  # but one
    assert order(9, 8, 1, 2, 3, 4) == "up"  # two pinned ones
    assert order(-1, -2, -3, -4) == "up"  # events


def test_another_printed_date_gives_another_time_and_a_corrected_title_does_not() -> None:
    known = poll(page(3, 2, 1)).new
    corrected = item(2, "Another title", published=DAY)
    redated = item(3, published=DAY - timedelta(days=1))

    changes = poll([redated, corrected, *page(1)], known, EVENING + timedelta(days=1))

    assert {entry.item.key: entry.published for entry in changes.revised} == {
        redated.key: noon(DAY - timedelta(days=1)),
        corrected.key: known[1].published,
    }


def test_a_redated_entry_does_not_take_the_time_of_another_one() -> None:
    yesterday = DAY - timedelta(days=1)
    at_noon = noon(DAY)
    (first,) = poll(page(1, published=yesterday), now=at_noon + timedelta(seconds=1)).new
    others = poll([*page(4, 3, 2), *page(1, published=yesterday)], [first]).new

    (found,) = poll(page(4, 3, 2, 1), [first, *others], EVENING + timedelta(hours=1)).revised

    assert clock_times(others) == ["12:00:02", "12:00:01", "12:00:00"]
    assert found.published <= first.first_seen
    assert found.published not in {entry.published for entry in others}


@pytest.mark.parametrize("more", [0, 3])
def test_a_date_of_thousands_has_a_time_for_each_within_the_same_date_everywhere(more: int) -> None:
    most = times.LAST - times.FIRST + 1
    of_date = item(1, published=DAY)
    many = [Entry.first(f"{at}", of_date, frozenset(), EVENING) for at in range(most + more)]

    found = times.timed(many, {}, EarlierTimes())

    # Those that are more than the seconds share the last one.
    assert clock_times((*found[: more + 1], found[-1])) == [*["12:59:59"] * (more + 1), "11:00:00"]
    assert len({entry.published for entry in found}) == most
    assert [entry.published for entry in found] == sorted((entry.published for entry in found), reverse=True)


def test_beyond_the_last_second_of_a_date_entries_share_it() -> None:
    full = EarlierTimes(noon_offsets={DAY: times.LAST - 1})

    found = poll(page(3, 2, 1), now=EVENING + timedelta(days=9), earlier=full).new

    assert clock_times(found) == ["12:59:59"] * 3


def test_a_corrected_clock_leaves_times_different_and_not_in_the_future() -> None:
    found = [
        replace(entry, first_seen=entry.first_seen - timedelta(hours=12)) for entry in poll(page(3, 2, 1)).new
    ]

    assert clock_times(found) == ["08:00:00", "07:59:59", "07:59:58"]
