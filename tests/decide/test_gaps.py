"""Bound a gap by dates and known items, and close it when they are reached."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec.structs import replace

from decide.list_items import FIRST_DAY, PINNED, covered, page, redated, undated
from fakes.entries import entries
from fakes.world import NEWS
from ilofeed.core.models import Item
from ilofeed.core.state import SourceState
from ilofeed.decide import gaps, identity
from ilofeed.decide.coverage import Coverage, measure


def test_a_gap_ends_with_the_known_items_that_are_still_to_come() -> None:
    ids = [entry.id for entry in PINNED]

    coverage = covered(page(1, *range(39, 30, -1)), PINNED)

    assert coverage.anchors == tuple(ids[1:])
    assert (coverage.gap_from, coverage.gap_to) == (FIRST_DAY + timedelta(30), FIRST_DAY + timedelta(31))
    # A known item below all new ones is an anchor; one with another date is not.
    assert covered(page(1, *range(38, 30, -1), 30), PINNED).anchors == tuple(ids[1:])
    moved = covered([redated(30, 50), *page(*range(39, 30, -1))], PINNED)
    assert moved.anchors == (ids[0], *ids[2:])


def test_the_date_of_a_gap_is_not_that_of_what_is_pinned() -> None:
    known = entries([redated(1, 900), *page(*range(30, 21, -1))])

    assert covered([redated(1, 900), *page(*range(39, 30, -1))], known).gap_from == FIRST_DAY + timedelta(30)


def test_a_gap_below_which_nothing_is_known_ends_with_the_list_alone() -> None:
    (one,) = entries(page(30))
    items = [redated(30, 90), *page(*range(39, 30, -1))]

    coverage = covered(items, [one])

    assert coverage.gap_from == FIRST_DAY + timedelta(30)
    known = entries(items)
    again = measure(items, identity.match_items(items, known), known, coverage.anchors)
    assert (again.is_reached, again.anchors) == (False, coverage.anchors)


def test_in_a_gap_only_items_that_came_since_have_to_be_covered() -> None:
    since = entries(undated(42, 41))
    before = [
        replace(entry, item=replace(entry.item, number=None)) for entry in entries(undated(*range(30, 17, -1)))
    ]
    anchors = [entry.id for entry in before[:10]]

    def is_reached(items: list[Item]) -> bool:
        return measure(items, identity.match_items(items, [*since, *before]), since, anchors).is_reached

    assert not is_reached(undated(42, 41))
    assert not is_reached(undated(42, 41, 35))
    assert not is_reached(undated(42, 41, 35, 30))
    assert is_reached(undated(42, 41, 35, 30, 29))
    # Three were deleted meanwhile.
    assert is_reached(undated(42, 41, 35, 30, 29, 28, 26, 25, 23, 22, 20, 19, 18))


def test_a_gap_is_given_up_at_the_limit_of_pages() -> None:
    state = replace(SourceState(slug="news"), reach=gaps.MAX_PAGES // 2 + 1, gap_from=date(2023, 5, 9))
    missed = Coverage(is_reached=False, anchors=("a", "b"), gap_from=date(2023, 6, 1), gap_to=date(2023, 6, 9))

    last = gaps.accepted(NEWS, state, missed, can_read_on=True)
    over = gaps.accepted(NEWS, last, missed, can_read_on=True)

    assert (last.reach, last.anchors, last.gap_from) == (gaps.MAX_PAGES, ("a", "b"), date(2023, 5, 9))
    assert (over.reach, over.anchors) == (0, ())
    assert (over.gap_from, over.gap_to) == (date(2023, 5, 9), date(2023, 6, 9))
    assert gaps.accepted(NEWS, over, Coverage(is_reached=True), can_read_on=True) == over
    assert gaps.accepted(NEWS, last, Coverage(is_reached=True), can_read_on=True).gap_from is None


def test_the_dates_of_a_gap_are_in_order_on_an_unordered_list() -> None:
    missed = Coverage(is_reached=False, gap_from=date(2023, 6, 9), gap_to=date(2023, 6, 1))

    state = gaps.opened(NEWS, SourceState(slug="news"), missed)

    assert (state.gap_from, state.gap_to) == (date(2023, 6, 1), date(2023, 6, 9))
