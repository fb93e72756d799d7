"""Send a heartbeat to the other machines every few seconds."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec.structs import replace

from ilofeed.core.cluster_state import Process
from ilofeed.core.errors import StoreError
from ilofeed.core.store_protocols import SharedState

#: The time without a heartbeat after which a process counts as dead. Its later commits are refused.
DEAD = timedelta(seconds=60)
_BEAT = 10.0

_logger = logging.getLogger(__name__)


class Heartbeat:
    """A thread that sends heartbeats from its construction until it is stopped."""

    def __init__(self, commons: SharedState, name: str, role: str, now: Callable[[], datetime]) -> None:
        """Send the first heartbeat, and start the thread. Raises StoreError if the first one fails."""
        self._commons = commons
        self._now = now
        self._process = Process(name=name, role=role, since=now(), heard=now())
        self._stopped = threading.Event()
        commons.beat(self._process)
        self._thread = threading.Thread(target=self._run, name="heart", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop the thread, and remove this process from the list of processes."""
        self._stopped.set()
        self._thread.join()
        try:
            self._commons.leave(self._process.name)
        except StoreError as error:
            _logger.debug("%s", error)

    def beat(self) -> None:
        """Send a heartbeat now. Raises StoreError."""
        self._commons.beat(replace(self._process, heard=self._now()))

    def _run(self) -> None:
        while not self._stopped.wait(_BEAT):
            try:
                self.beat()
            except StoreError as error:
                _logger.debug("%s", error)


def is_alive(process: Process, now: datetime) -> bool:
    """Return whether *process* has sent a heartbeat lately."""
    return process.heard > now - DEAD
