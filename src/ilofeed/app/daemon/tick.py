"""Poll the sources that are due in each tick, publish changes, and notify hubs and the operator."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Self

from msgspec import Struct

from ilofeed.app import after_poll, publish_all, timetable, use_cases
from ilofeed.app.container import Container
from ilofeed.app.daemon.config_watch import Changes, reload_if_changed
from ilofeed.app.logs import log_event, poll_fields
from ilofeed.app.operator_requests import OperatorRequest, OperatorRequests
from ilofeed.core.errors import NotifyError, PublishError, StoreError
from ilofeed.core.models import Source
from ilofeed.core.state import Notification, PollReport
from ilofeed.poll.concurrency import WORKERS, by_host
from ilofeed.publish.websub import HubRound

#: The interval between two ticks, in seconds.
TICK = 2
# The interval between two writes of the status files, in seconds. They are written only after polls.
_STATUS = 60.0
# The interval between two checks for alerts.
_ALERT = timedelta(seconds=10)

_logger = logging.getLogger(__name__)


class Jobs(Struct, frozen=True, kw_only=True):
    """The use cases that a scheduler runs. Each takes the container."""

    due_sources: Callable[[Container], list[Source]] = timetable.due_sources
    poll_due: Callable[[Container, Source], PollReport | None] = use_cases.poll_due
    publish_shared: Callable[[Container], Iterator[tuple[str, bool | PublishError]]] = publish_all.publish_shared
    notify_hubs: Callable[[Container], Iterator[HubRound]] = use_cases.notify_hubs
    send_alerts: Callable[[Container], Iterator[tuple[Notification, NotifyError | None]]] = use_cases.send_alerts


_JOBS = Jobs()


class Scheduler:
    """The scheduler of polls. Each host has its own thread, so that a slow host delays no other."""

    def __init__(
        self,
        app: Container,
        changes: Changes | None = None,
        *,
        jobs: Jobs = _JOBS,
        requests: OperatorRequests | None = None,
    ) -> None:
        """Do what *requests* ask for, beside the polls that are due."""
        self.app = app
        self._jobs = jobs
        self._requests = requests or OperatorRequests()
        self._changes = changes
        self.pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="host")
        self._under_way: set[str] = set()
        self._hub_task: Future[None] | None = None
        self._alert_task: Future[None] | None = None
        self._alert_at: datetime | None = None
        #: Set if a feed over several sources may be out of date. At the start that is unknown.
        self.behind = threading.Event()
        self.behind.set()
        #: Set if a source was polled since the last write of the status files.
        self.polled = threading.Event()
        self._shared_at = 0.0

    def __enter__(self) -> Self:
        self._requests.start_by(lambda request: self.pool.submit(self._run, request))
        return self

    def __exit__(self, *_: object) -> None:
        self._requests.close()
        self.pool.shutdown(wait=True, cancel_futures=True)
        if self.behind.is_set() or self.polled.is_set():
            self._publish_shared()

    def tick(self) -> None:
        """Run one tick. If `begin` returns False, only the configuration is checked."""
        if reload_if_changed(self.app, self._changes):
            self.behind.set()
        self.app.close_idle()
        try:
            if not self.begin():
                return
        except StoreError as error:
            _logger.error("%s; trying again in %d seconds", error, TICK)  # noqa: TRY400 - expected
            return
        if self.behind.is_set() or self._is_status_stale():
            self._publish_shared()
        if self._hub_task is None or self._hub_task.done():
            self._hub_task = self.pool.submit(self._notify_hubs)
        now = self.app.clock.now()
        is_time = self._alert_at is None or not now < self._alert_at <= now + _ALERT
        if is_time and (self._alert_task is None or self._alert_task.done()):
            self._alert_at = now + _ALERT
            self._alert_task = self.pool.submit(self._alert)

    def _is_status_stale(self) -> bool:
        return self.polled.is_set() and self.app.clock.monotonic() >= self._shared_at + _STATUS

    def begin(self) -> bool:
        """Start polls of the due sources, on all hosts without running polls. Raises StoreError."""
        for host, sources in by_host(self._jobs.due_sources(self.app)).items():
            if host not in self._under_way:
                self._under_way.add(host)
                self.pool.submit(self._visit, host, sources)
        return True

    def _visit(self, host: str, sources: list[Source]) -> None:
        try:
            for source in sources:
                report = self._polled(source)
                if report is None:
                    continue
                if report.reason == "stopped":
                    return
                log_event(_logger, logging.INFO if report.outcome.is_ok else logging.WARNING, poll_fields(report))
                self._note(report)
        except StoreError as error:
            _logger.error("%s; trying again in %d seconds", error, TICK)  # noqa: TRY400 - expected
        except Exception:
            _logger.exception("a bug in ilofeed, met with host %s", host)
        finally:
            self._under_way.discard(host)

    def _run(self, request: OperatorRequest) -> None:
        if report := request.run(self.app):
            self._note(report)

    def _note(self, report: PollReport) -> None:
        self.polled.set()
        if report.published:
            self.behind.set()

    def _polled(self, source: Source) -> PollReport | None:
        try:
            return self._jobs.poll_due(self.app, source)
        except StoreError:
            raise
        except Exception:  # the other sources of the host must not wait for a corrected program
            _logger.exception("a bug in ilofeed, met with source %s", source.slug)
            return None

    def _publish_shared(self) -> None:
        self.behind.clear()
        self.polled.clear()
        self._shared_at = self.app.clock.monotonic()
        try:
            after_poll.log_results(_logger, after_poll.shared_results(self._jobs.publish_shared(self.app)))
        except StoreError as error:
            self.behind.set()
            _logger.error("%s; trying again in %d seconds", error, TICK)  # noqa: TRY400 - expected
        except Exception:
            _logger.exception("a bug in ilofeed, met with the feeds over several sources")

    def _notify_hubs(self) -> None:
        try:
            after_poll.log_results(_logger, after_poll.hub_results(self._jobs.notify_hubs(self.app)))
        except StoreError as error:
            _logger.error("%s; trying again in %d seconds", error, TICK)  # noqa: TRY400 - expected
        except Exception:
            _logger.exception("a bug in ilofeed, met with the hubs")

    def _alert(self) -> None:
        try:
            after_poll.log_results(_logger, after_poll.alert_results(self._jobs.send_alerts(self.app)))
        except StoreError as error:
            _logger.error("%s; trying again in %d seconds", error, _ALERT.seconds)  # noqa: TRY400 - expected
        except Exception:
            _logger.exception("a bug in ilofeed, met with the alerts")
