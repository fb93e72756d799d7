"""Find where the titles of a list are, if its links do not carry them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilofeed.extract.autodetect.title_slots import are_codes, slots, title_slot
from ilofeed.extract.text_lines import Line

NAMES = ("State v. Ash and others", "Birch Company v. Cedar", "In re Dogwood", "Elm v. Fir Brothers")


def row(text: str, where: str = "p", cell: int | None = None) -> Line:
    return Line(text=text, where=where, cell=cell)


def test_each_line_has_a_slot_by_its_column_or_by_its_number_among_those_of_its_element() -> None:
    assert slots([row("a"), row("b"), row("c", "h3"), row("d", "td", 0), row("e", "td", 1), row("f", "td", 1)]) == [
        "p/1", "p/2", "h3/1", "0/td/1", "1/td/1", "1/td/2",
    ]  # fmt: skip


@pytest.mark.parametrize("code", ["26-30{}", "Case 26-{}", "Case Number: 26-30{}", "HB 57{}", "A26A0{}"])
def test_numbers_of_documents_are_codes(code: str) -> None:
    assert are_codes([code.format(number) for number in range(9)])


def test_titles_with_numbers_are_no_codes() -> None:
    assert not are_codes(
        ["Budget of 2026", "The 12 bridges of the town", "Route 66 is closed", "Report 2025: ports"]
    )
    assert not are_codes(NAMES)
    assert not are_codes([])


def test_the_title_is_the_slot_that_differs_from_member_to_member() -> None:
    members = [[row(f"26-30{at}"), row("Supreme Court of the county"), row(name)] for at, name in enumerate(NAMES)]

    assert title_slot(members, lambda _: True) == "p/3"


def test_a_slot_that_few_members_have_is_not_that_of_the_title() -> None:
    members = [[row(name[:9], "b")] for name in NAMES]
    members[0].append(row("A note that only the first member has, longer than all", "i"))

    assert title_slot(members, lambda _: True) == "b/1"


def test_there_is_no_slot_of_titles_among_codes_and_lines_that_cannot_be_titles() -> None:
    assert title_slot([[row(f"26-30{at}")] for at in range(4)], lambda _: True) == ""
    assert title_slot([[row(name)] for name in NAMES], lambda _: False) == ""


@given(st.lists(st.lists(st.text(min_size=1, max_size=60).map(row), max_size=5), max_size=6))
def test_the_slot_of_titles_is_one_of_the_members(members: list[list[Line]]) -> None:
    found = title_slot(members, lambda _: True)

    assert not found or any(found in slots(rows) for rows in members)
