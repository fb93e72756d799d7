from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from fakes.clock import START
from ilofeed.schedule import LONGEST_WAIT, is_due, next_due

HOUR = timedelta(hours=1)


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


def test_a_source_is_due_when_our_time_has_come_and_the_servers() -> None:
    assert is_due(None, None, START)
    assert is_due(START, START, START)
    assert not is_due(START + HOUR, None, START)
    assert not is_due(None, START + HOUR, START)
