"""Read dates of other calendars, only where language or words show which one it is."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from persiantools.jdatetime import JalaliDate

from ilofeed.core.calendars import from_persian
from ilofeed.core.date_context import DateContext
from ilofeed.core.dates import DateLine, is_heading, read_day, read_line

DAY = date(2026, 11, 5)


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("5 พฤศจิกายน 2569", "th"),
        ("๕ พฤศจิกายน ๒๕๖๙", "th-TH"),
        ("5 พ.ย. 2569", "th"),
        ("วันพฤหัสบดีที่ 5 พฤศจิกายน พ.ศ. 2569", "th"),
        ("5 พฤศจิกายน พ.ศ. 2569", ""),
        ("05/11/2569", "th"),
        ("5 พฤศจิกายน ค.ศ. 2026", "th"),
        ("۱۴ آبان ۱۴۰۵", "fa"),
        ("۱۴ آبان ۱۴۰۵", ""),
        ("14 عقرب 1405", "fa-AF"),
        ("پنجشنبه ۱۴ آبان ۱۴۰۵", "fa"),
        ("1405/08/14", "fa"),
        ("۱۴۰۵-۰۸-۱۴", "fa-IR"),
        ("令和8年11月5日", "ja"),
        ("令和８年１１月５日", "ja"),
        ("令和8年11月5日（木）", ""),
        ("令和8.11.5", "ja"),
        ("R8.11.5", "ja"),
        ("中華民國115年11月5日", "zh-TW"),
        ("民國 115 年 11 月 5 日", "zh-Hant"),
    ],
)
def test_a_date_of_another_calendar_is_read(line: str, language: str) -> None:
    assert read_day(line, DateContext(language=language, seen=datetime(2026, 11, 29, tzinfo=UTC))) == DAY


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("令和元年5月1日", date(2019, 5, 1)),
        ("平成31年4月30日", date(2019, 4, 30)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("平成元年1月8日", date(1989, 1, 8)),
    ],
)
def test_the_first_and_the_last_date_of_an_era_are_read(line: str, day: date) -> None:
    assert read_day(line) == day


@pytest.mark.parametrize("line", ["平成31年5月1日", "令和元年4月30日", "令和8年13月5日", "昭和64年1月8日"])
def test_a_date_outside_of_its_era_has_none(line: str) -> None:
    assert read_line(line) == DateLine(text=line, day=None)


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("5 November 2569", "en"),
        ("5 พฤศจิกายน 2569", "en"),
        ("1405/08/14", ""),
        ("1448/05/14", "ar"),
        ("14 محرم 1448", "ar"),
        ("R8.11.5", "en"),
        ("14 آبان 2026", "fa"),
        ("5 November 1405", "fa"),
    ],
)
def test_a_year_of_another_calendar_is_not_read_without_a_sign_of_it(line: str, language: str) -> None:
    assert read_day(line, DateContext(language=language)) is None


def test_a_buddhist_year_is_a_heading_in_thai() -> None:
    assert is_heading("พฤศจิกายน 2569", DateContext(language="th"))
    assert is_heading("2569", DateContext(language="th"))
    assert not is_heading("2569", DateContext(language="en"))


@pytest.mark.parametrize(("digits", "day"), [("69", DAY), ("26", DAY)])
def test_a_short_year_in_thai_is_of_the_calendar_in_which_it_is_near(digits: str, day: date) -> None:
    context = DateContext(language="th", seen=datetime(2026, 11, 29, tzinfo=UTC))

    assert read_day(f"5 พ.ย. {digits}", context) == day


@given(day=st.dates(date(1925, 1, 1), date(2099, 12, 31)))
def test_every_date_of_the_persian_calendar_is_converted(day: date) -> None:
    persian = JalaliDate(day)  # type: ignore[no-untyped-call] # its __init__ alone

    assert from_persian(persian.year, persian.month, persian.day) == day


def test_a_date_that_the_persian_calendar_does_not_have_is_none() -> None:
    assert from_persian(1405, 12, 30) is None
    assert from_persian(1448, 1, 31) is not None
    assert from_persian(1500, 1, 1) is None
