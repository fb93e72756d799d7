"""Limit how often a search compares an element with a step of a selector."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup, Tag

from ilofeed.core.css_steps import Step
from ilofeed.extract import css_match


class _CountingSearch(css_match.Search):
    """Search that counts how often it compares an element with a step."""

    comparisons = 0

    def _is(self, tag: Tag, step: Step) -> bool:
        self.comparisons += 1
        return super()._is(tag, step)


@pytest.mark.parametrize(
    ("selector", "page", "expected", "steps"),
    [
        ("div div div a", "<div>" * 8 + "<a>", 1, 4),
        ("p div div div a", "<div>" * 8 + "<a>", 0, 5),
        ("i ~ i ~ i ~ i", "<i></i>" * 8, 5, 4),
        ("b ~ i ~ i ~ i", "<i></i>" * 8, 0, 4),
        ("i:has(~ i ~ i)", "<i></i>" * 8, 6, 3),
        ("div:has(p div div a)", "<div>" * 8 + "<a>", 0, 5),
    ],
)
def test_no_element_is_compared_twice_with_a_step(selector: str, page: str, expected: int, steps: int) -> None:
    soup = BeautifulSoup(page, "lxml")
    search = _CountingSearch(soup)

    matches = search.find(selector, soup)

    assert len(matches) == expected
    assert search.comparisons <= steps * len(soup.find_all())


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("ul:has(h3) a", 0),
        ("div:has(> i) a", 9),
        ("li ~ li ~ li a", 7),
        ("a:has(~ i)", 9),
        (":scope > div:has(i ~ b) a", 0),
    ],
)
def test_the_surroundings_of_items_are_compared_once_for_all_items(selector: str, expected: int) -> None:
    soup = BeautifulSoup("<ul>" + "<li><div><a>1</a><i>t</i></div></li>" * 9 + "</ul>", "lxml")
    search = _CountingSearch(soup)

    counts = [len(search.find(selector, item)) for item in soup.find_all("li")]

    assert sum(counts) == expected
    assert search.comparisons <= 4 * len(soup.find_all())
