"""Polls on schedule until told to stop.

What is due stands in the database, not in the scheduler: one tick asks for it. So a
daemon that was killed, a machine that slept or a clock that jumped lead to one poll of
a source, never to a burst.
"""

from __future__ import annotations

import logging
import signal
import threading
from datetime import UTC
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler

from ilofeed.app import App
from ilofeed.errors import StoreError
from ilofeed.log import told

_TICK_SECONDS = 2

_logger = logging.getLogger(__name__)


def run(app: App, stop: threading.Event | None = None) -> None:
    """Poll what is due, again and again, until *stop* is set or SIGTERM or SIGINT comes.

    A poll that runs is waited for; it ends within the fetch's timeout.
    """
    stop = stop or threading.Event()
    if threading.current_thread() is threading.main_thread():
        _stop_on_signals(stop)
    app.store.states()  # a database that cannot be used ends the program now, not in a thread
    scheduler = BackgroundScheduler(timezone=UTC)
    scheduler.add_job(
        tick,
        "interval",
        args=(app, stop),
        seconds=_TICK_SECONDS,
        next_run_time=app.clock.now(),
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    _logger.info("polling %d sources on schedule", len(app.config.sources))
    scheduler.start()
    try:
        stop.wait()
    finally:
        scheduler.shutdown(wait=True)
    _logger.info("stopped")


def tick(app: App, stop: threading.Event) -> None:
    """Poll what is due now; between two sources look whether to stop."""
    try:
        for report in app.poll_due():
            _logger.log(logging.INFO if report.outcome.is_well else logging.WARNING, "%s", told(report))
            if stop.is_set():
                return
    except StoreError as error:
        _logger.error("%s; trying again in %d seconds", error, _TICK_SECONDS)  # noqa: TRY400 - expected, one line


def _stop_on_signals(stop: threading.Event) -> None:
    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
