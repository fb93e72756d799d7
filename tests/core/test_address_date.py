"""Read dates and years in addresses."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilofeed.core.address_date import date_in, year_in

SITE = "https://news.example.org"
DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    "path",
    [
        "/2026/11/20/harbour-opens",
        "/news/2026/11/20/",
        "/news/2026/11/20",
        "/2026/nov/20/harbour",
        "/2026/November/20/harbour",
        "/2026-11-20-harbour-opens.html",
        "/news/2026-11-20",
        "/news/2026_11_20_harbour",
        "/news/2026.11.20/harbour",
        "/news/20261120/harbour",
        "/news/20261120.html",
        "/news/20261120-harbour",
        "/zwgk/202611/t20261120_44120.html",
        "/2026/11/20/20261120-harbour",
    ],
)
def test_a_date_in_the_path_is_read(path: str) -> None:
    assert date_in(SITE + path) == DAY


@pytest.mark.parametrize(
    "path",
    [
        "/2026/11/harbour",
        "/2026/13/20/harbour",
        "/2026/02/30/harbour",
        "/1812/11/20/harbour",
        "/news/120261120",
        "/news/202611201530",
        "/news/minutes-2026-11-20.pdf",
        "/news/2026-11-201",
        "/news/2026-11/20",
        "/news?day=/2026/11/20/",
        "/2026/11/20/2026/11/21/",
        "/2026/11/20/19991231-harbour",
    ],
)
def test_no_date_is_taken_from_a_part_or_from_two_that_differ(path: str) -> None:
    assert date_in(SITE + path) is None


def test_an_address_that_cannot_be_divided_has_no_date() -> None:
    assert date_in("https://[half/2026/11/20/") is None


@given(day=st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_every_date_is_read_back_from_an_address_made_of_it(day: date) -> None:
    for form in ("/%Y/%m/%d/a", "/%Y-%m-%d-a", "/x/%Y%m%d.html"):
        assert date_in(SITE + day.strftime(form)) == day


@pytest.mark.parametrize(("path", "year"), [("/news/2026/", 2026), ("/2026", 2026), ("/2026/minutes/2026/", 2026)])
def test_a_segment_of_the_path_is_a_year(path: str, year: int) -> None:
    assert year_in(SITE + path) == year


@pytest.mark.parametrize("path", ["/news/", "/2025/2026/", "/news-2026/", "/20261/", "/news/?y=/2026/", "/1066/"])
def test_other_paths_have_no_year(path: str) -> None:
    assert year_in(SITE + path) is None
