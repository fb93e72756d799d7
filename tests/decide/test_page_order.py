"""Entries have numbers in the order of the page, and few of them change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from fakes.entries import item
from ilofeed.core import ids
from ilofeed.core.models import Entry
from ilofeed.decide.page_order import numbered

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
PAGE = st.lists(st.integers(1, 12), unique=True, max_size=12)


def entry(document: int, number: int | None = None) -> Entry:
    known = replace(item(document), number=number)
    return Entry.first(f"tag:{document}", known, ids.aliases(known), NOW)


def polled(documents: Sequence[int], known: dict[str, Entry]) -> int:
    """Number a page of *documents*, update *known* as a poll does, and return how many of its entries changed."""
    found = numbered([entry(document, at) for at, document in enumerate(documents, start=1)], known)
    changed = sum(each != known.get(each.id) for each in found)
    known.update({each.id: replace(each, item=replace(each.item, number=None)) for each in known.values()})
    known.update({each.id: each for each in found})
    return changed


@pytest.mark.parametrize(
    ("page", "changed"),
    [
        ([9, *range(1, 9)], 1),  # a new one on top
        ([9, *range(1, 8)], 1),  # and the last one left
        ([*range(1, 9), 9], 1),  # at the end
        ([1, 9, *range(2, 9)], 2),  # below a pinned one
        ([8, *range(1, 8)], 1),  # one that rose
        ([*range(2, 9), 1], 1),  # one that sank
        ([*range(1, 4), *range(5, 9)], 0),  # one was removed
    ],
)
def test_the_others_keep_their_numbers(page: list[int], changed: int) -> None:
    known: dict[str, Entry] = {}
    polled(range(1, 9), known)

    assert polled(page, known) == changed


@given(st.lists(PAGE, max_size=5))
def test_numbers_increase_from_top_to_bottom_and_are_no_zero(pages: list[list[int]]) -> None:
    known: dict[str, Entry] = {}
    for page in pages:
        polled(page, known)

        numbers = [known[f"tag:{document}"].item.number or 0 for document in page]
        assert numbers == sorted(set(numbers))
        assert all(number > 0 for number in numbers)
        assert polled(page, known) == 0  # the same page again


def test_places_that_were_saved_as_numbers_are_replaced_when_there_is_no_room_above() -> None:
    known = {each.id: each for each in (entry(document, at) for at, document in enumerate(range(1, 9), 1))}

    assert polled([9, *range(1, 9)], known) == 9
    assert polled([10, 9, *range(1, 9)], known) == 1


def test_an_entry_whose_item_has_no_number_gets_none() -> None:
    known = {each.id: each for each in (entry(1, 7), entry(2, 8))}

    found = numbered([entry(3, 1), entry(1, 2), entry(2), entry(4)], known)

    assert [each.item.number for each in found] == [6, 7, None, None]
