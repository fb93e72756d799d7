from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from fakes.clock import START
from ilofeed.memory import SourceState
from ilofeed.model import Source
from ilofeed.schedule import LONGEST_WAIT, due, is_due, next_due

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
NEWS = Source(slug="news", url="https://www.ilo.org/")


@given(st.text(max_size=20), st.integers(0, 10**7))
def test_a_well_source_is_due_after_its_interval_and_at_most_a_tenth_more(slug: str, seconds: int) -> None:
    now = START + timedelta(seconds=seconds)

    wait = next_due(slug, HOUR, now) - now

    assert HOUR <= wait <= HOUR * 1.1


def test_sources_do_not_come_all_at_once() -> None:
    assert len({next_due(f"source-{each}", HOUR, START) for each in range(50)}) > 30


def test_the_same_question_has_the_same_answer() -> None:
    assert next_due("news", HOUR, START) == next_due("news", HOUR, START)


def test_each_failure_doubles_the_wait_up_to_a_day() -> None:
    waits = [next_due("news", HOUR, START, failures=count) - START for count in range(1, 40)]

    for count, least in enumerate([1, 2, 4, 8, 16, 24, 24]):
        assert least * HOUR <= waits[count] <= least * HOUR * 1.1
    assert max(waits) <= LONGEST_WAIT * 1.1


def test_an_interval_longer_than_a_day_is_not_shortened_by_failing() -> None:
    assert next_due("news", 72 * HOUR, START, failures=9) - START >= 72 * HOUR


def state(**facts: object) -> SourceState:
    """What is remembered of a source after a good poll at START."""
    known: dict[str, object] = {
        "slug": "news",
        "asked": NEWS.digest,
        "last_poll": START,
        "due_at": next_due("news", HOUR, START),
    }
    return SourceState(**(known | facts))  # type: ignore[arg-type]


def test_a_source_is_due_when_our_time_has_come_and_the_servers() -> None:
    after = next_due("news", HOUR, START)

    assert is_due(NEWS, SourceState(slug="news"), START)
    assert not is_due(NEWS, state(), after - SECOND)
    assert is_due(NEWS, state(), after)
    assert not is_due(NEWS, state(not_before=after + HOUR), after)
    assert is_due(NEWS, state(not_before=after + HOUR), after + HOUR)
    assert due(NEWS, state(not_before=after + HOUR), START) == after + HOUR


def test_failures_put_it_off_as_they_were_counted() -> None:
    failed = state(failures=5, due_at=next_due("news", HOUR, START, failures=5))

    assert due(NEWS, failed, START) == failed.due_at


def test_a_clock_that_was_ahead_puts_nothing_off() -> None:
    ahead = state(last_poll=START + 24 * HOUR, due_at=START + 25 * HOUR, not_before=START + 30 * HOUR)

    assert is_due(NEWS, ahead, START)
    assert not is_due(NEWS, state(not_before=START + HOUR), START - SECOND)  # put right by a moment


def test_a_shorter_interval_acts_at_once_and_a_longer_one_from_the_next_poll_on() -> None:
    shorter, longer = (replace(NEWS, interval=HOUR * each) for each in (0.25, 9))

    assert due(shorter, state(), START) == next_due("news", HOUR / 4, START)
    assert due(longer, state(), START) == next_due("news", HOUR, START)


def test_a_corrected_source_is_polled_at_once() -> None:
    corrected = replace(NEWS, url="https://www.ilo.org/news")

    assert is_due(corrected, state(failures=9, due_at=START + 24 * HOUR), START)
