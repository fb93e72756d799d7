"""Read dates in the forms that pages use besides the full one: short years, labels, hours, no separators."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ilofeed.core.date_context import DateContext
from ilofeed.core.dates import DateLine, read_day, read_line

SEEN = datetime(2026, 11, 29, 12, tzinfo=UTC)
MAY_28 = date(2026, 5, 28)


@pytest.mark.parametrize(
    "line",
    [
        "May 28 2026",
        "May 28th, 2026",
        "28-May-2026",
        "28/May/2026",
        "28MAY2026",
        "28 May2026",
        "Thursday 28th of May, 2026",
        "Thu, May 28 2026",
        "2026 May 28",
        "2026-May-28",
        "05-28-2026",
        "05.28.2026",
        "20260528",
        "2026.05.28",
        "2026/5/28",
        "2026. 5. 28.",
    ],
)
def test_a_date_without_the_usual_separators_is_read(line: str) -> None:
    assert read_line(line) == DateLine(text=line, day=MAY_28)


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("28. května 2026", "cs"),
        ("den 28. maj 2026", "da"),
        ("28ης Μαΐου 2026", "el"),
        ("28. toukokuuta 2026", "fi"),
        ("2026(e)ko maiatzaren 28a", "eu"),
        ("28 de maig de 2026", "ca"),
        ("28 d'abril de 2026", "ca"),
        ("28 Bealtaine 2026", "ga"),
        ("28 במאי 2026", "he"),
        ("יום חמישי, 28 במאי 2026", "he"),
        ("२८ मई २०२६", "hi"),
        ("২৮ মে, ২০২৬", "bn"),
        ("28. svibnja 2026.", "hr"),
        ("2026. május 28.", "hu"),
        ("2026. május 28., csütörtök", "hu"),
        ("2026. május 28-án", "hu"),
        ("28 մայիսի, 2026 թ.", "hy"),
        ("2026 m. gegužės 28 d.", "lt"),
        ("2026. gada 28. maijs", "lv"),
        ("28 ta’ Mejju 2026", "mt"),
        ("czwartek, 28 maja 2026 r.", "pl"),
        ("2026 ж. 28 мамыр", "kk"),
        ("2026년 5월 28일 (목)", "ko"),
        ("2026. 5. 28.", "ko"),
        ("28 พฤษภาคม ค.ศ. 2026", "th"),
        ("28 พ.ค. 2026", "th"),
        ("Mayo 28, 2026", "fil"),
        ("Thứ 5, 28/05/2026", "vi"),
        ("Thứ Năm, ngày 28 tháng 5 năm 2026", "vi"),
        ("28 მაისი, 2026", "ka"),
        ("28 ΜΑΪΟΥ 2026", "el"),
    ],
)
def test_a_date_is_read_as_its_language_writes_it(line: str, language: str) -> None:
    expected = date(2026, 4, 28) if "abril" in line else MAY_28

    assert read_line(line, DateContext(language=language)) == DateLine(text=line, day=expected)


@pytest.mark.parametrize(
    "behind",
    [
        " at 10:47 pm",
        ", 10 p.m. ET",
        " | 14:05 EST",
        ", 14:05 Uhr",
        " um 14 Uhr",
        " kl. 14.05",
        " klo 14.05",
        " à 14 h 30",
        ", 14h",
        " в 14:05 мск",
        " alle ore 14.05",
        " ob 14:05",
        " 14:05:33 UTC+2",
        ", 9:30am - 5pm CET",
        " 오후 2:05",
        " 14時05分",
    ],
)
def test_an_hour_and_its_zone_behind_the_date_are_no_place(behind: str) -> None:
    line = f"28 May 2026{behind}"

    assert read_line(line) == DateLine(text=line, day=MAY_28)


@pytest.mark.parametrize("line", ["14:05, 28 May 2026", "2:05 pm - 28 May 2026", "14:05 28/05/2026"])
def test_an_hour_before_the_date_is_ignored(line: str) -> None:
    assert read_line(line) == DateLine(text=line, day=MAY_28)


@pytest.mark.parametrize(
    ("line", "order"),
    [
        ("05/11/2026", "dmy"),
        ("11/05/2026", "mdy"),
        ("05-11-2026", "dmy"),
        ("11.05.2026", "mdy"),
        ("05/11/26", "dmy"),
        ("11/05/26", "mdy"),
        ("26/11/05", "ymd"),
        ("26. 11. 05", "ymd"),
        ("Thursday, 05/11/2026, 14:05", "dmy"),
    ],
)
def test_the_order_of_the_page_decides_an_ambiguous_date(line: str, order: str) -> None:
    assert read_day(line, DateContext(order=order, seen=SEEN)) == date(2026, 11, 5)


@pytest.mark.parametrize("order", ["dmy", "mdy", "ymd", ""])
def test_the_order_of_the_page_does_not_change_a_date_that_is_certain(order: str) -> None:
    assert read_day("28/05/2026", DateContext(order=order)) == MAY_28
    assert read_day("05/28/2026", DateContext(order=order)) == MAY_28
    assert read_day("2026/05/28", DateContext(order=order)) == MAY_28


@pytest.mark.parametrize(
    ("line", "language", "day"),
    [
        ("5/28/26", "en", MAY_28),
        ("28.05.26", "", MAY_28),
        ("28.10.26", "en", date(2026, 10, 28)),
        ("05.11.26", "de", date(2026, 11, 5)),
        ("5.11.26", "cs", date(2026, 11, 5)),
        ("28-May-26", "en", MAY_28),
        ("28 May 26", "en", MAY_28),
        ("May 28th '26", "en", MAY_28),
        ("Nov. 3rd ’26", "en", date(2026, 11, 3)),
        ("12 June 98", "en", date(1998, 6, 12)),
    ],
)
def test_a_year_of_two_digits_is_of_the_century_of_the_page(line: str, language: str, day: date) -> None:
    assert read_day(line, DateContext(language=language, seen=SEEN)) == day


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("5/28/26", MAY_28),
        ("28.05.26", None),
        ("12/31/68", date(2068, 12, 31)),
        ("5/28/69", None),
        ("28 May 26", None),
    ],
)
def test_without_the_time_of_the_page_only_numbers_have_a_century(line: str, day: date | None) -> None:
    assert read_day(line, DateContext(language="en")) == day


@pytest.mark.parametrize("line", ["05/11/26", "26/11/05", "26-Nov-05", "05.11.26"])
def test_an_ambiguous_date_with_a_year_of_two_digits_has_no_date(line: str) -> None:
    assert read_line(line, DateContext(language="en", seen=SEEN)) == DateLine(text=line, day=None)


@pytest.mark.parametrize(
    "text",
    [
        "1.2.26",
        "Version 5.11.26",
        "5 May - 10",
        "Nov 5 - 10",
        "Nov 5-10",
        "5 May 10:30",
        "5 May 10 Uhr",
        "5 comments",
        "26-304",
        "04-05-26",
        "26-11-05",
        "08-31-26",
        "19981399",
        "12345678",
        "202605281",
        "5 Foo 26",
    ],
)
def test_other_text_with_numbers_is_no_date(text: str) -> None:
    assert read_line(text, DateContext(language="en", seen=SEEN)) is None
