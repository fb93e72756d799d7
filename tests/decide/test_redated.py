"""Match items without a link whose date, and with it their key, is read otherwise than before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fakes.entries import entries
from ilofeed.core import ids
from ilofeed.core.models import Entry, Item
from ilofeed.decide.changes import Changes, detect_changes
from ilofeed.decide.identity import match_items

PAGE = "https://www.example.org/list"
DAY = date(2026, 11, 26)
NAMES = ("Works on the harbour wall", "Works on the market square")


def item(title: str, day: date | None, text: str, margin: int | None = None) -> Item:
    key = ids.key_within(PAGE, title, None if margin is not None else day)
    return Item(key=key, title=title, link=PAGE, language="en", published=day, date_text=text, date_margin=margin)


def test_an_item_keeps_its_entry_when_the_order_of_its_date_becomes_known() -> None:
    known = entries([item(name, None, "11/12/2026") for name in NAMES])
    now = [item(name, date(2026, 12, 11), "11/12/2026") for name in NAMES]

    matching = match_items(now, known)

    assert [matching.entries[each.key].id for each in now] == [entry.id for entry in known]


def test_an_item_keeps_its_entry_when_its_relative_date_is_printed() -> None:
    known = entries([item(NAMES[0], DAY, "2 days ago", 1)])

    near = match_items([item(NAMES[0], DAY + timedelta(days=1), "27 November 2026")], known)
    far = match_items([item(NAMES[0], DAY + timedelta(days=9), "5 December 2026")], known)

    assert len(near.entries) == 1
    assert far.entries == {}


def test_of_two_entries_that_a_relative_date_fits_none_is_guessed() -> None:
    known = entries(
        [item(NAMES[0], DAY, "26 November 2026"), item(NAMES[0], DAY - timedelta(1), "25 November 2026")]
    )

    matching = match_items([item(NAMES[0], DAY, "2 days ago", 1)], known)

    assert matching.entries == {}
    assert len(matching.ambiguous) == 1


def changes_of(now: Sequence[Item], known: Sequence[Entry]) -> Changes:
    return detect_changes(
        now, known, matching=match_items(now, known), mint=ids.mint, now=known[0].first_seen + timedelta(days=7)
    )


@given(
    ages=st.lists(st.integers(0, 6), min_size=1, max_size=8),
    later=st.integers(0, 6),
    slips=st.lists(st.integers(-1, 1), min_size=8, max_size=8),
)
def test_a_relative_date_is_never_revised_while_it_can_be_one_date(
    ages: list[int], later: int, slips: list[int]
) -> None:
    """An item is *ages* days old at first sight; then the page counts on, and prints dates at last."""
    names = [f"Works on the quay, section {number}" for number in range(len(ages))]
    days = [DAY - timedelta(days=age) for age in ages]
    first = [item(name, day, f"{age} days ago", 1) for name, day, age in zip(names, days, ages, strict=True)]
    known = entries(first)
    counted = [
        item(name, day + timedelta(days=slip), f"{age + later} days ago", 1)
        for name, day, age, slip in zip(names, days, ages, slips, strict=False)
    ]
    printed = [
        item(name, day + timedelta(days=slip), f"{day + timedelta(days=slip):%d %B %Y}")
        for name, day, slip in zip(names, days, slips, strict=False)
    ]

    silent = [changes_of(now, known) for now in (counted, printed)]

    assert all((changes.new, changes.revised, changes.revisions) == ((), (), ()) for changes in silent)
    assert all([entry.id for entry in changes.unchanged] == [entry.id for entry in known] for changes in silent)
    assert [entry.item.published for entry in silent[0].unchanged] == days
    assert [entry.item.published for entry in silent[1].unchanged] == [each.published for each in printed]
