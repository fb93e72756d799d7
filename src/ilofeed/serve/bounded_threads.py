"""A few threads for slow answers, and a limit of the requests that wait for them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_Made = TypeVar("_Made")

# The limit of seconds for which a request waits for its answer.
_PATIENCE = 10.0


class BusyError(Exception):
    """Too many requests wait already, this one has waited too long, or the program ends."""


class Workers:
    """Threads, and a queue of bounded length before them."""

    def __init__(self, threads: int, waiting: int, *, patience: float = _PATIENCE) -> None:
        """Let *waiting* requests wait at most, beside those that *threads* answer, for *patience* seconds."""
        self._patience = patience
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="answer")
        self.room = threads + waiting  #: the number of further requests that are accepted

    async def __call__(self, make: Callable[[], _Made]) -> _Made:
        """Return what *make* returns in one of the threads. Raises BusyError at once if there is no room."""
        if not self.room:
            raise BusyError
        self.room -= 1
        try:
            future = self._executor.submit(make)
            future.add_done_callback(self._leave(asyncio.get_running_loop()))
        except BaseException:
            self.room += 1
            raise
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self._patience)
        except (TimeoutError, asyncio.CancelledError) as error:
            raise BusyError from error

    def _leave(self, loop: asyncio.AbstractEventLoop) -> Callable[[object], None]:
        """Return a function that frees the room when an answer is complete, or was cancelled before its start."""

        def leave() -> None:
            self.room += 1

        def done(_: object) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(leave)

        return done
