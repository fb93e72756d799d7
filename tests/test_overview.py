"""A source at a glance."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.clock import START
from ilofeed.memory import Health
from ilofeed.model import Source
from ilofeed.overview import MONTHS, ago, differences, in_words, is_worst, months, outline, usual_gap
from render.samples import FEEDS

FEED = FEEDS["en"]
SOURCE = Source(slug="news", url="https://www.ilo.org/news")


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0.05, "about 20 a day"),
        (0.5, "about two a day"),
        (1, "about one a day"),
        (2.3, "about three a week"),
        (7, "about one a week"),
        (14, "about two a month"),
        (30, "about one a month"),
        (60, "about six a year"),
        (400, "about one a year"),
        (2000, "less than one a year"),
    ],
)
def test_how_often_is_said_as_people_say_it(days: float, words: str) -> None:
    assert in_words(timedelta(days=days)) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-1, "today"),
        (0, "today"),
        (1, "yesterday"),
        (4, "4 days ago"),
        (13, "13 days ago"),
        (14, "2 weeks ago"),
        (59, "8 weeks ago"),
        (61, "2 months ago"),
        (729, "23 months ago"),
        (730, "2 years ago"),
    ],
)
def test_how_long_ago_is_said_as_people_say_it(days: int, words: str) -> None:
    today = date(2026, 11, 20)

    assert ago(today - timedelta(days), today) == words


def test_too_few_entries_have_no_rhythm() -> None:
    assert usual_gap({"2026-11": 4}, date(2026, 11, 20)) is None
    assert in_words(None) == ""


def test_the_rhythm_is_that_of_the_last_half_year_or_of_two_years_where_that_has_too_few() -> None:
    busy = {"2026-06": 10, "2026-11": 20, "2024-01": 900}

    assert usual_gap(busy, date(2026, 11, 27)) == timedelta(days=179) / 30
    assert usual_gap({"2025-01": 3, "2026-11": 2}, date(2026, 11, 2)) == timedelta(days=670) / 5


@pytest.mark.parametrize(
    ("last", "state"), [(date(2026, 11, 20), "well"), (date(2026, 11, 8), "quiet"), (date(2026, 11, 9), "well")]
)
def test_a_source_is_quiet_when_it_has_said_nothing_for_much_longer_than_usual(last: date, state: str) -> None:
    counts = {"2026-10": 20, "2026-11": 8}

    assert outline(FEED, counts, last, Health(source=SOURCE, state="ok"), START).state == state


@pytest.mark.parametrize(
    ("health", "state"),
    [
        (Health(source=SOURCE, state="failing"), "failing"),
        (Health(source=SOURCE, state="quarantined"), "quarantined"),
        (Health(source=SOURCE, state="new"), "new"),
        (Health(source=SOURCE, state="ok", retired="Over."), "retired"),
        (None, "well"),
    ],
)
def test_what_the_poll_found_counts_before_rhythm(health: Health | None, state: str) -> None:
    assert outline(FEED, {"2026-11": 3}, date(2026, 11, 20), health, START).state == state


def test_the_last_two_years_are_drawn_month_by_month() -> None:
    found = outline(FEED, {"2026-11": 3, "2024-12": 1, "2024-11": 9}, date(2026, 11, 20), None, START)

    assert len(found.months) == MONTHS
    assert found.months[0] == ("2024-12", 1)
    assert found.months[-1] == ("2026-11", 3)
    assert months(date(2026, 1, 31), 2) == ["2025-12", "2026-01"]


def test_edits_are_told_word_by_word() -> None:
    found = differences("Decent work for some", "Decent, safe work for all")

    assert found == [
        ("", "Decent"), ("ins", ", safe"), ("", " work for "), ("del", "some"), ("ins", "all"),
    ]  # fmt: skip


@given(st.text(max_size=80), st.text(max_size=80))
def test_both_wordings_can_be_read_out_of_their_differences(before: str, after: str) -> None:
    found = differences(before, after)

    assert "".join(text for kind, text in found if kind != "ins") == before
    assert "".join(text for kind, text in found if kind != "del") == after


def test_what_needs_somebody_comes_first() -> None:
    states = ["well", "retired", "failing", "quiet", "quarantined", "new"]

    assert sorted(states, key=is_worst) == ["quarantined", "failing", "quiet", "new", "well", "retired"]
