"""Copies of what is published, for the machine that serves them; another one may publish."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from ilofeed.core.errors import PublishError, StoreError

# Between two questions whether anything has changed.
_GLANCE = 1.0

_logger = logging.getLogger(__name__)


class Copies:
    """Has *bring* bring what has changed, again and again, from the start on until it is stopped."""

    def __init__(self, bring: Callable[[], None]) -> None:
        """What is there already has come when this returns. Raises StoreError and PublishError."""
        self._bring = bring
        self._stopped = threading.Event()
        self._failed = False
        bring()
        self._thread = threading.Thread(target=self._run, name="copies", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Bring no more."""
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
