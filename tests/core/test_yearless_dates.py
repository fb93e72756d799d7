"""Read dates that are printed without a year."""

from __future__ import annotations

from datetime import date

import pytest

from ilofeed.core.date_context import DateContext
from ilofeed.core.dates import DateLine, read_line, read_month_and_day
from ilofeed.core.years import PrintedDate


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("May 28", "en"),
        ("28 May", ""),
        ("Thursday, 28 May", "en"),
        ("Thu 28 May, 14:30", "en"),
        ("28th of May", "en"),
        ("May 28th", "en"),
        ("28 mai", "fr"),
        ("28. Mai", "de"),
        ("28 de mayo", "es"),
        ("28 мая", "ru"),
        ("28. května", "cs"),
        ("5月28日", "ja"),
        ("5월 28일", "ko"),
        ("28 tháng 5", "vi"),
        ("28/05", "fr"),
        ("5/28", "en"),
        ("28.05.", "de"),
        ("May 28-30", "en"),
        ("(28 May)", "en"),
    ],
)
def test_a_date_without_its_year_is_read_with_the_year_of_the_page(line: str, language: str) -> None:
    context = DateContext(language=language)

    assert read_month_and_day(line, context) == PrintedDate(month=5, day=28)
    assert read_line(line, context) is None
    assert read_line(line, DateContext(language=language, year=2026)) == DateLine(text=line, day=date(2026, 5, 28))


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("May", "en"),
        ("28", "en"),
        ("May 32", "en"),
        ("31 November", "en"),
        ("28 comments", "en"),
        ("March 5 deaths", "en"),
        ("8 mars - Journée des femmes", "fr"),
        ("28 May, Geneva", "en"),
        ("1/2", "en"),
        ("05/06", "en"),
        ("28.05", "en"),
        ("28 listopada", ""),
        ("28 May 2026", "en"),
        ("The 28 May agreement", "en"),
    ],
)
def test_other_text_is_no_date_without_a_year(line: str, language: str) -> None:
    assert read_month_and_day(line, DateContext(language=language)) is None


def test_the_last_day_of_february_needs_a_leap_year() -> None:
    line = "29 February"

    assert read_month_and_day(line) == PrintedDate(month=2, day=29)
    assert read_line(line, DateContext(year=2024)) == DateLine(text=line, day=date(2024, 2, 29))
    assert read_line(line, DateContext(year=2026)) == DateLine(text=line, day=None)


@pytest.mark.parametrize(("order", "month"), [("dmy", 6), ("mdy", 5)])
def test_the_order_of_the_page_decides_two_numbers(order: str, month: int) -> None:
    assert read_month_and_day("05/06", DateContext(order=order)) == PrintedDate(month=month, day=11 - month)
