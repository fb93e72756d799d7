from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from fakes.clock import START
from fakes.entries import entries, item
from ilofeed.core import ids
from ilofeed.core.models import Entry, Item
from ilofeed.decide import identity
from ilofeed.decide.changes import detect_changes, differing_words
from ilofeed.decide.gate import GateInput, Violation, common_fields, evaluate, is_odd


def page(*documents: int, **more: Any) -> list[Item]:
    return [item(number, number=at, summary="A summary.", **more) for at, number in enumerate(documents, start=1)]


def case(items: Sequence[Item], known: Sequence[Entry], *, same_layout: bool = True) -> GateInput:
    matching = identity.match_items(items, known)
    return GateInput(
        items=items,
        before=[entry for entry in known if entry.item.number is not None],
        matching=matching,
        changes=detect_changes(items, known, matching=matching, mint=ids.mint, now=START + timedelta(hours=1)),
        today=START.date(),
        common_fields=common_fields([entry.item for entry in known if entry.item.number is not None]),
        same_layout=same_layout,
    )


def hold(items: Sequence[Item], known: Sequence[Entry], *, same_layout: bool = True) -> str | None:
    found = evaluate(case(items, known, same_layout=same_layout))
    return found.reason if found else None


TEN = entries(page(*range(10, 0, -1)))


def test_a_first_good_poll_is_the_baseline_and_passes() -> None:
    assert hold(page(*range(100)), []) is None
    assert hold(page(1, 2, 3, published=date(2035, 1, 1)), []) is None


def test_the_same_page_passes() -> None:
    assert hold(page(*range(10, 0, -1)), TEN) is None


def test_a_page_with_nothing_known_on_it_is_disjoint() -> None:
    assert hold(page(*range(100, 90, -1)), TEN) == "disjoint"
    assert hold(page(99), TEN) == "disjoint"


def test_a_burst_above_a_known_item_is_covered_and_passes() -> None:
    assert hold(page(*range(35, 5, -1)), TEN) is None


def test_a_burst_below_the_last_known_item_is_held() -> None:
    pinned = page(10, *range(140, 120, -1))

    assert hold(pinned, TEN) == "burst"


@pytest.mark.parametrize(("new", "held"), [(10, False), (11, True)])
def test_ten_new_items_are_never_too_many(new: int, *, held: bool) -> None:
    items = page(10, *range(100, 100 + new))

    assert (hold(items, TEN) == "burst") is held


def test_on_a_long_page_half_may_be_new() -> None:
    known = entries(page(*range(40, 0, -1)))

    assert hold(page(*range(40, 20, -1), *range(100, 120)), known) is None
    assert hold(page(*range(40, 21, -1), *range(100, 121)), known) == "burst"


@pytest.mark.parametrize(
    ("lost", "reason"),
    [({"published": None}, "fields_lost"), ({"summary": ""}, "fields_lost"), ({"kicker": None}, None)],
)
def test_a_field_that_nearly_all_had_must_not_go(lost: dict[str, object], reason: str | None) -> None:
    items = [replace(each, **lost) if at > 4 else each for at, each in enumerate(page(*range(11, 1, -1)))]

    assert hold(items[:10], TEN) is None
    items = [replace(each, **lost) if at > 3 else each for at, each in enumerate(page(*range(11, 1, -1)))]
    assert hold(items[:10], TEN) == reason


def test_a_link_is_a_field_too() -> None:
    page_url = "https://www.ilo.org/list"
    items = [
        replace(each, key=ids.key_within(page_url, each.title, each.published), link=page_url)
        for each in page(*range(10, 0, -1))
    ]

    assert hold(items, TEN) == "fields_lost"


def test_a_field_that_was_rare_before_may_go() -> None:
    known = entries([*page(1, 2, 3), *(replace(each, summary="") for each in page(4, 5, 6))])

    assert hold([replace(each, summary="") for each in page(1, 2, 3, 4, 5, 6)], known) is None


