"""A time of each week, also where clocks are changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilofeed.core.weekly import WeeklyTime

MONDAY = WeeklyTime(weekday=0, hour=8, minute=0, timezone="Europe/Zurich")
SUNDAY = WeeklyTime(weekday=6, hour=2, minute=30, timezone="Europe/Zurich")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("schedule", "now", "last"),
    [
        (MONDAY, "2026-11-30 07:00", "2026-11-30 07:00"),
        (MONDAY, "2026-11-30 06:59:59", "2026-11-23 07:00"),
        (MONDAY, "2026-12-06 23:30", "2026-11-30 07:00"),  # Monday in Zurich, where it is not yet eight
        (MONDAY, "2026-07-06 06:00", "2026-07-06 06:00"),  # summer time
        (MONDAY, "2026-03-30 05:59", "2026-03-23 07:00"),  # the change was the day before
        (MONDAY, "2026-10-26 07:00", "2026-10-26 07:00"),
        (SUNDAY, "2026-03-29 02:00", "2026-03-29 01:30"),  # clocks go from 02:00 to 03:00
        (SUNDAY, "2026-03-29 01:29", "2026-03-22 01:30"),
        (SUNDAY, "2026-10-25 02:00", "2026-10-25 00:30"),  # 02:30 comes twice
        (SUNDAY, "2026-10-25 00:29", "2026-10-18 00:30"),
    ],
)
def test_the_last_time_is_that_of_the_clocks_there(schedule: WeeklyTime, now: str, last: str) -> None:
    assert schedule.last(at(now)) == at(last)


@given(
    st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: at("2026-01-01") + timedelta(minutes=minutes)),
    st.integers(0, 6),
    st.integers(0, 23),
    st.sampled_from(["UTC", "Europe/Zurich", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]),
)
def test_there_is_one_such_time_a_week(now: datetime, weekday: int, hour: int, timezone: str) -> None:
    schedule = WeeklyTime(weekday=weekday, hour=hour, minute=30, timezone=timezone)
    last = schedule.last(now)

    assert now - timedelta(days=7, hours=1) <= last <= now
    assert schedule.last(last) == last
    between = last - schedule.last(last - timedelta(seconds=1))
    assert abs(between - timedelta(days=7)) <= timedelta(hours=1)
