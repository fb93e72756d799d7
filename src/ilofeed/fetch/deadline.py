"""Deadline of an exchange, from the look-up of the name to the last byte, redirects included."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpcore

from ilofeed.core.protocols import Clock


class Deadline(threading.local):
    """Deadline of the exchange of this thread. Each thread has its own; *stopped* ends those of all threads."""

    def __init__(self, clock: Clock, stopped: threading.Event) -> None:
        self._clock = clock
        self._stopped = stopped
        self._end = float("inf")

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Limit the exchange in this block to *seconds*; one around it keeps its own deadline."""
        around, self._end = self._end, self._clock.monotonic() + seconds
        try:
            yield
        finally:
            self._end = around

    @contextmanager
    def held_up(self) -> Iterator[None]:
        """Extend the deadline by the time that this block takes."""
        begun = self._clock.monotonic()
        try:
            yield
        finally:
            self._end += self._clock.monotonic() - begun

    def left(self, timeout: float | None = None) -> float:
        """Return the seconds left, at most *timeout*. Raises httpcore.ReadTimeout if none are, or after a stop."""
        left = self._end - self._clock.monotonic()
        if left <= 0 or self._stopped.is_set():
            raise httpcore.ReadTimeout("the time for the whole request is over")
        return left if timeout is None else min(left, timeout)
