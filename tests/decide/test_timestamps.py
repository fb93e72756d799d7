from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from fakes.clock import START
from fakes.entries import entries, item
from ilofeed.core import ids
from ilofeed.core.models import Entry
from ilofeed.decide import identity
from ilofeed.decide.changes import detect_changes
from ilofeed.decide.timestamps import correct_clock_skew

_DAY = timedelta(days=1)


def ahead(days: float, revised: float | None = None, document: int = 1) -> Entry:
    (entry,) = entries([item(document)], at=START + timedelta(days=days))
    return entry if revised is None else entry.revised(entry.item, START + timedelta(days=revised))


def test_dates_that_are_over_stay() -> None:
    assert correct_clock_skew([], START) == ()
    assert correct_clock_skew([ahead(-1), ahead(0)], START) == ()


def test_dates_from_a_clock_that_was_ahead_go_back_together() -> None:
    before, older, newer = ahead(-5, document=1), ahead(29, document=2), ahead(30, document=3)

    found = correct_clock_skew([before, older, newer], START)

    assert {entry.id: entry.first_seen for entry in found} == {older.id: START - _DAY, newer.id: START}
    assert all(entry.updated == entry.first_seen for entry in found)


def test_what_was_revised_while_the_clock_was_ahead_keeps_its_first_sight() -> None:
    (found,) = correct_clock_skew([ahead(-5, revised=30)], START)

    assert (found.first_seen, found.updated) == (START - 5 * _DAY, START)


@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(0, 9)), max_size=9))
def test_no_two_share_a_second_and_none_is_ahead(days: list[tuple[int, int]]) -> None:
    known: dict[str, Entry] = {}
    taken = set()
    for document, (first, later) in enumerate(days, start=1):
        entry = ahead(first, revised=first + later + document / 1000, document=document)
        taken.add(entry.updated)
        known[entry.id] = entry

    right = known | {entry.id: entry for entry in correct_clock_skew(known.values(), START)}

    assert all(START >= entry.updated >= entry.first_seen for entry in right.values())
    assert len({entry.updated for entry in right.values()}) == len(taken)


def test_edits_that_one_poll_finds_have_times_of_their_own() -> None:
    items = [item(3, "Third"), item(2, "Second"), item(1)]
    known = entries([item(3), item(2), item(1)])

    changes = detect_changes(
        items, known, matching=identity.match_items(items, known), mint=ids.mint, now=START + _DAY
    )

    assert [each.at for each in changes.revisions] == [START + _DAY, START + _DAY - timedelta(seconds=1)]
    assert [each.at for each in changes.revisions] == [each.updated for each in changes.revised]
