"""Decide whether known items prove that nothing new is missing below the new ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace

from decide.list_items import FIRST_DAY, PINNED, TEN, UNDATED, covered, page, redated, undated
from fakes.entries import entries, item
from ilofeed.core.models import Item
from ilofeed.decide import identity
from ilofeed.decide.coverage import may_be_cut


@pytest.mark.parametrize(
    ("items", "is_reached"),
    [
        (page(31, *range(30, 21, -1)), True),
        (page(*range(38, 30, -1), 30, 29), True),
        (page(*range(39, 30, -1), 30), False),
        (page(*range(40, 30, -1)), False),
        # One was deleted: of the two that follow, one accounts for that and one proves the place.
        (page(*range(38, 30, -1), 29, 28), True),
        # Two moved there in their known order, past eight others.
        (page(*range(38, 30, -1), 22, 21), False),
        # Two follow in another order.
        (page(*range(38, 30, -1), 29, 30), False),
        # One moved to the top, new ones above and below.
        (page(31, 22, *range(40, 32, -1)), False),
        (page(22, 31, *range(30, 22, -1)), True),
        # Some moved to the top with a new date, as the newest or between new ones.
        ([redated(22, 50), *page(*range(40, 31, -1))], False),
        ([*page(*range(40, 32, -1)), redated(30, 31), redated(29, 31)], False),
        ([redated(22, 50), *page(*range(30, 22, -1))], True),
        # The lowest one, corrected by some days; still no newer than the one above it.
        ([*page(*range(30, 21, -1)), redated(21, 22)], True),
        # The lowest one, newer than all: earlier new items may be on the next page.
        ([*page(*range(30, 21, -1)), redated(21, 50)], False),
        # A newer one below nine that are all pinned.
        (page(*range(30, 21, -1), 31), False),
    ],
)
def test_two_known_items_in_their_order_have_to_follow_the_lowest_new_one(
    items: list[Item], *, is_reached: bool
) -> None:
    assert covered(items, TEN).is_reached is is_reached


@pytest.mark.parametrize(
    ("items", "is_reached"),
    [
        (page(1, *range(39, 30, -1)), False),
        (page(1, *range(38, 30, -1), 30), False),
        (page(1, *range(37, 30, -1), 30, 29), True),
        # One was deleted, so an old one rose, also beside the pinned one.
        (page(1, 30, 29, 27, 26, 25, 24, 23, 22, 21), True),
        # Another one was pinned.
        (page(25, 1, *range(38, 30, -1)), False),
        (page(25, 1, 31, 30, 29, 28, 27, 26, 24, 23), True),
        # The lowest three were deleted.
        (page(1, 30, 29, 28, 27, 26, 25, 21, 20, 19), True),
    ],
)
def test_pinned_items_prove_nothing(items: list[Item], *, is_reached: bool) -> None:
    assert covered(items, PINNED).is_reached is is_reached


def test_an_item_pinned_with_a_date_ahead_proves_nothing() -> None:
    known = entries([redated(1, 900), *page(*range(30, 21, -1))])

    assert not covered([redated(1, 900), *page(*range(39, 30, -1))], known).is_reached


def test_half_of_a_page_pinned_with_dates_ahead_proves_nothing() -> None:
    pinned = [redated(number, 900) for number in (1, 2, 3)]

    assert not covered([*pinned, *page(33, 32, 31)], entries([*pinned, *page(30, 29, 28)])).is_reached


def test_items_for_burst_are_those_without_known_items_below() -> None:
    assert len(covered(page(*range(50, 35, -1), 22), TEN).uncovered) == 15
    assert len(covered(page(*range(50, 35, -1), 30), TEN).uncovered) == 0
    assert covered(page(30, 29, 28, *range(20, 5, -1)), TEN).uncovered == ()


def test_a_repeated_item_is_not_new_below_the_known_ones() -> None:
    twice = replace(item(99, "Title 30"), published=FIRST_DAY + timedelta(30))

    assert covered([*page(31, *range(30, 20, -1)), twice], TEN).is_reached


def test_a_page_without_a_pager_may_leave_out_items_unless_it_is_another_list() -> None:
    newer, overlapping = page(*range(40, 30, -1)), page(*range(60, 50, -1), 29)
    matched = identity.match_items(newer, TEN)

    assert may_be_cut(newer, matched, TEN)
    assert not may_be_cut(newer[:9], matched, TEN)
    assert not may_be_cut(overlapping, identity.Matching(), TEN)
    assert may_be_cut(undated(*range(40, 30, -1)), identity.Matching(), TEN)
    with_one_known = page(30, *range(60, 51, -1))
    assert may_be_cut(with_one_known, identity.match_items(with_one_known, TEN), TEN)


@pytest.mark.parametrize("make", [page, undated])
@pytest.mark.parametrize("gone", [30, 26, 22, 21])
def test_an_old_item_that_rose_needs_no_cover(make: Callable[..., list[Item]], gone: int) -> None:
    known = entries(make(*range(30, 20, -1)))
    rest = [number for number in range(30, 19, -1) if number != gone]

    coverage = covered(make(*rest), known)

    assert (coverage.is_reached, len(coverage.uncovered) <= 1) == (True, True)


def test_items_that_rose_below_a_new_one_need_no_further_page() -> None:
    assert covered(page(31, *range(30, 26, -1), *range(25, 20, -1), 20, 19), TEN).is_reached
    assert covered(undated(31, *range(30, 26, -1), *range(25, 20, -1), 20), UNDATED).is_reached


def test_without_dates_pinned_items_are_recognised_by_their_places() -> None:
    assert not covered(undated(30, 29, 38, 37, 36, 35, 34, 33, 32, 31), UNDATED).is_reached
    assert not covered(undated(30, 29, 28, 27, 26, 35, 34, 33, 32, 31), UNDATED).is_reached
    assert not covered(undated(30, 29, 28, 27, 26, 25, 34, 33, 32, 31), UNDATED).is_reached
    assert not covered(undated(22, 21, *range(38, 30, -1)), UNDATED).is_reached
    assert not covered(undated(30, 29, 28, 27, 26, 21, 34, 33, 32, 31), UNDATED).is_reached
    assert covered(undated(30, 29, 32, 31, 28, 27, 26, 25), UNDATED).is_reached


def test_a_list_that_grows_at_its_end_is_covered() -> None:
    oldest_first = entries(page(*range(21, 31)))

    assert covered(page(*range(21, 32)), oldest_first).is_reached
    assert covered(page(*range(24, 34)), oldest_first).is_reached
    assert covered(page(*range(23, 31), 33, 34), oldest_first).is_reached


def test_on_short_lists_fewer_known_items_are_enough() -> None:
    (one,) = entries(page(30))

    assert covered(page(*range(40, 30, -1), 30), [one]).is_reached
    assert not covered(page(*range(40, 30, -1)), [one]).is_reached
    assert not covered(page(30, *range(40, 31, -1)), [one]).is_reached
    assert covered(page(1, *range(40, 31, -1), 30), entries(page(1, 30))).is_reached
    assert not covered(page(1, *range(40, 31, -1)), entries(page(1, 30))).is_reached


def test_known_items_that_had_left_the_page_follow_those_that_had_not() -> None:
    known = [*TEN, *entries([replace(old, number=None) for old in page(20, 19)])]

    assert covered(page(*range(40, 30, -1), *range(30, 20, -1), 20, 19), known).is_reached
    assert not covered(page(*range(40, 30, -1), 20, 19), known).is_reached
    (one, *rest) = [*entries(page(30)), *entries([replace(old, number=None) for old in page(20, 19)])]
    assert covered(page(30, *range(40, 31, -1), 20, 19), [one, *rest]).is_reached
    assert not covered(page(30, *range(40, 31, -1), 20), [one, *rest]).is_reached


def test_items_older_than_all_known_ones_prove_the_place_too() -> None:
    known = entries(page(31, 30))

    assert covered(page(*range(40, 31, -1), 30, 20, 19), known).is_reached
    assert not covered(page(*range(40, 31, -1), 30), known).is_reached


def test_an_item_shown_twice_counts_where_it_is_first() -> None:
    (banner,) = page(22)

    assert not covered([banner, *page(*range(40, 31, -1)), banner], TEN).is_reached
    assert covered([banner, *page(31, *range(30, 20, -1))], TEN).is_reached
