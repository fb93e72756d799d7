"""The machine's time, or that of a database which machines share."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from ilofeed.core.errors import DeferredError, StoreError

# Seconds for which an answer is good: no machine's clock is off by more than milliseconds after that.
_GOOD_FOR = 60.0
# Goes on while the machine sleeps, where there is such a clock.
_ELAPSED = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class SystemClock:
    """`ilofeed.core.protocols.Clock`; who sleeps is woken when the program is to end."""

    def __init__(self, elapsed: Callable[[], float] = lambda: time.clock_gettime(_ELAPSED)) -> None:
        """*elapsed* gives seconds since some fixed moment."""
        self._elapsed = elapsed
        self._stopped = threading.Event()
        self._authority: Callable[[], datetime] | None = None
        self._told = datetime.now(UTC)
        self._told_at = 0.0
        self._lock = threading.Lock()

    def follow(self, authority: Callable[[], datetime]) -> None:
        """Go by what *authority* says from now on: machines that disagree must not take it for one another's time.

        Raises StoreError where it does not answer; later it is only asked again.
        """
        self._told, self._told_at = self._answer(authority)
        self._authority = authority

    def now(self) -> datetime:
        """The present instant, UTC."""
        if self._authority is None:
            return datetime.now(UTC)
        with self._lock:
            if self._elapsed() - self._told_at >= _GOOD_FOR:
                try:
                    self._told, self._told_at = self._answer(self._authority)
                except StoreError:  # away for the moment; what it said last goes on
                    self._told, self._told_at = self._now(), self._elapsed()
            return self._now()

    def monotonic(self) -> float:
        """Seconds since some fixed moment."""
        return time.monotonic()

    def sleep(self, seconds: float, /) -> None:
        """Let so much time pass. Raises DeferredError once `stop` was called."""
        if self._stopped.wait(seconds):
            raise DeferredError("stopped", "the program is to end")

    def stop(self) -> None:
        """Let nobody sleep any more."""
        self._stopped.set()

    def _now(self) -> datetime:
        return self._told + timedelta(seconds=self._elapsed() - self._told_at)

    def _answer(self, authority: Callable[[], datetime]) -> tuple[datetime, float]:
        """What *authority* says, and when it said so: half way between the question and the answer."""
        asked = self._elapsed()
        told = authority()
        return told, (asked + self._elapsed()) / 2
