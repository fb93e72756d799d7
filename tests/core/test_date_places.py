"""Separate a place from the date that it follows."""

from __future__ import annotations

from datetime import date

import pytest

from ilofeed.core.dates import DateLine, read_day, read_line
from ilofeed.core.text import clean


@pytest.mark.parametrize(
    ("suffix", "place"),
    [
        (", Hanoi, Viet Nam", "Hanoi, Viet Nam"),
        (",Hanoi", "Hanoi"),
        (" , Hanoi", "Hanoi"),
        (", PHNOM PENH,BANGKOK", "PHNOM PENH,BANGKOK"),
        (", Bogor, West Java, Indonesia", "Bogor, West Java, Indonesia"),
        (" | Kuala Lumpur, Malaysia", "Kuala Lumpur, Malaysia"),
        (" - Geneva", "Geneva"),
        (" – Geneva", "Geneva"),
        (" • Geneva", "Geneva"),
        (" (Hanoi)", "Hanoi"),
        (", Geneva.", "Geneva"),
        (", Geneva,", "Geneva"),
        (", 14:30, Geneva", "Geneva"),
        (", St. John's, Antigua", "St. John's, Antigua"),
        (", Washington, D.C.", "Washington, D.C."),
        (", Turin Centre, Italy and online", "Turin Centre, Italy and online"),
        (", Hà\u00a0Nội", "Hà Nội"),
        (", Sunderland", "Sunderland"),
        ("، القاهرة", "القاهرة"),
        ("、東京", "東京"),
        (", ２Ｆ Tower", None),
    ],
)
def test_a_place_after_the_date_is_separated(suffix: str, place: str | None) -> None:
    line = read_line(f"17 May 2023{suffix}")

    assert (line and line.place) == place
    assert line is None or line.day == date(2023, 5, 17)
    assert read_day(f"17 May 2023{suffix}") is None


@pytest.mark.parametrize("suffix", ["", ",", ", ", " ,", ".", " |", " -", ",,"])
def test_a_separator_without_text_after_it_is_no_place(suffix: str) -> None:
    assert read_line(f"02 June 2022{suffix}") == DateLine(
        text=clean(f"02 June 2022{suffix}"), day=date(2022, 6, 2)
    )


@pytest.mark.parametrize(
    "suffix",
    [
        " Hanoi",
        ": World Day Against Child Labour",
        ", 14 June",
        ", 2024",
        ", !!",
        ", the Director-General said",
        " - The office launched new guidelines for small enterprises",
        ", Geneva. Turin",
        ", The office opened. It is in Hanoi",
        ", " + "Geneva " * 12,
        " at the office",
        "rd",
        "5",
        "年",
        " (Hanoi) (Geneva)",
    ],
)
def test_text_after_a_date_that_is_no_place_makes_the_line_no_date(suffix: str) -> None:
    assert read_line(f"13 June 2023{suffix}") is None
