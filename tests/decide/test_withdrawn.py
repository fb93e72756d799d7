"""Withdraw items that were deleted from among others, but none that moved to the next page."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from decide.list_items import PINNED, TEN, page, redated
from fakes.entries import entries, item
from ilofeed.decide import identity
from ilofeed.decide.coverage import withdrawn


def test_an_item_that_moved_to_the_next_page_is_not_withdrawn() -> None:
    for items in (
        page(21, *range(39, 30, -1)),
        page(*range(40, 30, -1)),
        page(*range(35, 25, -1)),
        page(31, 30, 29, 28, 27, 26, 21),
        [redated(21, 50), *page(*range(39, 30, -1))],
    ):
        assert withdrawn(items, identity.match_items(items, TEN), TEN) == set()


def test_an_item_that_is_not_pinned_any_more_is_not_withdrawn() -> None:
    items = page(*range(30, 20, -1))

    assert withdrawn(items, identity.match_items(items, PINNED), PINNED) == set()


@pytest.mark.parametrize("gone", [30, 29, 26, 22])
def test_an_item_deleted_from_among_its_neighbours_is_withdrawn(gone: int) -> None:
    items = page(32, 31, *(number for number in range(30, 20, -1) if number != gone))

    assert withdrawn(items, identity.match_items(items, TEN), TEN) == {
        entry.id for entry in TEN if entry.item.key == item(gone).key
    }


def test_a_missing_item_above_known_items_that_had_left_the_page_is_withdrawn() -> None:
    known = [*TEN, *entries([replace(old, number=None) for old in page(20)])]
    items = page(*range(30, 21, -1), 20)

    assert withdrawn(items, identity.match_items(items, known), TEN) == {TEN[-1].id}


def test_the_oldest_item_of_a_list_that_begins_with_it_can_be_withdrawn() -> None:
    known = entries(page(*range(21, 31)))
    items = page(*range(22, 31))

    assert withdrawn(items, identity.match_items(items, known), known) == {known[0].id}
