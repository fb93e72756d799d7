from __future__ import annotations

from datetime import datetime, timedelta
from itertools import takewhile

import pytest
from cronsim import CronSim
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from fakes.clock import START
from fakes.counted_calls import calls_of
from ilofeed.core.models import Source
from ilofeed.core.state import SourceState
from ilofeed.decide.schedule import LONGEST_WAIT, due, is_due, next_due, pace

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
NEWS = Source(slug="news", url="https://www.ilo.org/")


FRESH = SourceState(slug="news")


def news(**facts: object) -> Source:
    return replace(NEWS, **facts)


def waited(source: Source, state: SourceState = FRESH, now: datetime = START) -> timedelta:
    return next_due(source, state, now) - now


@given(st.text(max_size=20), st.integers(0, 10**7))
def test_a_healthy_source_is_due_after_its_interval_and_at_most_a_tenth_more(slug: str, seconds: int) -> None:
    wait = waited(news(slug=slug), now=START + timedelta(seconds=seconds))

    assert HOUR - SECOND < wait <= HOUR * 1.1 + timedelta(minutes=5)


@given(st.text(max_size=20), st.integers(0, 10**7), st.sampled_from([600, 900, 3600, 7200, 86400]))
def test_no_poll_is_at_the_full_hour(slug: str, seconds: int, interval: int) -> None:
    source = news(slug=slug, interval=timedelta(seconds=interval))

    assert next_due(source, FRESH, START + timedelta(seconds=seconds)).minute != 0


def test_who_polls_every_few_seconds_does_so_at_the_full_hour_too() -> None:
    source = news(interval=timedelta(seconds=10))

    assert waited(source, now=START.replace(minute=59, second=58)) <= timedelta(seconds=12)


def test_sources_do_not_come_all_at_once() -> None:
    assert len({next_due(news(slug=f"source-{each}"), FRESH, START) for each in range(50)}) > 30


def test_the_same_question_has_the_same_answer() -> None:
    assert next_due(NEWS, FRESH, START) == next_due(NEWS, FRESH, START)


def test_each_failure_doubles_the_wait_up_to_a_day() -> None:
    waits = [waited(NEWS, replace(FRESH, failures=count)) for count in range(1, 40)]

    for count, least in enumerate([1, 2, 4, 8, 16, 24, 24]):
        assert least * HOUR <= waits[count] <= least * HOUR * 1.1 + timedelta(minutes=5)
    assert max(waits) <= LONGEST_WAIT * 1.1 + timedelta(minutes=5)


def test_an_interval_longer_than_a_day_is_not_shortened_by_failing() -> None:
    assert waited(news(interval=72 * HOUR), replace(FRESH, failures=9)) >= 72 * HOUR


def test_a_cron_expression_is_met_a_few_minutes_late_at_the_full_hour_else_at_once() -> None:
    morning = news(cron="0 7 * * 1-5", timezone="Europe/Zurich")
    half_past = news(cron="30 7 * * *", timezone="Europe/Zurich")

    # START is Monday, 10:30 in Zurich, in winter: seven o'clock there is six in UTC.
    tuesday = START.replace(day=24, hour=6, minute=0)
    assert timedelta(minutes=1) <= next_due(morning, FRESH, START) - tuesday <= timedelta(minutes=5)
    assert next_due(half_past, FRESH, START) == tuesday.replace(minute=30)
    friday = START.replace(day=27)
    assert next_due(morning, FRESH, friday).weekday() == 0


def test_summer_time_moves_a_cron_expression_with_the_clock_on_the_wall() -> None:
    source = news(cron="30 7 * * *", timezone="Europe/Zurich")

    assert next_due(source, FRESH, START.replace(month=7)).hour == 5


def test_a_failing_source_leaves_out_times_of_its_cron_expression_up_to_a_day() -> None:
    hourly = news(cron="15 * * * *")

    waits = [waited(hourly, replace(FRESH, failures=count)) / HOUR for count in (0, 1, 2, 3, 9)]

    assert waits[0] == waits[1] == 0.75
    assert 1 < waits[2] <= 2 < waits[3] <= 4
    assert 23 <= waits[4] <= 24


