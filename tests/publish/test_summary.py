"""A source at a glance."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from fakes.clock import START
from ilofeed.core.models import Source
from ilofeed.core.state import Outcome, SourceState
from ilofeed.decide.schedule import due_by
from ilofeed.publish.summary import MONTHS, differences, feed_summary, is_quiet, months, usual_gap
from publish.render.samples import FEEDS

FEED = FEEDS["en"]
SOURCE = Source(slug="news", url="https://www.ilo.org/news")


def test_too_few_entries_have_no_rhythm() -> None:
    assert usual_gap({"2026-11": 4}, date(2026, 11, 20)) is None


def test_the_rhythm_is_that_of_the_last_half_year_or_of_two_years_where_that_has_too_few() -> None:
    busy = {"2026-06": 10, "2026-11": 20, "2024-01": 900}

    assert usual_gap(busy, date(2026, 11, 27)) == timedelta(days=179) / 30
    assert usual_gap({"2025-01": 3, "2026-11": 2}, date(2026, 11, 2)) == timedelta(days=670) / 5


@pytest.mark.parametrize(
    ("last", "expected"), [(date(2026, 11, 20), False), (date(2026, 11, 8), True), (date(2026, 11, 9), False)]
)
def test_a_source_is_quiet_when_it_has_said_nothing_for_much_longer_than_usual(
    last: date, *, expected: bool
) -> None:
    counts = {"2026-10": 20, "2026-11": 8}

    assert is_quiet(counts, last, START.date()) is expected


def test_the_last_two_years_are_drawn_month_by_month() -> None:
    found = feed_summary(FEED, {"2026-11": 3, "2024-12": 1, "2024-11": 9}, date(2026, 11, 20), START)

    assert len(found.months) == MONTHS
    assert found.months[0] == ("2024-12", 1)
    assert found.months[-1] == ("2026-11", 3)
    assert months(date(2026, 1, 31), 2) == ["2025-12", "2026-01"]


@pytest.mark.parametrize("last", [date(2026, 1, 31), date(2026, 12, 1), date(1992, 2, 29)])
def test_the_months_that_stores_count_are_all_that_a_rhythm_needs(last: date) -> None:
    first_counted = f"{last.year - 2}-01"  # see `ilofeed.core.store_protocols.Shelf.months`

    assert months(last, MONTHS)[0] >= first_counted


def test_edits_are_shown_word_by_word() -> None:
    found = differences("Decent work for some", "Decent, safe work for all")

    assert found == [
        ("", "Decent"), ("ins", ", safe"), ("", " work for "), ("del", "some"), ("ins", "all"),
    ]  # fmt: skip


@given(st.text(max_size=80), st.text(max_size=80))
def test_both_wordings_can_be_read_out_of_their_differences(before: str, after: str) -> None:
    found = differences(before, after)

    assert "".join(text for kind, text in found if kind != "ins") == before
    assert "".join(text for kind, text in found if kind != "del") == after


def test_a_page_is_due_by_the_date_on_which_the_first_of_its_sources_becomes_overdue() -> None:
    daily = replace(SOURCE, slug="daily", interval=timedelta(days=1))
    retired = replace(SOURCE, slug="retired", retired="It has ended.")
    states = {
        slug: SourceState(slug=slug, outcome=Outcome.UNCHANGED, last_poll=START)
        for slug in ("news", "daily", "retired")
    }

    assert due_by([daily, retired], states) == date(2026, 11, 26)
    assert due_by([daily, retired, SOURCE], states) == date(2026, 11, 23)
    assert due_by([retired], states) is None
    assert due_by([replace(SOURCE, slug="unknown")], states) is None
