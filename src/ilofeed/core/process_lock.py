"""A lock between the threads of one process."""

from __future__ import annotations

import os
from threading import Lock
from types import TracebackType


class ProcessLock:
    """A lock that a forked child does not inherit.

    A thread that holds a lock at the fork does not exist in the child, which would wait for it without end. A program
    that uses ilofeed may fork at any time, as `multiprocessing` does.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        if hasattr(os, "register_at_fork"):  # not on Windows
            os.register_at_fork(after_in_child=self._renew)

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        self._lock.release()

    def _renew(self) -> None:
        self._lock = Lock()
