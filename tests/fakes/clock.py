"""A clock that only a test moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


class FakeClock:
    """Time under the test's control."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._now.timestamp()

    def sleep(self, seconds: float, /) -> None:
        self._now += timedelta(seconds=seconds)

    def pass_by(self, **duration: float) -> None:
        """Let *duration* pass, in timedelta's words."""
        self._now += timedelta(**duration)
