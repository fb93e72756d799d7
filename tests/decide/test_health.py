"""The condition of a source: one list of names, one function that decides it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from fakes.clock import START
from ilofeed.core.models import Extraction, Page, Source
from ilofeed.core.state import Condition, Outcome, Quarantine, SourceState
from ilofeed.decide.health import Counts, as_polled, condition, health
from ilofeed.decide.schedule import due, next_due, overdue_at

NEWS = Source(slug="news", url="https://www.ilo.org/news")
RETIRED = replace(NEWS, retired="It has ended.")
PAUSED = replace(NEWS, paused=True)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def polled(outcome: Outcome = Outcome.UNCHANGED, source: Source = NEWS, **facts: object) -> SourceState:
    """Return the state of *source* after a poll at START."""
    state = replace(SourceState(slug="news", outcome=outcome, last_poll=START, asked=source.digest), **facts)
    return replace(state, due_at=next_due(source, state, START))


FAILED = polled(Outcome.FAILED, failures=1, reason="status_500")
GONE = polled(Outcome.FAILED, failures=1, reason="status_410")


def at(state: SourceState, source: Source = NEWS, **passed: float) -> Condition:
    """Return the condition of *source* some time after START."""
    return condition(source, state, START + timedelta(**passed))


def test_these_are_the_conditions_and_there_is_no_other_list_of_them() -> None:
    assert set(Condition) == {
        "new",
        "ok",
        "quiet",
        "overdue",
        "failing",
        "quarantined",
        "gone",
        "paused",
        "retired",
    }


@pytest.mark.parametrize(
    ("source", "state", "held", "quiet", "expected"),
    [
        (NEWS, None, False, False, Condition.NEW),
        (NEWS, SourceState(slug="news"), False, True, Condition.NEW),
        (NEWS, polled(), False, False, Condition.OK),
        (NEWS, polled(Outcome.NOT_MODIFIED), False, True, Condition.QUIET),
        (NEWS, FAILED, False, True, Condition.FAILING),
        (NEWS, GONE, False, True, Condition.GONE),
        (NEWS, replace(GONE, asked="another"), False, False, Condition.FAILING),
        (NEWS, FAILED, True, True, Condition.QUARANTINED),
        (NEWS, GONE, True, False, Condition.QUARANTINED),
        (NEWS, polled(Outcome.QUARANTINED), True, True, Condition.QUARANTINED),
        (PAUSED, None, False, False, Condition.PAUSED),
        (PAUSED, FAILED, True, True, Condition.PAUSED),
        (replace(RETIRED, paused=True), FAILED, False, False, Condition.RETIRED),
        (RETIRED, None, False, False, Condition.RETIRED),
        (RETIRED, GONE, True, True, Condition.RETIRED),
    ],
)
def test_the_condition_follows_from_the_last_poll(
    source: Source, state: SourceState | None, *, held: bool, quiet: bool, expected: Condition
) -> None:
    assert condition(source, state, START, is_held=held, is_quiet=quiet) is expected


@given(
    state=st.sampled_from([None, SourceState(slug="news"), polled(), FAILED, GONE, polled(Outcome.QUARANTINED)]),
    source=st.sampled_from([NEWS, RETIRED, PAUSED]),
    held=st.booleans(),
    quiet=st.booleans(),
    days=st.integers(0, 4000),
)
def test_time_alone_only_makes_a_source_overdue(
    state: SourceState | None, source: Source, days: int, *, held: bool, quiet: bool
) -> None:
    found = condition(source, state, START + days * DAY, is_held=held, is_quiet=quiet)

    assert found in (Condition.OVERDUE, as_polled(source, state, is_held=held, is_quiet=quiet))


@pytest.mark.parametrize("outcome", [Outcome.CHANGED, Outcome.NOT_MODIFIED, Outcome.QUARANTINED, Outcome.FAILED])
def test_a_source_that_nothing_polls_is_overdue_however_its_last_poll_ended(outcome: Outcome) -> None:
    assert at(polled(outcome, failures=1), days=400) is Condition.OVERDUE


def test_new_retired_paused_and_gone_sources_await_no_poll() -> None:
    assert at(SourceState(slug="news"), days=400) is Condition.NEW
    assert at(polled(), RETIRED, days=400) is Condition.RETIRED
    assert at(polled(), PAUSED, days=400) is Condition.PAUSED
    assert at(GONE, days=400) is Condition.GONE


def test_overdue_begins_two_intervals_after_the_poll_was_due_and_an_hour_at_least() -> None:
    often = replace(NEWS, interval=timedelta(minutes=5))
    for source, length in ((NEWS, 2 * HOUR), (often, HOUR)):
        state = polled(source=source)
        assert state.due_at

        begins = state.due_at + length

        assert condition(source, state, begins) is Condition.OK
        assert condition(source, state, begins + timedelta(seconds=1)) is Condition.OVERDUE


def test_a_source_that_follows_the_rhythm_of_its_page_is_overdue_after_its_own_intervals() -> None:
    source = replace(NEWS, longest=7 * DAY)
    state = polled(source=source, newest=START - 80 * DAY)

    assert at(state, source, days=20) is Condition.OK
    assert at(state, source, days=22.5) is Condition.OVERDUE


def test_a_cron_expression_is_overdue_when_it_was_met_twice_more() -> None:
    source = replace(NEWS, cron="0 8 * * 1-5", timezone="Europe/Zurich")
    friday = datetime(2026, 11, 27, 7, 3, tzinfo=START.tzinfo)
    state = replace(polled(source=source), last_poll=friday, due_at=next_due(source, polled(), friday))

    # It is due on Monday at eight in Zurich, and matches again on Tuesday and on Wednesday.
    assert condition(source, state, datetime(2026, 12, 2, 6, 59, tzinfo=START.tzinfo)) is Condition.OK
    assert condition(source, state, datetime(2026, 12, 2, 7, 1, tzinfo=START.tzinfo)) is Condition.OVERDUE


def test_a_cron_expression_that_is_met_every_minute_has_an_hour_as_well() -> None:
    source = replace(NEWS, cron="* * * * *", timezone="UTC")

    assert at(polled(source=source), source, minutes=55) is Condition.OK
    assert at(polled(source=source), source, minutes=65) is Condition.OVERDUE


def test_back_off_and_retry_after_are_waited_for() -> None:
    failing = polled(Outcome.FAILED, failures=9, reason="status_500")
    asked_to_wait = polled(Outcome.FAILED, failures=1, reason="status_429", not_before=START + 3 * DAY)

    assert at(failing, hours=25) is Condition.FAILING
    assert at(failing, hours=30) is Condition.OVERDUE
    assert at(asked_to_wait, hours=73) is Condition.FAILING
    assert at(asked_to_wait, hours=75) is Condition.OVERDUE


def test_a_wait_that_no_server_asks_for_hides_nothing() -> None:
    under_a_wrong_clock = polled(Outcome.FAILED, failures=1, reason="status_429", not_before=START + 365 * DAY)

    assert at(under_a_wrong_clock, days=60) is Condition.OVERDUE


def test_a_configuration_that_was_changed_just_now_makes_nothing_overdue() -> None:
    moved = replace(NEWS, url="https://www.ilo.org/other")
    daily = polled(source=replace(NEWS, interval=DAY))

    assert condition(moved, daily, START + 20 * HOUR) is Condition.OK
    assert condition(moved, replace(GONE, reason="status_410"), START + 400 * DAY) is Condition.FAILING
    assert condition(moved, daily, START + 400 * DAY) is Condition.OVERDUE


@given(
    minutes=st.integers(1, 10_000),
    failures=st.integers(0, 40),
    late=st.floats(0, 1.9),
)
def test_a_poller_that_is_up_to_two_intervals_late_is_not_overdue(
    minutes: int, failures: int, late: float
) -> None:
    source = replace(NEWS, interval=timedelta(minutes=minutes))
    state = polled(Outcome.FAILED if failures else Outcome.UNCHANGED, source, failures=failures)
    wanted = due(source, state, START)
    assert wanted

    assert condition(source, state, wanted + late * source.interval) is not Condition.OVERDUE


def test_health_explains_a_held_poll_before_a_later_failure() -> None:
    held = Quarantine(
        source="news",
        since=START - DAY,
        reason="burst",
        message="12 of 20 items would be new",
        page=Page(url=NEWS.url, body=b""),
        extraction=Extraction(url=NEWS.url, title="", language="", items=(), profile="ilo-list"),
    )

    found = health(NEWS, FAILED, START, counts=Counts(entries=7, latest=START), held=held)

    assert (found.condition, found.reason, found.held_since) == (Condition.QUARANTINED, "burst", START - DAY)
    assert (found.failures, found.entries, found.latest) == (1, 7, START)
    assert found.next_poll == due(NEWS, FAILED, START)
    assert found.overdue_at == overdue_at(NEWS, FAILED)


def test_no_poll_of_a_retired_source_is_announced() -> None:
    found = health(RETIRED, polled(), START)

    assert (found.condition, found.next_poll, found.overdue_at) == (Condition.RETIRED, None, None)