def test_few_items_have_no_usual_fields() -> None:
    assert common_fields(page(1, 2)) == ""
    assert common_fields(page(1, 2, 3)) == "date summary link"


def test_another_layout_may_show_no_summaries_but_must_show_days() -> None:
    bare = [replace(each, summary="") for each in page(*range(10, 0, -1))]
    undated = [replace(each, published=None) for each in page(*range(10, 0, -1))]

    assert hold(bare, TEN, same_layout=False) is None
    assert hold(undated, TEN, same_layout=False) == "fields_lost"


@pytest.mark.parametrize(("revised", "held"), [(5, False), (6, True), (10, True)])
def test_most_items_are_not_revised_at_once(revised: int, *, held: bool) -> None:
    items = [
        replace(each, title=f"{each.title} | ILO") if at < revised else each
        for at, each in enumerate(page(*range(10, 0, -1)))
    ]

    assert (hold(items, TEN) == "mass_revision") is held


def test_on_a_very_short_page_all_may_be_revised() -> None:
    known = entries(page(4, 3, 2, 1))

    assert hold([replace(each, title=f"{each.title} again") for each in page(4, 3, 2, 1)], known) is None


def test_one_odd_day_holds_nothing_back_and_two_among_many_neither() -> None:
    odd = page(99, 98, published=date(2031, 1, 1))

    assert hold([*odd[:1], *page(*range(10, 0, -1))], TEN) is None
    assert hold([*odd, *page(13, 12), *page(*range(10, 0, -1))], TEN) is None


@pytest.mark.parametrize("day", [date(2031, 1, 1), date(1970, 1, 1)])
def test_several_odd_days_among_the_new_do(day: date) -> None:
    assert hold([*page(99, 98, 97, published=day), *page(96), *page(*range(10, 0, -1))], TEN) == "dates_odd"


def test_a_day_is_odd_beyond_two_days_ahead_or_before_there_were_such_pages() -> None:
    today = date(2026, 11, 23)

    assert [is_odd(today + timedelta(days=each), today) for each in (0, 2, 3)] == [False, False, True]
    ahead = timedelta(days=731)
    assert [is_odd(today + timedelta(days=each), today, ahead) for each in (3, 731, 732)] == [False, False, True]
    assert [is_odd(day, today) for day in (date(1990, 1, 1), date(1989, 12, 31))] == [False, True]


def test_what_is_ambiguous_is_held() -> None:
    known = entries(
        [item(1, "Vacancy", summary="One.", number=1), item(2, "Vacancy", summary="Two.", number=2), *page(3)]
    )
    link = "https://www.ilo.org/resource/news/vacancy"
    moved = replace(item(9, "Vacancy", summary="Three."), key=ids.key(link, "en"), link=link)

    assert hold([moved, *page(3)], known) == "ambiguous"


def test_a_hold_says_how_many() -> None:
    assert evaluate(case(page(99, 98), TEN)) == Violation(
        reason="disjoint",
        message="none of 10 known entries is on the page any more, 2 others are",
        detail="the page begins with 'Title 99' now",
    )


def test_the_detail_shows_the_words_of_one_item_and_the_message_none() -> None:
    summary = "Ministers met in Geneva on {} and agreed on the text of a convention"
    known = entries([replace(each, summary=summary.format("Monday")) for each in page(*range(10, 0, -1))])
    items = [replace(each, summary=summary.format("Tuesday")) for each in page(*range(10, 0, -1))]

    held = evaluate(case(items, known))

    assert held == Violation(
        reason="mass_revision",
        message="10 of the 10 known items on the page would be revised at once",
        detail="'Title 10': summary 'Geneva on Monday and agreed' would become 'Geneva on Tuesday and agreed'",
    )


