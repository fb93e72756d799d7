"""Work on a source that the operator asks for on the admin site: a poll, or an approval.

The scheduler of this process does it among its other work, so that it publishes what depends on the result. Where
there is no scheduler, threads of its own do it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from ilofeed.app import after_poll
from ilofeed.app.container import Container
from ilofeed.app.logs import log_event, poll_fields
from ilofeed.core.errors import StoreError
from ilofeed.core.models import Source
from ilofeed.core.state import PollReport

_logger = logging.getLogger(__name__)

# An approval does not wait for a slow site.
_THREADS = 4

#: Work on a source. It returns None if nothing was done.
Work = Callable[[Container, Source], PollReport | None]


class OperatorRequest:
    """The request for work on one source."""

    def __init__(self, slug: str, work: Work) -> None:
        self._slug = slug
        self._work = work
        #: The report; None if nothing was done.
        self.report: Future[PollReport | None] = Future()

    def run(self, app: Container) -> PollReport | None:
        """Do the work, log the report, and give it to those who wait for it."""
        source = next((source for source in app.config.sources if source.slug == self._slug), None)
        try:
            report = self._work(app, source) if source else None
        except StoreError as error:
            self.report.set_exception(error)  # the operator sees it
            return None
        except Exception as error:
            _logger.exception("a bug in ilofeed, met with source %s", self._slug)
            self.report.set_exception(error)
            return None
        self.report.set_result(report)
        if report is not None:
            log_event(_logger, logging.INFO if report.outcome.is_ok else logging.WARNING, poll_fields(report))
        return report


class OperatorRequests:
    """Requests on their way to those who do the work. Threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[OperatorRequest] = []
        self._start: Callable[[OperatorRequest], object] = self._waiting.append

    def ask(self, slug: str, work: Work) -> Future[PollReport | None]:
        """Ask for *work* on the source *slug*; return what will hold its report."""
        request = OperatorRequest(slug, work)
        with self._lock:
            self._start(request)
        return request.report

    def start_by(self, start: Callable[[OperatorRequest], object]) -> None:
        """Have each request started by *start*, which does not wait for its end."""
        with self._lock:
            for request in self._waiting:
                start(request)
            self._waiting.clear()
            self._start = start

    def close(self) -> None:
        """Answer all requests from here on: nothing is done any more."""
        self.start_by(lambda request: request.report.set_result(None))


@contextmanager
def in_own_threads(app: Container, requests: OperatorRequests) -> Iterator[None]:
    """Open a block in which threads do what is asked for, because nothing else polls in this process."""
    publishing = threading.Lock()

    def run(request: OperatorRequest) -> None:
        report = request.run(app)
        if report is not None and report.published:
            with publishing:
                after_poll.log_results(_logger, after_poll.results(app))

    with ThreadPoolExecutor(_THREADS, thread_name_prefix="requests") as pool:
        requests.start_by(lambda request: pool.submit(run, request))
        try:
            yield
        finally:
            requests.close()
