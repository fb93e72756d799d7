"""Find dates within lines of facts, and none within sentences."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilofeed.core.date_search import all_dates, dateline, search
from ilofeed.core.text import clean

DAY = date(2026, 5, 21)


@pytest.mark.parametrize(
    "text",
    [
        "Docket 26-301 · May 21, 2026 · Published",
        "No. 26-301, Filed May 21, 2026",
        "May 21, 2026 at 10:47 pm · Filed under Notices",
        "Posted by Ada Fenn at 7:38 PM, May 21, 2026 | 0 comments",
        "(Filed: 21 May 2026)",
        "May 21, 2026 by Ada Fenn",
        "May 21, 2026 by",
        "Transport / May 21, 2026",
        "/ May 21, 2026",
        "May 21, 2026 / Transport / 3 comments",
        "Decided May 21, 2026",
    ],
)
def test_the_date_of_a_line_of_facts_is_found(text: str) -> None:
    assert [found.day for found in search(text)] == [DAY]


@pytest.mark.parametrize(
    "text",
    [
        "The law of May 21, 2026 was amended in the spring",
        "Before May 21, 2026 nobody lived on the island",
        "She was elected on 21 May 2026 by a narrow margin of the members",
        "A road of 21 miles",
        "",
    ],
)
def test_no_date_of_a_sentence_is_a_fact(text: str) -> None:
    assert search(text) == []


def test_both_dates_of_a_line_are_found_with_the_words_before_them() -> None:
    argued, decided = search("Argued: May 1, 2026 · Decided May 21, 2026")

    assert (argued.day, argued.is_labelled) == (date(2026, 5, 1), False)
    assert (decided.day, decided.is_labelled) == (DAY, True)


def test_all_dates_are_those_of_sentences_too() -> None:
    assert [found.day for found in all_dates("The law of May 21, 2026 was amended")] == [DAY]


def test_a_long_line_is_prose() -> None:
    text = "May 21, 2026 · " + "words " * 60

    assert search(text) == []
    assert all_dates(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "GENEVA, 21 May 2026 – The Office opened",
        "Harbour City (21 May 2026) – Work began",
        "21 May 2026 – Work began",
    ],
)
def test_a_dateline_is_found(text: str) -> None:
    found = dateline(text)

    assert found is not None
    assert found.day == DAY


@pytest.mark.parametrize(
    "text",
    [
        "Geneva saw rain on 21 May 2026 – the first of the year",
        "GENEVA, 21 May 2026 was a fine day",
        "No date here",
    ],
)
def test_a_sentence_does_not_begin_with_a_dateline(text: str) -> None:
    assert dateline(text) is None


@given(st.text(max_size=300))
def test_each_date_is_in_the_text_between_what_is_before_and_behind_it(text: str) -> None:
    for found in all_dates(f"{text} 21 May 2026 {text}"):
        assert found.before + found.text + found.behind in clean(f"{text} 21 May 2026 {text}")