@pytest.mark.parametrize(
    "cron", ["* * * * *", "*/2 * * * *", "0,1 * * * *", "58,59 7-8 * * *", "15 * * * *", "0 7 1 * *"]
)
@pytest.mark.parametrize("failures", [2, 5, 9, 12, 40])
def test_a_failing_source_is_asked_at_the_last_time_that_its_back_off_allows(cron: str, failures: int) -> None:
    source = news(cron=cron)
    times = [next(found) for found in [CronSim(cron, START)] for _ in range(2)]
    latest = START + min((times[1] - times[0]) * 2 ** min(failures - 1, 20), timedelta(days=1))
    allowed = list(takewhile(lambda each: each <= latest, CronSim(cron, START)))

    at = next_due(source, replace(FRESH, failures=failures), START)

    expected = allowed[-1] if allowed else times[0]
    assert timedelta(0) <= at - expected <= timedelta(minutes=5)


def test_the_next_time_of_a_failing_source_is_found_in_few_steps() -> None:
    every_minute = news(cron="* * * * *")
    found: list[datetime] = []

    calls = calls_of(lambda: found.append(next_due(every_minute, replace(FRESH, failures=40), START)))

    assert timedelta(hours=23) < found[0] - START <= timedelta(days=1, minutes=5)
    assert calls < 20_000


def paced(days: float, silent: float = 0.0) -> SourceState:
    """Return the state for a page with an entry every *days* days, the newest *silent* days old."""
    at = START - timedelta(days=silent)
    return replace(FRESH, newest=at, pace=pace([at - timedelta(days=days * each) for each in range(12)]))


def test_an_adaptive_interval_follows_the_rhythm_of_the_page_between_its_bounds() -> None:
    source = news(interval=HOUR / 4, longest=24 * HOUR)

    waits = [waited(source, paced(days)) / HOUR for days in (0.01, 1, 4, 300)]

    assert 0.25 <= waits[0] <= 0.4
    assert 3 <= waits[1] <= 3.4
    assert 12 <= waits[2] <= 13.3
    assert 24 <= waits[3] <= 26.5


def test_a_page_that_has_fallen_silent_is_asked_less_often() -> None:
    source = news(interval=HOUR / 4, longest=24 * HOUR)

    assert waited(source, paced(1, silent=6)) > waited(source, paced(1)) * 4


def test_a_page_with_few_entries_has_no_rhythm() -> None:
    assert pace([]) == pace([START, START - HOUR]) == 0
    assert pace([START, START - HOUR, START - 2 * HOUR]) == 3600


def test_a_fixed_interval_ignores_the_rhythm() -> None:
    assert waited(NEWS, paced(300)) <= HOUR * 1.1 + timedelta(minutes=5)


def state(**facts: object) -> SourceState:
    """Return the state of a source after a good poll at START."""
    known: dict[str, object] = {
        "slug": "news",
        "asked": NEWS.digest,
        "last_poll": START,
        "due_at": next_due(NEWS, FRESH, START),
    }
    return SourceState(**(known | facts))  # type: ignore[arg-type]


def test_a_source_is_due_when_our_time_has_come_and_the_servers() -> None:
    after = next_due(NEWS, FRESH, START)

    assert is_due(NEWS, SourceState(slug="news"), START)
    assert not is_due(NEWS, state(), after - SECOND)
    assert is_due(NEWS, state(), after)
    assert not is_due(NEWS, state(not_before=after + HOUR), after)
    assert is_due(NEWS, state(not_before=after + HOUR), after + HOUR)
    assert due(NEWS, state(not_before=after + HOUR), START) == after + HOUR


def test_failures_put_it_off_as_they_were_counted() -> None:
    failed = state(failures=5, due_at=next_due(NEWS, replace(FRESH, failures=5), START))

    assert due(NEWS, failed, START) == failed.due_at


def test_a_clock_that_was_ahead_puts_nothing_off() -> None:
    ahead = state(last_poll=START + 24 * HOUR, due_at=START + 25 * HOUR, not_before=START + 30 * HOUR)

    assert is_due(NEWS, ahead, START)
    assert not is_due(NEWS, state(not_before=START + HOUR), START - SECOND)  # corrected by a second


def test_a_shorter_interval_acts_at_once_and_a_longer_one_from_the_next_poll_on() -> None:
    shorter, longer = (replace(NEWS, interval=HOUR * each) for each in (0.25, 9))

    assert due(shorter, state(), START) == next_due(shorter, FRESH, START)
    assert due(longer, state(), START) == next_due(NEWS, FRESH, START)


def test_a_corrected_source_is_polled_at_once() -> None:
    corrected = replace(NEWS, url="https://www.ilo.org/news")

    assert is_due(corrected, state(failures=9, due_at=START + 24 * HOUR), START)
