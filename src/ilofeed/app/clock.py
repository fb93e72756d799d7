"""The machine's time."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime

from ilofeed.errors import DeferredError


class SystemClock:
    """`ilofeed.ports.Clock`; who sleeps is woken when the program is to end."""

    def __init__(self) -> None:
        self._stopped = threading.Event()

    def now(self) -> datetime:
        """The present instant, UTC."""
        return datetime.now(UTC)

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
