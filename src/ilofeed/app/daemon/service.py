"""Polls on schedule until told to stop.

What is due stands in the database, not in the scheduler: one tick asks for it. So a
daemon that was killed, a machine that slept or a clock that jumped lead to one poll of
a source, never to a burst.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import FrameType

from apscheduler.job import Job
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

from ilofeed.app import use_cases
from ilofeed.app.container import Container
from ilofeed.app.daemon.config_watch import Changes
from ilofeed.app.daemon.tick import TICK, Scheduler
from ilofeed.core.protocols import Clock

_TICK = timedelta(seconds=TICK)
#: Seconds from the wish to end until the program does, whatever still computes or writes: less
#: than those who run programs wait before they kill them.
PATIENCE = 9.0

_logger = logging.getLogger(__name__)


def run(
    app: Container,
    stop: threading.Event | None = None,
    *,
    changes: Changes | None = None,
    made_of: Callable[[Container, Changes | None], Scheduler] = Scheduler,
) -> None:
    """Poll what is due, again and again, until *stop* is set or SIGTERM or SIGINT comes.

    The configuration that *changes* returns is reloaded between two ticks; SIGHUP asks for it.

    *made_of* makes the rounds. Polls that run then are given up, as if they had never begun; only what computes or
    writes is waited for, and no longer than `PATIENCE`.
    """
    stop = stop or threading.Event()
    is_program = threading.current_thread() is threading.main_thread()
    if is_program:
        install_signal_handlers(stop, changes)
    use_cases.make_ready(app)
    app.store.states()  # a database that cannot be used ends the program now, not in a thread
    scheduler = BackgroundScheduler(timezone=UTC)
    with made_of(app, changes) as rounds:
        job = scheduler.add_job(
            rounds.tick,
            _Beat(),
            next_run_time=app.clock.now(),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        _logger.info("polling on schedule, sources: %d", len(app.config.sources))
        scheduler.start()
        try:
            _watch(job, app.clock, stop)
        finally:
            if is_program:
                end_in_time()
            app.stop()
            scheduler.shutdown(wait=True)
    _logger.info("stopped")


class _Beat(BaseTrigger):
    """The next tick is a tick after now: one missed is missed. An interval would count all of them, one by one."""

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        """As the scheduler asks it."""
        return now + _TICK


def _watch(job: Job, clock: Clock, stop: threading.Event) -> None:
    """Until *stop*, see that *job* goes on where the clock is put back: it would wait until that has caught up."""
    while not stop.wait(TICK):
        if job.next_run_time > clock.now() + 2 * _TICK:
            job.modify(next_run_time=clock.now())


def end_in_time() -> None:
    """Have the program end in time. Nothing is lost by that: it may be killed at any instant."""

    def end() -> None:
        _logger.warning("given up what still computes")
        os._exit(0)

    timer = threading.Timer(PATIENCE, end)
    timer.daemon = True
    timer.start()


def install_signal_handlers(stop: threading.Event, changes: Changes | None) -> None:
    """Have *stop* set by SIGTERM and SIGINT, and *changes* asked for by SIGHUP."""

    def on_end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    def on_hangup(_number: int, _frame: FrameType | None) -> None:
        if changes is not None:
            changes.ask()

    signal.signal(signal.SIGTERM, on_end)
    signal.signal(signal.SIGINT, on_end)
    signal.signal(signal.SIGHUP, on_hangup)
