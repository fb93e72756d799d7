"""Find the date of an item in lines of labels and other facts."""

from __future__ import annotations

from datetime import date

import pytest

from extract.list_pages import read, refusal
from ilofeed.core.date_kinds import DateKind
from ilofeed.extract.item_date import find_date
from ilofeed.extract.text_lines import Line

MAY_28 = date(2024, 5, 28)


def lines(*texts: str, tags: frozenset[str] = frozenset()) -> list[Line]:
    return [Line(text=text, tags=tags) for text in texts]


@pytest.mark.parametrize(
    "texts",
    [
        ("Hearing: 1 May 2024", "Filed: 28 May 2024"),
        ("Updated: 30 May 2024", "Published: 28 May 2024"),
        ("Received: 1 May 2024", "Posted on 28 May 2024"),
        ("Filed: 28 May 2024", "Hearing: 30 June 2024"),
        ("Hearing:", "1 May 2024", "Filed:", "28 May 2024"),
        ("Argued May 1, 2024 · Decided May 28, 2024",),
        ("Effective: 1 June 2024", "28 May 2024"),
        ("May 28, 2024 by Ada Fenn",),
        ("Transport / May 28, 2024",),
        ("May 28, 2024 / Ada Fenn / 3 comments",),
    ],
)
def test_the_date_of_publication_comes_before_all_others(texts: tuple[str, ...]) -> None:
    found = find_date(lines(*texts))

    assert found is not None
    assert found.published == MAY_28


@pytest.mark.parametrize("label", ["Date of birth", "Expires", "Term ends", "Effective"])
def test_a_date_after_another_label_is_not_that_of_the_item(label: str) -> None:
    assert find_date(lines(f"{label}: 28 May 2024")) is None
    assert find_date(lines(f"{label}:", "28 May 2024")) is None
    assert find_date([*lines(label, tags=frozenset({"dt"})), *lines("28 May 2024")]) is None


def test_a_hearing_dates_an_item_that_prints_no_other_date() -> None:
    found = find_date(lines("Hearing: 28 May 2024"))

    assert found is not None
    assert (found.published, found.kind) == (MAY_28, DateKind.EVENT)


@pytest.mark.parametrize(
    "text", ["The law of 28 May 2024 was amended in the spring", "Before 28 May 2024 nobody lived on the island"]
)
def test_a_date_in_a_sentence_is_not_that_of_the_item(text: str) -> None:
    assert find_date(lines(text)) is None


def items(*facts: str) -> str:
    return "".join(
        f"<li><a href=/case/{number}>A case of some length {number}</a><p>{fact}</p></li>"
        for number, fact in enumerate(facts)
    )


def test_an_item_that_prints_only_its_hearing_is_undated_if_the_others_print_the_decision() -> None:
    decided = [f"Argued: 1 May 2024 | Decided: {day} May 2024" for day in (28, 27, 26)]

    found = read(f"<ul>{items(*decided, 'Argued: 9 May 2024')}</ul>")

    assert [item.published for item in found.items] == [MAY_28, date(2024, 5, 27), date(2024, 5, 26), None]


def titles(*texts: str) -> str:
    return "".join(f"<li><a href=/minutes/{number}.pdf>{text}</a></li>" for number, text in enumerate(texts))


def test_dates_with_which_all_lines_begin_are_those_of_the_items() -> None:
    found = read(f"<ul>{titles(*(f'{day} May 2024 Minutes of the council' for day in (28, 21, 14, 7)))}</ul>")

    assert [item.published for item in found.items] == [date(2024, 5, day) for day in (28, 21, 14, 7)]
    assert found.items[0].title == "28 May 2024 Minutes of the council"


@pytest.mark.parametrize(
    "texts",
    [
        [f"{day} May 2024 Minutes of the council" for day in (28, 7, 21, 14)],  # in no order
        ["28 May 2024 Minutes of the council", "Minutes of the council", "Rules of the council", "A new hall"],
        [f"{day} May 2024 and 1 June 2024, two meetings" for day in (28, 21, 14, 7)],
        [f"The flood of {day} May 2024" for day in (28, 21, 14, 7)],
    ],
)
def test_dates_that_may_belong_to_the_sentence_date_nothing(texts: list[str]) -> None:
    assert refusal(f"<ul>{titles(*texts)}</ul>").reason == "no_items"
