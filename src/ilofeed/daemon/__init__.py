"""Polls on schedule until told to stop.

What is due stands in the database, not in the scheduler: one tick asks for it. So a
daemon that was killed, a machine that slept or a clock that jumped lead to one poll of
a source, never to a burst.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable
from datetime import UTC
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler

from ilofeed.app import App
from ilofeed.daemon.changes import Changes
from ilofeed.daemon.rounds import TICK, Rounds

_logger = logging.getLogger(__name__)


def run(
    app: App,
    stop: threading.Event | None = None,
    *,
    changes: Changes | None = None,
    made_of: Callable[[App, Changes | None], Rounds] = Rounds,
) -> None:
    """Poll what is due, again and again, until *stop* is set or SIGTERM or SIGINT comes.

    What *changes* tells of the configuration is taken over between two rounds; SIGHUP asks for it.

    *made_of* makes the rounds. Polls that run then are given up, as if they had never begun; only what computes or
    writes is waited for.
    """
    stop = stop or threading.Event()
    if threading.current_thread() is threading.main_thread():
        heed_signals(stop, changes)
    app.make_ready()
    app.store.states()  # a database that cannot be used ends the program now, not in a thread
    scheduler = BackgroundScheduler(timezone=UTC)
    with made_of(app, changes) as rounds:
        scheduler.add_job(
            rounds.tick,
            "interval",
            seconds=TICK,
            next_run_time=app.clock.now(),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        _logger.info("polling on schedule, sources: %d", len(app.config.sources))
        scheduler.start()
        try:
            stop.wait()
        finally:
            app.stop()
            scheduler.shutdown(wait=True)
    _logger.info("stopped")


def heed_signals(stop: threading.Event, changes: Changes | None) -> None:
    """Have *stop* set by SIGTERM and SIGINT, and *changes* asked for by SIGHUP."""

    def on_end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    def on_hangup(_number: int, _frame: FrameType | None) -> None:
        if changes is not None:
            changes.ask()

    signal.signal(signal.SIGTERM, on_end)
    signal.signal(signal.SIGINT, on_end)
    signal.signal(signal.SIGHUP, on_hangup)
