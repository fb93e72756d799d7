"""Report the numbers of a violation in its message, and words of items only in its detail."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from decide.gate_pages import TEN, gate_input, page
from fakes.entries import entries
from ilofeed.core.models import Item
from ilofeed.decide.changes import differing_words
from ilofeed.decide.gate import Violation, evaluate, first_violation


def test_a_message_gives_the_numbers() -> None:
    assert first_violation(evaluate(gate_input(page(99, 98), TEN))) == Violation(
        reason="disjoint",
        message="none of 10 known entries is on the page any more, 2 others are",
        detail="the page begins with 'Title 99' now",
    )


def test_the_detail_shows_the_words_of_one_item_and_the_message_none() -> None:
    summary = "Ministers met in Geneva on {} and agreed on the text of a convention"
    known = entries([replace(item, summary=summary.format("Monday")) for item in page(*range(10, 0, -1))])
    items = [replace(item, summary=summary.format("Tuesday")) for item in page(*range(10, 0, -1))]

    violation = first_violation(evaluate(gate_input(items, known)))

    assert violation == Violation(
        reason="mass_revision",
        message="10 of the 10 known items on the page would be revised at once",
        detail="'Title 10': summary 'Geneva on Monday and agreed' would become 'Geneva on Tuesday and agreed'",
    )


@pytest.mark.parametrize(
    "items",
    [
        [replace(item, title=f"Secret {item.title}") for item in page(99, 98)],
        [replace(item, title=f"Secret {item.title}") for item in page(*range(60, 40, -1))] + page(1)[:0],
        [*(replace(item, title=f"Secret {item.title}") for item in page(*range(60, 40, -1))), *page(10)][::-1],
        [replace(item, title=f"Secret {item.title}") for item in page(*range(10, 0, -1))],
        [replace(item, title=f"Secret {item.title}", published=None) for item in page(*range(10, 0, -1))],
        [
            *(replace(item, title=f"Secret {item.title}") for item in page(99, 98, published=date(2031, 1, 1))),
            *page(*range(10, 0, -1)),
        ],
    ],
)
def test_no_message_has_words_of_items_and_every_detail_has_some(items: list[Item]) -> None:
    violation = first_violation(evaluate(gate_input(items, TEN)))

    assert violation is not None
    assert "Secret" not in violation.message
    assert "Secret" in violation.detail


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "Now", ("", "Now")),
        ("one two three four five", "one two three 4 five", ("two three four five", "two three 4 five")),
        ("a b", "a b c", ("a b", "a b c")),
        ("a a a", "a a", ("a a a", "a a")),
        ("x" * 200, "y", ("x" * 119 + "…", "y")),
    ],
)
def test_differing_words_are_shown_with_their_neighbours(
    before: str, after: str, expected: tuple[str, str]
) -> None:
    assert differing_words(before, after) == expected
