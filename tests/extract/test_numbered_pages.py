"""The number of a page in the address of a list, and the addresses of other pages."""

from __future__ import annotations

import pytest

from ilofeed.extract.pagination import page_number, with_page_number

LIST = "https://www.example.org/news"


@pytest.mark.parametrize(
    ("query", "number", "following"),
    [
        ("", None, "?page=7"),
        ("?page=0", 0, "?page=7"),
        ("?type=3&paged=12&lang=en", 12, "?type=3&paged=7&lang=en"),
        ("?type=3;Page=2", 2, "?type=3;Page=7"),
        ("?pages=3", None, "?pages=3&page=7"),
        ("?homepage=3", None, "?homepage=3&page=7"),
        ("?q=page=3", None, "?q=page=3&page=7"),
        ("?page=2b", None, "?page=2b&page=7"),
        ("?a%5Bpage=3", None, "?a%5Bpage=3&page=7"),
        ("#page=3", None, "?page=7"),
        (f"?page={'9' * 10}", None, f"?page={'9' * 10}&page=7"),
    ],
)
def test_the_number_of_a_page_is_read_and_replaced(query: str, number: int | None, following: str) -> None:
    assert page_number(LIST + query) == number
    assert with_page_number(LIST + query, 7) == LIST + following
