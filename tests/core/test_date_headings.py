"""Recognise headings that are only a month or a year."""

from __future__ import annotations

import pytest

from ilofeed.core.dates import is_heading, read_line


@pytest.mark.parametrize(
    "text",
    [
        "January 2022",
        "Marzo 2024",
        "Juni 2018",
        "6月 2020",
        "2020年6月",
        "六月 2020",
        "junho 2019",
        "Junho de 2019",
        "Avril 2020",
        "Январь 2022 г.",
        "червень 2023",
        "HAZİRAN 2023",
        "يونيو ٢٠٢٣",
        "حزيران/يونيو 2023",
        "Tháng 6 năm 2023",
        "2022",
        "２０２２年",
        "June 2023.",
        " May\u00a02006 ",
    ],
)
def test_a_month_or_a_year_is_a_heading(text: str) -> None:
    assert is_heading(text)
    assert read_line(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "June",
        "13 June 2023",
        "Press Releases",
        "Foo 2022",
        "2022 in review",
        "May 1823",
        "3022",
        "20222",
        "Watch 2022",
    ],
)
def test_other_text_is_no_heading(text: str) -> None:
    assert not is_heading(text)
