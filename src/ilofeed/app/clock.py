"""The clock of the machine, or that of a database that machines share."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from ilofeed.core.errors import DeferredError, StoreError

# The time in seconds for which an answer is valid: a machine's clock drifts only milliseconds in it.
_GOOD_FOR = 60.0
# This clock counts the sleep of the machine too, if the system has such a clock.
_ELAPSED = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class SystemClock:
    """The implementation of `ilofeed.core.protocols.Clock`, with a sleep that ends when the program stops."""

    def __init__(self, elapsed: Callable[[], float] = lambda: time.clock_gettime(_ELAPSED)) -> None:
        """Take *elapsed*, which returns the seconds since a fixed moment."""
        self._elapsed = elapsed
        self._stopped = threading.Event()
        self._authority: Callable[[], datetime] | None = None
        self._reference = datetime.now(UTC)
        self._reference_at = 0.0
        self._lock = threading.Lock()

    def follow(self, authority: Callable[[], datetime]) -> None:
        """Use the time of *authority* from now on, so that all machines have the same time.

        Raises StoreError if it does not answer now. Later failures are only retried.
        """
        self._reference, self._reference_at = self._answer(authority)
        self._authority = authority

    def now(self) -> datetime:
        """Return the current time in UTC."""
        if self._authority is None:
            return datetime.now(UTC)
        with self._lock:
            if self._elapsed() - self._reference_at >= _GOOD_FOR:
                try:
                    self._reference, self._reference_at = self._answer(self._authority)
                except StoreError:  # unavailable now; continue from its last answer
                    self._reference, self._reference_at = self._now(), self._elapsed()
            return self._now()

    def monotonic(self) -> float:
        """Return the seconds since a fixed moment."""
        return time.monotonic()

    def sleep(self, seconds: float, /) -> None:
        """Wait for *seconds*. Raises DeferredError once `stop` was called."""
        if self._stopped.wait(seconds):
            raise DeferredError("stopped", "the program is to end")

    def stop(self) -> None:
        """End all sleeps, now and later."""
        self._stopped.set()

    def _now(self) -> datetime:
        return self._reference + timedelta(seconds=self._elapsed() - self._reference_at)

    def _answer(self, authority: Callable[[], datetime]) -> tuple[datetime, float]:
        """Return the time of *authority*, and the moment of it: the middle between request and answer."""
        asked = self._elapsed()
        answer = authority()
        return answer, (asked + self._elapsed()) / 2
