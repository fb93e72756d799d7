"""Items of a feed that have one title on one date are different items if their exact times differ."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from msgspec.structs import replace

from fakes.feed_items import FIRST, feed_entries, feed_item, feed_items
from ilofeed.core.item_dates import ANY_MARGIN
from ilofeed.core.models import Entry, Item
from ilofeed.decide import identity

OTHERS = feed_items([9, 8, 7])


def warning(hour: int, *, elsewhere: bool = False) -> Item:
    """The warning of *hour*, with a title that all of them have."""
    at = FIRST.replace(hour=hour)
    host = "new.example.org" if elsewhere else "example.org"
    item = feed_item(0, title="Weather warning", link=f"https://{host}/{hour}", name=f"{host}-{hour}", at=at)
    return replace(item, published=at.date())


def known_after(items: Sequence[Item]) -> list[Entry]:
    return feed_entries([*items, *OTHERS])


def test_a_warning_after_one_that_has_left_the_feed_is_new() -> None:
    found = identity.match_items([warning(14), *OTHERS], known_after([warning(8)]))

    assert warning(14).key not in found.entries
    assert len(found.entries) == len(OTHERS)


def test_a_warning_that_moves_with_its_time_is_the_known_one() -> None:
    found = identity.match_items([warning(8, elsewhere=True), *OTHERS], known_after([warning(8)]))

    assert found.entries[warning(8, elsewhere=True).key].item == replace(warning(8), number=1)


@pytest.mark.parametrize("shift", [timedelta(hours=1), timedelta(seconds=7)])
def test_a_feed_whose_times_all_change_is_matched_by_dates(shift: timedelta) -> None:
    def later(item: Item) -> Item:
        assert item.data is not None
        assert item.at is not None
        return replace(item, data=replace(item.data, at=item.at + shift))

    items = [later(warning(8, elsewhere=True)), *map(later, OTHERS)]

    found = identity.match_items(items, known_after([warning(8)]))

    assert len(found.entries) == len(items)


def test_two_warnings_of_one_date_are_not_one_shown_twice() -> None:
    found = identity.match_items([warning(14), warning(8)], ())

    assert not found.duplicates


def test_a_warning_under_two_addresses_is_one_shown_twice() -> None:
    twice = [warning(8), warning(8, elsewhere=True)]

    found = identity.match_items(twice, ())

    assert found.duplicates == {twice[1].key: twice[0].key}


@pytest.mark.parametrize(("day", "count"), [(7, 0), (1, 1)])
def test_a_date_that_may_be_any_is_evidence_for_a_title_only_where_it_is_the_same(day: int, count: int) -> None:
    title = "Weekly report of the harbour office"
    first = replace(feed_item(0, title=title, name="1", at=None), date_margin=ANY_MARGIN)
    second = replace(feed_item(day, title=title, name="2", at=None), date_margin=ANY_MARGIN)

    found = identity.match_items([second], feed_entries([first]))

    assert len(found.entries) == count
