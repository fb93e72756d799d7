"""Join the lines of a date that is spread over several."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilofeed.core.date_context import NO_CONTEXT
from ilofeed.extract.spread_dates import with_spread_dates
from ilofeed.extract.text_lines import Line


def joined(*texts: str) -> list[str]:
    return [line.text for line in with_spread_dates([Line(text=text) for text in texts], NO_CONTEXT)]


@pytest.mark.parametrize(
    "parts", [("20", "November", "2026"), ("Nov", "20", "2026"), ("Fri", "20", "Nov", "2026")]
)
def test_lines_that_are_a_date_only_together_are_one_line(parts: tuple[str, ...]) -> None:
    assert joined("A title", *parts, "A summary") == ["A title", " ".join(parts), "A summary"]


@pytest.mark.parametrize(
    "texts",
    [
        ("20 November 2026", "21 November 2026"),  # dates of their own
        ("Room", "20", "Building", "4"),
        ("12", "26"),
        ("20", "A title of some length between", "2026"),
    ],
)
def test_other_lines_stay_apart(texts: tuple[str, ...]) -> None:
    assert joined(*texts) == list(texts)


def test_the_joined_line_has_the_classes_and_the_machine_date_of_its_parts() -> None:
    rows = [
        Line(text="20", classes=frozenset({"day"})),
        Line(text="November", classes=frozenset({"month"}), machine_date="2026-11-20"),
        Line(text="2026", classes=frozenset({"year"})),
    ]

    (line,) = with_spread_dates(rows, NO_CONTEXT)

    assert line.classes == {"day", "month", "year"}
    assert line.machine_date == "2026-11-20"


@given(st.lists(st.sampled_from(["20", "November", "2026", "Room", "Nov 3, 2026", "Fri", "x"]), max_size=8))
def test_no_word_is_lost_and_none_moves(texts: list[str]) -> None:
    assert " ".join(joined(*texts)).split() == " ".join(texts).split()
