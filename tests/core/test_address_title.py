"""The title of an item of which only the address is known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilofeed.core.address_title import best, is_provisional, title_of


@pytest.mark.parametrize(
    ("url", "title"),
    [
        ("https://example.org/news/port-inspectors-named", "Port inspectors named"),
        ("https://example.org/news/port-inspectors-named/", "Port inspectors named"),
        ("https://example.org/2026/11/wage_survey.html?print=1#top", "Wage survey"),
        ("https://example.org/wage-survey/index.php", "Wage survey"),
        ("https://example.org/wage-survey/12345", "Wage survey"),
        ("https://example.org/%C3%A9tude+sur--les-salaires", "Étude sur les salaires"),
        ("https://example.org/%E6%9D%A1%E7%BA%A6%E9%80%9A%E8%BF%87", "条约通过"),
        ("https://example.org/12/34", "example.org/12/34"),
        ("https://example.org/", "example.org/"),
    ],
)
def test_the_words_of_an_address_are_a_title(url: str, title: str) -> None:
    assert title_of(url) == title
    assert is_provisional(title, url)
    assert not is_provisional(f"{title}!", url)


@given(st.text(max_size=60))
def test_every_address_has_a_title(path: str) -> None:
    assert title_of(f"https://example.org/{path}").strip()


def test_the_title_of_a_page_has_most_words_of_its_address() -> None:
    url = "https://example.org/port-inspectors-named"

    assert best(["The Port", "Inspectors were named", "Inspectors named for a port | Example"], url) == (
        "Inspectors named for a port | Example"
    )
    assert best(["Inspectors for ports", "Ports and inspectors"], url) == "Ports and inspectors"
    assert best([], url) == ""
