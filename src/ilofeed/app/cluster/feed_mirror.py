"""Keep copies of published documents on the machine that serves them, while others may publish."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from ilofeed.core.errors import PublishError, StoreError

# The interval between two checks for changes, in seconds.
_GLANCE = 1.0

_logger = logging.getLogger(__name__)


class Copies:
    """A thread that calls *bring* to copy changes, from its construction until it is stopped."""

    def __init__(self, bring: Callable[[], None]) -> None:
        """Copy all existing documents, and start the thread. Raises StoreError and PublishError."""
        self._bring = bring
        self._stopped = threading.Event()
        self._failed = False
        bring()
        self._thread = threading.Thread(target=self._run, name="copies", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop the thread."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.wait(_GLANCE):
            try:
                self._bring()
            except (StoreError, PublishError) as error:
                if not self._failed:
                    _logger.error("%s; serving what was there before", error)  # noqa: TRY400 - expected
                self._failed = True
            else:
                self._failed = False
