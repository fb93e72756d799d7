"""Queue the polls that are due, for workers. Any number of tickers may run: one leads, the others wait.

A single leader saves work, but correctness does not depend on it. Two leaders for a moment, as after one
was suspended, do no harm: the queue takes a source once, and the store fences all commits and messages.
"""

from __future__ import annotations

import logging
from concurrent.futures import Future

from ilofeed.app import timetable
from ilofeed.app.cluster.queue import QUEUE_ERRORS, Pulse, Queue
from ilofeed.app.container import Container
from ilofeed.app.daemon.config_watch import Changes
from ilofeed.app.daemon.tick import Scheduler
from ilofeed.app.operator_requests import OperatorRequests

_logger = logging.getLogger(__name__)


class Ticker(Scheduler):
    """A scheduler that queues polls instead of running them."""

    def __init__(
        self,
        app: Container,
        changes: Changes | None = None,
        *,
        pulse: Pulse | None = None,
        requests: OperatorRequests | None = None,
    ) -> None:
        """Take *requests* as `Scheduler` does: this process does that work itself."""
        super().__init__(app, changes, requests=requests)
        self._queue = Queue(app.config.database, pulse)
        self.leads = False  #: true if this ticker is the leader
        # The numbers of changes of contents and of polls, as in the timetable.
        self._contents = self._polls = 0
        self._swept: Future[None] | None = None
        self._sweep_at = 0.0

    def __exit__(self, *why: object) -> None:
        if not self.leads:
            self.behind.clear()
            self.polled.clear()
        try:
            super().__exit__(*why)
        finally:
            self._queue.close()

    def begin(self) -> bool:
        """Queue the due polls if this ticker leads; return whether it does."""
        led, self.leads = self.leads, False
        if not self._queue.leads():
            if led:
                _logger.info("another one leads now")
            return False
        if not led:
            self._queue.make_ready()
            self.behind.set()
            _logger.info("leading from now on")
        self.leads = True
        self._queue.defer(timetable.due_sources(self.app))
        known = self.app.timetable
        if known.contents != self._contents:
            self._contents = known.contents
            self.behind.set()
        if known.polls != self._polls:
            self._polls = known.polls
            self.polled.set()
        now = self.app.clock.monotonic()
        if now >= self._sweep_at and (self._swept is None or self._swept.done()):
            self._sweep_at = now + self._queue.pulse.sweep
            self._swept = self.pool.submit(self._sweep)
        return True

    def _sweep(self) -> None:
        try:
            if swept := self._queue.sweep():
                _logger.warning("%d polls were left by workers that are no more", swept)
        except QUEUE_ERRORS as error:
            _logger.error("the queue cannot be swept (%s); trying again", error.__cause__ or error)  # noqa: TRY400
        except Exception:
            _logger.exception("a bug in ilofeed, met with the queue")
