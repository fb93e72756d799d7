"""Accept ordinary changes of a page, and quarantine those that are not plausible."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from decide.gate_pages import TEN, held_reason, page
from fakes.entries import entries, item
from ilofeed.core import ids
from ilofeed.decide.gate import common_fields, is_odd


def test_a_first_good_poll_is_the_baseline_and_passes() -> None:
    assert held_reason(page(*range(100)), []) is None
    assert held_reason(page(1, 2, 3, published=date(2035, 1, 1)), []) is None


def test_the_same_page_passes() -> None:
    assert held_reason(page(*range(10, 0, -1)), TEN) is None


def test_a_page_without_a_known_item_is_disjoint() -> None:
    assert held_reason(page(*range(100, 90, -1)), TEN) == "disjoint"
    assert held_reason(page(99), TEN) == "disjoint"


def test_a_burst_above_a_known_item_is_covered_and_passes() -> None:
    assert held_reason(page(*range(35, 5, -1)), TEN) is None


def test_a_burst_below_the_last_known_item_is_held() -> None:
    pinned = page(10, *range(140, 120, -1))

    assert held_reason(pinned, TEN) == "burst"


@pytest.mark.parametrize(("new", "is_held"), [(10, False), (11, True)])
def test_ten_new_items_are_never_too_many(new: int, *, is_held: bool) -> None:
    items = page(10, *range(100, 100 + new))

    assert (held_reason(items, TEN) == "burst") is is_held


def test_on_a_long_page_half_may_be_new() -> None:
    known = entries(page(*range(40, 0, -1)))

    assert held_reason(page(*range(40, 20, -1), *range(100, 120)), known) is None
    assert held_reason(page(*range(40, 21, -1), *range(100, 121)), known) == "burst"


@pytest.mark.parametrize(
    ("lost", "reason"),
    [({"published": None}, "fields_lost"), ({"summary": ""}, "fields_lost"), ({"kicker": None}, None)],
)
def test_a_field_that_nearly_all_items_had_must_not_disappear(lost: dict[str, object], reason: str | None) -> None:
    items = [replace(item, **lost) if at > 4 else item for at, item in enumerate(page(*range(11, 1, -1)))]

    assert held_reason(items[:10], TEN) is None
    items = [replace(item, **lost) if at > 3 else item for at, item in enumerate(page(*range(11, 1, -1)))]
    assert held_reason(items[:10], TEN) == reason


def test_a_link_is_a_field_too() -> None:
    page_url = "https://www.ilo.org/list"
    items = [
        replace(item, key=ids.key_within(page_url, item.title, item.published), link=page_url)
        for item in page(*range(10, 0, -1))
    ]

    assert held_reason(items, TEN) == "fields_lost"


def test_a_field_that_was_rare_before_may_disappear() -> None:
    known = entries([*page(1, 2, 3), *(replace(item, summary="") for item in page(4, 5, 6))])

    assert held_reason([replace(item, summary="") for item in page(1, 2, 3, 4, 5, 6)], known) is None


def test_few_items_have_no_common_fields() -> None:
    assert common_fields(page(1, 2)) == ""
    assert common_fields(page(1, 2, 3)) == "date summary link"


def test_another_layout_may_show_no_summaries_but_must_show_dates() -> None:
    bare = [replace(item, summary="") for item in page(*range(10, 0, -1))]
    undated = [replace(item, published=None) for item in page(*range(10, 0, -1))]

    assert held_reason(bare, TEN, same_layout=False) is None
    assert held_reason(undated, TEN, same_layout=False) == "fields_lost"


@pytest.mark.parametrize(("revised", "is_held"), [(5, False), (6, True), (10, True)])
def test_most_items_are_not_revised_at_once(revised: int, *, is_held: bool) -> None:
    items = [
        replace(item, title=f"{item.title} | ILO") if at < revised else item
        for at, item in enumerate(page(*range(10, 0, -1)))
    ]

    assert (held_reason(items, TEN) == "mass_revision") is is_held


def test_on_a_very_short_page_all_may_be_revised() -> None:
    known = entries(page(4, 3, 2, 1))

    assert held_reason([replace(item, title=f"{item.title} again") for item in page(4, 3, 2, 1)], known) is None


def test_one_odd_date_is_accepted_and_two_among_many_too() -> None:
    odd = page(99, 98, published=date(2031, 1, 1))

    assert held_reason([*odd[:1], *page(*range(10, 0, -1))], TEN) is None
    assert held_reason([*odd, *page(13, 12), *page(*range(10, 0, -1))], TEN) is None


@pytest.mark.parametrize("day", [date(2031, 1, 1), date(1970, 1, 1)])
def test_several_odd_dates_among_the_new_are_held(day: date) -> None:
    assert held_reason([*page(99, 98, 97, published=day), *page(96), *page(*range(10, 0, -1))], TEN) == "dates_odd"


def test_a_date_is_odd_more_than_two_days_ahead_or_before_1990() -> None:
    today = date(2026, 11, 23)

    assert [is_odd(today + timedelta(days=days), today) for days in (0, 2, 3)] == [False, False, True]
    ahead = timedelta(days=731)
    assert [is_odd(today + timedelta(days=days), today, ahead) for days in (3, 731, 732)] == [False, False, True]
    assert [is_odd(day, today) for day in (date(1990, 1, 1), date(1989, 12, 31))] == [False, True]


def test_ambiguous_items_are_held() -> None:
    known = entries(
        [item(1, "Vacancy", summary="One.", number=1), item(2, "Vacancy", summary="Two.", number=2), *page(3)]
    )
    link = "https://www.ilo.org/resource/news/vacancy"
    moved = replace(item(9, "Vacancy", summary="Three."), key=ids.key(link, "en"), link=link)

    assert held_reason([moved, *page(3)], known) == "ambiguous"
