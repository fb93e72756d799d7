"""Dates without a year take that of the heading above them, where it is certain."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from extract.list_pages import URL
from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Extraction, Page
from ilofeed.extract import registry

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def items(*printed: str, first: int = 1) -> str:
    rows = (
        f"<li><span>{day}</span> <a href=/m/{number}>Minutes of the board, part {number}</a></li>"
        for number, day in enumerate(printed, start=first)
    )
    return f"<ul>{''.join(rows)}</ul>"


def read(body: str, *, url: str = URL) -> Extraction:
    page = Page(url=url, body=f"<html lang=en><body>{body}</body></html>".encode(), date=NOW)
    return registry.extract(page)


def test_the_year_of_a_heading_is_that_of_the_dates_below_it() -> None:
    found = read(f"<h2>2026</h2>{items('May 28', 'May 7')}<h2>2025</h2>{items('December 4', 'March 5', first=3)}")

    assert [item.published for item in found.items] == [
        date(2026, 5, 28),
        date(2026, 5, 7),
        date(2025, 12, 4),
        date(2025, 3, 5),
    ]


def test_a_month_with_its_year_gives_the_year_too() -> None:
    found = read(f"<p><b>May 2026</b></p>{items('May 28', 'May 21', 'May 7')}")

    assert [item.published.year for item in found.items if item.published] == [2026] * 3


def test_the_year_in_the_address_of_the_page_counts_below_no_heading() -> None:
    found = read(items("Dec 20", "Nov 6", "May 2"), url="https://www.site.example/archive/2025/")

    assert [item.published for item in found.items] == [date(2025, 12, 20), date(2025, 11, 6), date(2025, 5, 2)]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"{items('May 28', 'May 21', 'May 7')}", id="no year"),
        pytest.param(
            f"<p>2026</p><p>2025</p><p>2024</p>{items('May 28', 'May 21', 'May 7')}", id="a choice of years"
        ),
        pytest.param(
            f"<p><a href=/y/2024>2024</a></p>{items('May 28', 'May 21', 'May 7')}", id="a link to a year"
        ),
        pytest.param(f"<h2>2026</h2>{items('March 3', 'January 9', 'November 20')}", id="a season of two years"),
        pytest.param(f"<h2>2026</h2>{items('December 30', 'December 9', 'December 2')}", id="dates in the future"),
    ],
)
def test_a_year_that_is_not_certain_dates_nothing(body: str) -> None:
    with pytest.raises(ExtractError):
        read(body)


def test_dates_that_count_from_the_time_of_the_page_need_no_order() -> None:
    found = read(items("2 days ago", "3 hours ago", "5 days ago", "yesterday"))

    assert [item.published.day for item in found.items if item.published] == [27, 29, 24, 28]


def test_a_date_without_its_year_above_its_item_is_that_of_this_item() -> None:
    days = ("May 28", "May 21", "May 12", "May 7")
    rows = "".join(
        f"<dt>{day}</dt><dd><a href=/m/{n}>Minutes of the board {n}</a></dd>" for n, day in enumerate(days)
    )

    found = read(f"<h2>2026</h2><dl>{rows}</dl>")

    assert [item.published.day for item in found.items if item.published] == [28, 21, 12, 7]