@pytest.mark.parametrize(
    "items",
    [
        [replace(each, title=f"Secret {each.title}") for each in page(99, 98)],
        [replace(each, title=f"Secret {each.title}") for each in page(*range(60, 40, -1))] + page(1)[:0],
        [*(replace(each, title=f"Secret {each.title}") for each in page(*range(60, 40, -1))), *page(10)][::-1],
        [replace(each, title=f"Secret {each.title}") for each in page(*range(10, 0, -1))],
        [replace(each, title=f"Secret {each.title}", published=None) for each in page(*range(10, 0, -1))],
        [
            *(replace(each, title=f"Secret {each.title}") for each in page(99, 98, published=date(2031, 1, 1))),
            *page(*range(10, 0, -1)),
        ],
    ],
)
def test_every_message_is_without_words_of_items_and_every_detail_has_some(items: list[Item]) -> None:
    held = evaluate(case(items, TEN))

    assert held is not None
    assert "Secret" not in held.message
    assert "Secret" in held.detail


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ("", "Now", ("", "Now")),
        ("one two three four five", "one two three 4 five", ("two three four five", "two three 4 five")),
        ("a b", "a b c", ("a b", "a b c")),
        ("a a a", "a a", ("a a a", "a a")),
        ("x" * 200, "y", ("x" * 119 + "…", "y")),
    ],
)
def test_differing_words_are_shown_with_those_around_them(
    before: str, after: str, wanted: tuple[str, str]
) -> None:
    assert differing_words(before, after) == wanted


edits = st.sampled_from(["", "", "", "title", "summary", "day", "order", "remove", "swap"])


@settings(max_examples=15)
@given(st.lists(st.tuples(st.integers(0, 3), edits, st.integers(0, 9)), min_size=200, max_size=200))
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
        shown = [replace(each, number=row) for row, each in enumerate(listed[:10], start=1)]

        found = case(shown, list(known.values()))

        assert evaluate(found) is None
        known |= {entry.id: entry for entry in found.changes.to_save}


@given(st.integers(1, 60), st.integers(1, 60))
def test_whatever_replaces_everything_is_held(before: int, after: int) -> None:
    known = entries(page(*range(before)))

    assert hold(page(*range(1000, 1000 + after)), known) == "disjoint"


@given(st.integers(1, 40), st.integers(0, 60))
def test_new_items_are_held_by_their_number_only_where_nothing_known_stands_below(known: int, new: int) -> None:
    before = entries(page(*range(known)))
    fresh = range(1000, 1000 + new)

    assert hold(page(*fresh, *range(known)), before) is None
    below = hold(page(*range(known), *fresh), before)
    assert below == ("burst" if new > max(10, (known + new) / 2) else None)


@given(st.integers(1, 30), st.data())
def test_revisions_are_held_when_most_of_at_least_five_change(known: int, data: st.DataObject) -> None:
    before = entries(page(*range(known)))
    revised = data.draw(st.integers(0, known))
    items = [
        replace(each, title=f"{each.title} anew") if at < revised else each
        for at, each in enumerate(page(*range(known)))
    ]

    assert hold(items, before) == ("mass_revision" if known >= 5 and revised > known / 2 else None)


@given(st.integers(3, 30), st.data(), st.sampled_from([{"published": None}, {"summary": ""}]))
def test_a_usual_field_may_be_missing_from_half_of_the_items(
    known: int, data: st.DataObject, lost: dict[str, Any]
) -> None:
    before = entries(page(*range(known)))
    without = data.draw(st.integers(0, known))
    items = [replace(each, **lost) if at < without else each for at, each in enumerate(page(*range(known)))]

    assert hold(items, before) == ("fields_lost" if known - without < known / 2 else None)


@given(st.integers(0, 10), st.integers(0, 10), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_odd_days_are_held_when_they_are_most_of_what_is_new(odd: int, fine: int, day: date) -> None:
    new = [*page(*range(100, 100 + odd), published=day), *page(*range(200, 200 + fine))]
    is_held = is_odd(day, START.date()) and odd >= 2 and odd > (odd + fine) / 2

    assert hold([*new, *page(*range(10, 0, -1))], TEN) == ("dates_odd" if is_held else None)
