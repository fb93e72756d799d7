"""Poll on schedule until a stop is requested.

The database, not the scheduler, holds the due times; each tick reads them. So after a kill
of the daemon, a sleep of the machine or a jump of the clock, each source is polled once,
never in a burst.
"""

from __future__ import annotations

import logging
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
from ilofeed.app.ending import end_in_time
from ilofeed.core.protocols import Clock

_TICK = timedelta(seconds=TICK)

_logger = logging.getLogger(__name__)


def run(
    app: Container,
    stop: threading.Event | None = None,
    *,
    changes: Changes | None = None,
    made_of: Callable[[Container, Changes | None], Scheduler] = Scheduler,
) -> None:
    """Poll the sources that are due until *stop* is set or SIGTERM or SIGINT arrives.

    The configuration that *changes* returns is reloaded between two ticks; SIGHUP requests a check for it.

    *made_of* builds the scheduler. At the end, running polls are abandoned as if they had never begun.
    The program waits only for threads that compute or write, at most for `ilofeed.app.ending.PATIENCE` seconds.
    """
    stop = stop or threading.Event()
    is_program = threading.current_thread() is threading.main_thread()
    if is_program:
        install_signal_handlers(stop, changes)
    use_cases.make_ready(app)
    app.store.states()  # a database that cannot be used ends the program now, not in a thread
    scheduler = new_scheduler()
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


def new_scheduler() -> BackgroundScheduler:
    """Return a scheduler that logs errors only.

    Its warning is that a tick took longer than the beat. That is no problem: the next tick polls all that is due.
    """
    logger = _logger.getChild("scheduler")
    logger.setLevel(logging.ERROR)
    return BackgroundScheduler(timezone=UTC, logger=logger)


class _Beat(BaseTrigger):
    """The trigger of ticks, always one interval from now. An IntervalTrigger would count all missed ticks."""

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        """Return the time of the next tick, for the scheduler."""
        return now + _TICK


def _watch(job: Job, clock: Clock, stop: threading.Event) -> None:
    """Until *stop* is set, reschedule *job* if the clock was set back; it would wait for its old time."""
    while not stop.wait(TICK):
        if job.next_run_time > clock.now() + 2 * _TICK:
            job.modify(next_run_time=clock.now())


def install_signal_handlers(stop: threading.Event, changes: Changes | None) -> None:
    """Set *stop* on SIGTERM and SIGINT, and request a check for *changes* on SIGHUP."""

    def on_end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    def on_hangup(_number: int, _frame: FrameType | None) -> None:
        if changes is not None:
            changes.ask()

    signal.signal(signal.SIGTERM, on_end)
    signal.signal(signal.SIGINT, on_end)
    signal.signal(signal.SIGHUP, on_hangup)
