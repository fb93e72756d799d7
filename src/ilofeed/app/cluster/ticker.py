"""Queue the polls that are due, for workers. Any number of tickers may run: one leads, the others wait.

A single leader saves work, but correctness does not depend on it. Two leaders for a moment, as after one
was suspended, do no harm: the queue takes a source once, and the store fences all commits and messages.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from concurrent.futures import Future
from datetime import datetime

from ilofeed.app import queries
from ilofeed.app.cluster.queue import QUEUE_ERRORS, Pulse, Queue
from ilofeed.app.container import Container
from ilofeed.app.daemon.config_watch import Changes
from ilofeed.app.daemon.tick import Scheduler

_logger = logging.getLogger(__name__)


class Ticker(Scheduler):
    """A scheduler that queues polls instead of running them."""

    def __init__(self, app: Container, changes: Changes | None = None, *, pulse: Pulse | None = None) -> None:
        super().__init__(app, changes)
        self._queue = Queue(app.config.database, pulse)
        self.leads = False  #: true if this ticker is the leader
        self._contents: Mapping[str, int] = {}
        self._last_poll: datetime | None = None
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
        states = self.app.store.states()
        self._queue.defer(queries.due_sources(self.app, states))
        contents = {slug: state.content for slug, state in states.items()}
        if contents != self._contents:
            self._contents = contents
            self.behind.set()
        last_poll = max((state.last_poll for state in states.values() if state.last_poll), default=None)
        if last_poll != self._last_poll:
            self._last_poll = last_poll
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
