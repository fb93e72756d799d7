"""Hold the limits of the gate for pages of any size."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from decide.gate_pages import TEN, gate_input, held_reason, page
from fakes.clock import START
from fakes.entries import entries
from ilofeed.core import ids
from ilofeed.decide import identity
from ilofeed.decide.changes import detect_changes
from ilofeed.decide.gate import evaluate, first_violation, is_odd

EDITS = st.sampled_from(["", "", "", "title", "summary", "day", "order", "remove", "swap"])


@settings(max_examples=15)
@given(st.lists(st.tuples(st.integers(0, 3), EDITS, st.integers(0, 9)), min_size=200, max_size=200))
@pytest.mark.slow
def test_two_hundred_polls_of_an_honest_newsroom_are_never_held(life: list[tuple[int, str, int]]) -> None:
    listed = page(*range(10, 0, -1))
    known = {
        entry.id: entry
        for entry in detect_changes(listed, [], matching=identity.Matching(), mint=ids.mint, now=START).new
    }
    newest = 10
    for count, edit, place in life:
        for _ in range(count):
            newest += 1
            listed.insert(0, page(newest)[0])
        at = min(place, len(listed) - 1)
        if edit == "remove" and len(listed) > 12:
            del listed[at]
        elif edit == "swap":
            listed[at], listed[0] = listed[0], listed[at]
        elif edit == "order":
            listed[:5] = reversed(listed[:5])
        elif edit == "title":
            listed[at] = replace(listed[at], title=listed[at].title + "*")
        elif edit == "summary":
            listed[at] = replace(listed[at], summary="Another one.")
        elif edit == "day":
            listed[at] = replace(listed[at], published=date(2023, 6, 14))
        shown = [replace(item, number=row) for row, item in enumerate(listed[:10], start=1)]

        case = gate_input(shown, list(known.values()))

        assert first_violation(evaluate(case)) is None
        known |= {entry.id: entry for entry in case.changes.to_save}


@given(st.integers(1, 60), st.integers(1, 60))
def test_a_page_that_replaces_every_item_is_held(before: int, after: int) -> None:
    known = entries(page(*range(before)))

    assert held_reason(page(*range(1000, 1000 + after)), known) == "disjoint"


@given(st.integers(1, 40), st.integers(0, 60))
def test_new_items_are_held_by_their_number_only_without_known_items_below(known: int, new: int) -> None:
    before = entries(page(*range(known)))
    fresh = range(1000, 1000 + new)

    assert held_reason(page(*fresh, *range(known)), before) is None
    below = held_reason(page(*range(known), *fresh), before)
    assert below == ("burst" if new > max(10, (known + new) / 2) else None)


@given(st.integers(1, 30), st.data())
def test_revisions_are_held_when_most_of_at_least_five_change(known: int, data: st.DataObject) -> None:
    before = entries(page(*range(known)))
    revised = data.draw(st.integers(0, known))
    items = [
        replace(item, title=f"{item.title} anew") if at < revised else item
        for at, item in enumerate(page(*range(known)))
    ]

    assert held_reason(items, before) == ("mass_revision" if known >= 5 and revised > known / 2 else None)


@given(st.integers(3, 30), st.data(), st.sampled_from([{"published": None}, {"summary": ""}]))
def test_a_common_field_may_be_missing_from_half_of_the_items(
    known: int, data: st.DataObject, lost: dict[str, Any]
) -> None:
    before = entries(page(*range(known)))
    without = data.draw(st.integers(0, known))
    items = [replace(item, **lost) if at < without else item for at, item in enumerate(page(*range(known)))]

    assert held_reason(items, before) == ("fields_lost" if known - without < known / 2 else None)


@given(st.integers(0, 10), st.integers(0, 10), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_odd_dates_are_held_when_most_new_items_have_them(odd: int, fine: int, day: date) -> None:
    new = [*page(*range(100, 100 + odd), published=day), *page(*range(200, 200 + fine))]
    is_held = is_odd(day, START.date()) and odd >= 2 and odd > (odd + fine) / 2

    assert held_reason([*new, *page(*range(10, 0, -1))], TEN) == ("dates_odd" if is_held else None)
