"""Hold the rules that are true of dates in any text."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilofeed.core import dates
from ilofeed.core.date_context import DateContext
from ilofeed.core.date_text import LINE_LIMIT
from ilofeed.core.dates import is_heading, language_of, read_line, read_machine
from ilofeed.core.month_names import MONTHS
from ilofeed.core.text import clean

HOSTILE_TEXT = st.text(alphabet=" 0123456789,.-/|()年月日–\u00a0\u200f٣June", max_size=LINE_LIMIT)


@given(text=st.text() | HOSTILE_TEXT, language=st.sampled_from(["", *MONTHS]) | st.text(max_size=5))
def test_any_text_is_read_or_refused(text: str, language: str) -> None:
    line = read_line(text, DateContext(language=language))
    read_machine(text)
    language_of([text])

    assert line is None or line.text == clean(text)
    assert line is None or not is_heading(text, DateContext(language=language))


@given(line=HOSTILE_TEXT)
def test_the_year_and_the_day_of_a_date_are_numbers_of_its_line(line: str) -> None:
    read = read_line(line)

    if read and read.day:
        numbers = [int(number) for number in re.findall(r"\d+", line)]
        assert read.day.year in numbers
        assert read.day.day in numbers


@pytest.mark.parametrize(
    "text",
    [
        *(piece * 10_000 for piece in " 0,a-"),
        *(piece * 1_000 for piece in ("12 June ", "2023 ", "1, ", "June/", "13 a ")),
        *(
            (piece * 60)[:59]
            for piece in ("1/", "1 May ", "5 Nov '", "vor 3 ", "on on ", "Mar 5 ", "14:05 ", "ม.ค. ")
        ),
        *(
            (piece * 200)[:118]
            for piece in ("12 a ", "a ", "a/", "1-", "1 - ", "12 June 2023 - ", "(1", "1 a - 1 a ")
        ),
    ],
)
@pytest.mark.parametrize("end", ["", "2023", " 2023x"])
def test_no_line_takes_long(text: str, end: str) -> None:
    durations = []
    for _ in range(3):
        dates._read.cache_clear()
        start = time.process_time()
        read_line(text[: len(text) - len(end)] + end)
        is_heading(text + end)
        durations.append(time.process_time() - start)

    assert min(durations) < 0.005
