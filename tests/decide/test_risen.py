"""Old items that a feed shows because newer ones are gone from it are no news."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from fakes.feed_items import feed_entries, feed_item, feed_items
from ilofeed.core.models import Item
from ilofeed.decide.identity import match_items
from ilofeed.decide.risen import risen

BEFORE = feed_entries(feed_items([9, 8, 7, 6]))


def old(items: list[Item]) -> list[int]:
    """The places of the items that have risen."""
    keys = risen(items, match_items(items, BEFORE), BEFORE)
    return [place for place, item in enumerate(items) if item.key in keys]


def test_items_that_take_the_places_of_newer_ones_have_risen() -> None:
    assert old(feed_items([7, 6, 5, 4])) == [2, 3]


def test_an_item_that_takes_the_place_of_a_deleted_one_has_risen() -> None:
    assert old(feed_items([9, 7, 6, 5])) == [3]


@pytest.mark.parametrize(
    "shown",
    [
        [10, 9, 8, 7],  # the oldest one has left as usual
        [12, 11, 10, 9],
        [9, 8, 7, 6, 5],  # published late: none is gone
        [10, 9, 8, 5],  # two have left at the end, none is gone above
        [9, 8, 6, 5, 4],  # more than the one that is gone
    ],
)
def test_other_items_are_announced(shown: list[int]) -> None:
    assert old(feed_items(shown)) == []


def test_an_item_between_known_ones_has_not_risen() -> None:
    late = replace(feed_item(7, link="https://example.org/late"), title="Published late")

    assert old([*feed_items([8]), late, *feed_items([7, 6])]) == []


def test_without_exact_times_nothing_is_known_to_have_risen() -> None:
    items = [replace(item, data=None) for item in feed_items([7, 6, 5, 4])]
    before = [replace(entry, item=replace(entry.item, data=None)) for entry in BEFORE]

    assert not risen(items, match_items(items, before), before)
    assert not risen(items, match_items(items, BEFORE), BEFORE)
