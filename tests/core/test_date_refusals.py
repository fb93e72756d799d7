"""Refuse text that is more or less than a date, and dates that are ambiguous or impossible."""

from __future__ import annotations

import pytest

from ilofeed.core.dates import DateLine, read_day, read_line


@pytest.mark.parametrize(
    "text",
    [
        "",
        "News",
        "Press release",
        "2022",
        "2022 in review",
        "2030 Agenda",
        "June 2023",
        "May 2006",
        "Marzo 2024",
        "tháng 6, 2023",
        "6月 2020",
        "13 June",
        "13 June 23",
        "13 June 1823",
        "13 June 2123",
        "13 June 20233",
        "13 June 0000",
        "113 June 2023",
        "13 Foo 2023",
        "13 of 2023",
        "13 حزيران/Foo 2023",
        "1824/06/30",
        "2020/06/301",
        "2020/06-30",
        "13 June 2023 and 14 July 2024",
        "COVID-19 and the world of work - 24 April 2020",
        "The meeting of 13 June 2023",
        "le juin 2023",
        "le le 13 juin 2023",
        "and the 13 June 2023",
        "12 June 2023 / 14 July 2024",
        "13-16 April in Geneva we met the partners of the programme for the first time since 2019.",
        "110th Session of the International Labour Conference, 2022",
        "Wednesday, 30 November 2022 - Thursday, 1 December 2022, 14:30:59 +02:00, " + "Geneva " * 11,
        "13 June 2023" + " " * 1000,
        "1" * 5000,
    ],
)
def test_text_that_is_more_or_less_than_a_date_is_refused(text: str) -> None:
    assert read_line(text) is None
    assert read_day(text) is None


@pytest.mark.parametrize(
    "line",
    [
        "06/07/2023",
        "12/07/2023",
        "06.07.2023",
        "06-07-2023",
        "31 June 2023",
        "29 February 2023",
        "0 June 2023",
        "32/13/2023",
        "13/13/2023",
        "2023/13/06",
        "13 آب/يونيو 2023",
        "5 - 2 May 2006",
        "2 - 32 May 2006",
        "30 December - 2 August 2023",
        "5 May 2006 - 2 May 2006",
        "06/07/2023 - 11/07/2023",
    ],
)
def test_an_ambiguous_or_impossible_date_has_no_date(line: str) -> None:
    assert read_line(line) == DateLine(text=line, day=None)
    assert read_day(line) is None
