"""Waits double up to a limit."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ilofeed.core.backoff import exponential_wait

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.mark.parametrize(("doublings", "minutes"), [(0, 1), (1, 2), (5, 32), (11, 1440), (10**9, 1440)])
def test_a_wait_doubles_up_to_its_limit(doublings: int, minutes: int) -> None:
    assert exponential_wait(MINUTE, doublings, DAY) == timedelta(minutes=minutes)


def test_no_wait_is_shorter_than_the_first() -> None:
    assert exponential_wait(MINUTE, -1, DAY) == MINUTE
