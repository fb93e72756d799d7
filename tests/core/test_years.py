"""Find the years of dates that are printed without one."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilofeed.core.years import PrintedDate, years_for

SEEN = date(2026, 11, 29)


def printed(*words: str) -> list[PrintedDate | None]:
    """Return the dates "11-20" and "2025-12-28"; "" is an item without a date."""
    found: list[PrintedDate | None] = []
    for word in words:
        *year, month, day = word.split("-") if word else ("", "")
        found.append(
            PrintedDate(month=int(month), day=int(day), year=int(year[0]) if year else None) if word else None
        )
    return found


@pytest.mark.parametrize(
    ("words", "years"),
    [
        # Only dates of earlier years have a year.
        (["11-20", "11-18", "2025-12-28", "2025-12-03"], [2026, 2026, 2025, 2025]),
        (["11-20", "11-18", "03-05", "2025-12-28"], [2026, 2026, 2026, 2025]),
        # New Year is among the dates without one.
        (["01-05", "12-28", "2025-12-20", "2025-12-03"], [2026, 2025, 2025, 2025]),
        (["2026-11-20", "11-18", "2026-11-03"], [2026, 2026, 2026]),
        (["2026-02-20", "01-18", "12-03", "2025-11-01"], [2026, 2026, 2025, 2025]),
        # The oldest first.
        (["2025-12-03", "2025-12-28", "11-18", "11-20"], [2025, 2025, 2026, 2026]),
        # Items without a date do not disturb.
        (["11-20", "", "2025-12-28", "2025-12-03"], [2026, None, 2025, 2025]),
    ],
)
def test_the_only_year_that_fits_between_the_neighbours_is_found(
    words: list[str], years: list[int | None]
) -> None:
    assert years_for(printed(*words), seen=SEEN) == years


@pytest.mark.parametrize(
    "words",
    [
        # No year anywhere.
        ["11-20", "11-18", "11-03"],
        # More than a year is between the neighbours.
        ["11-20", "2024-12-28", "2024-12-03"],
        ["2026-11-20", "11-18", "2025-11-03"],
        # Nothing is below, so the list may reach back by years.
        ["2026-11-20", "2026-11-18", "11-03"],
        # The printed dates are in no order, or too few show it.
        ["11-20", "2025-12-28", "2026-01-03", "2025-12-03"],
        ["11-20", "2025-12-28"],
        # One date fits nowhere.
        ["11-03", "11-20", "2025-12-28", "2025-12-03"],
        ["02-29", "11-20", "2025-12-28", "2025-12-03"],
    ],
)
def test_no_year_is_guessed(words: list[str]) -> None:
    dates = printed(*words)

    assert years_for(dates, seen=SEEN) == [each.year if each else None for each in dates]


def test_without_the_time_of_the_page_nothing_above_the_printed_dates_has_a_year() -> None:
    assert years_for(printed("11-20", "2025-12-28", "2025-12-03")) == [None, 2025, 2025]


@given(
    gaps=st.lists(st.integers(0, 500), min_size=2, max_size=15),
    hidden=st.sets(st.integers(0, 14)),
    is_newest_first=st.booleans(),
)
def test_a_list_in_order_gets_its_own_years_or_none(
    gaps: list[int], hidden: set[int], *, is_newest_first: bool
) -> None:
    days = [SEEN - timedelta(days=ago) for ago in accumulate(gaps)]
    if not is_newest_first:
        days.reverse()
    dates = [
        PrintedDate(month=day.month, day=day.day, year=None if at in hidden else day.year)
        for at, day in enumerate(days)
    ]

    years = years_for(dates, seen=SEEN)

    shown = {day for at, day in enumerate(days) if at not in hidden}
    if len(shown) > 1:
        assert all(year in (None, day.year) for year, day in zip(years, days, strict=True))
