"""Polls on schedule until told to stop.

What is due stands in the database, not in the scheduler: one tick asks for it. So a
daemon that was killed, a machine that slept or a clock that jumped lead to one poll of
a source, never to a burst.
"""

from __future__ import annotations

import logging
import signal
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC
from types import FrameType
from typing import Self

from apscheduler.schedulers.background import BackgroundScheduler

from ilofeed.app import App
from ilofeed.app.hosts import WORKERS, by_host
from ilofeed.errors import PublishError, StoreError
from ilofeed.log import told
from ilofeed.model import Source

_TICK_SECONDS = 2

_logger = logging.getLogger(__name__)


def run(app: App, stop: threading.Event | None = None) -> None:
    """Poll what is due, again and again, until *stop* is set or SIGTERM or SIGINT comes.

    Polls that run then are given up, as if they had never begun; only what computes or
    writes is waited for.
    """
    stop = stop or threading.Event()
    if threading.current_thread() is threading.main_thread():
        _stop_on_signals(stop)
    app.make_ready()
    app.store.states()  # a database that cannot be used ends the program now, not in a thread
    scheduler = BackgroundScheduler(timezone=UTC)
    with Rounds(app) as rounds:
        scheduler.add_job(
            rounds.tick,
            "interval",
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
            app.stop()
            scheduler.shutdown(wait=True)
    _logger.info("stopped")


class Rounds:
    """Polls what is due, each host in a thread of its own, so that a slow one holds up no other."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="host")
        self._under_way: set[str] = set()
        self._told: Future[None] | None = None
        # Whether a feed over several sources may be behind; at the start nobody knows.
        self._behind = threading.Event()
        self._behind.set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
        if self._behind.is_set():
            self._publish_shared()

    def tick(self) -> None:
        """Begin to poll what is due now on every host that is not being polled."""
        try:
            due = by_host(self._app.due())
        except StoreError as error:
            _logger.error("%s; trying again in %d seconds", error, _TICK_SECONDS)  # noqa: TRY400 - expected
            return
        for host, sources in due.items():
            if host not in self._under_way:
                self._under_way.add(host)
                self._pool.submit(self._visit, host, sources)
        if self._behind.is_set():
            self._behind.clear()
            self._publish_shared()
        if self._told is None or self._told.done():
            self._told = self._pool.submit(self._tell_hubs)

    def _visit(self, host: str, sources: list[Source]) -> None:
        try:
            for source in sources:
                report = self._app.poll_one(source)
                if report.reason == "stopped":
                    return
                _logger.log(logging.INFO if report.outcome.is_well else logging.WARNING, "%s", told(report))
                if report.published:
                    self._behind.set()
        except StoreError as error:
            _logger.error("%s; trying again in %d seconds", error, _TICK_SECONDS)  # noqa: TRY400 - expected
        except Exception:
            _logger.exception("a bug in ilofeed, met with host %s", host)
        finally:
            self._under_way.discard(host)

    def _publish_shared(self) -> None:
        try:
            for slug, changed in self._app.publish_shared():
                if isinstance(changed, PublishError):
                    _logger.warning(
                        "feed=%s outcome=failed reason=%s message=%r", slug, changed.reason, str(changed)
                    )
                elif changed:
                    _logger.info("feed=%s outcome=published", slug)
        except StoreError as error:
            self._behind.set()
            _logger.error("%s; trying again in %d seconds", error, _TICK_SECONDS)  # noqa: TRY400 - expected
        except Exception:
            _logger.exception("a bug in ilofeed, met with the feeds over several sources")

    def _tell_hubs(self) -> None:
        try:
            for ping, error in self._app.tell_hubs():
                if error is not None:
                    _logger.warning(
                        "hub=%s topic=%s reason=%s message=%r", ping.hub, ping.topic, error.reason, str(error)
                    )
        except StoreError as error:
            _logger.error("%s; trying again in %d seconds", error, _TICK_SECONDS)  # noqa: TRY400 - expected
        except Exception:
            _logger.exception("a bug in ilofeed, met with the hubs")


def _stop_on_signals(stop: threading.Event) -> None:
    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
