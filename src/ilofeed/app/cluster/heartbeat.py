"""A sign of life for the other machines, every few seconds."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec.structs import replace

from ilofeed.core.cluster_state import Process
from ilofeed.core.errors import StoreError
from ilofeed.core.store_protocols import SharedState

#: Who was not heard of for so long has ended, or is cut off; what it brings later is refused.
DEAD = timedelta(seconds=60)
_BEAT = 10.0

_logger = logging.getLogger(__name__)


class Heartbeat:
    """Beats from the start on until it is stopped."""

    def __init__(self, commons: SharedState, name: str, role: str, now: Callable[[], datetime]) -> None:
        """Raises StoreError where not even the first beat is heard."""
        self._commons = commons
        self._now = now
        self._process = Process(name=name, role=role, since=now(), heard=now())
        self._stopped = threading.Event()
        commons.beat(self._process)
        self._thread = threading.Thread(target=self._run, name="heart", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop, and say so."""
        self._stopped.set()
        self._thread.join()
        try:
            self._commons.leave(self._process.name)
        except StoreError as error:
            _logger.debug("%s", error)

    def beat(self) -> None:
        """Be heard now. Raises StoreError."""
        self._commons.beat(replace(self._process, heard=self._now()))

    def _run(self) -> None:
        while not self._stopped.wait(_BEAT):
            try:
                self.beat()
            except StoreError as error:
                _logger.debug("%s", error)


def is_alive(process: Process, now: datetime) -> bool:
    """Whether *process* was heard of lately."""
    return process.heard > now - DEAD
