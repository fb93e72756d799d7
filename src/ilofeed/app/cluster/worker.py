"""Run polls of the queue until a stop is requested, through any failures of the database."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from ilofeed.app import use_cases
from ilofeed.app.cluster.queue import QUEUE_ERRORS, Pulse, Queue, finish
from ilofeed.app.container import Container
from ilofeed.app.daemon.config_watch import Changes, reload_if_changed
from ilofeed.app.daemon.service import install_signal_handlers
from ilofeed.app.daemon.tick import TICK
from ilofeed.app.ending import end_in_time
from ilofeed.app.logs import log_event, poll_fields
from ilofeed.core.errors import StoreError

if TYPE_CHECKING:
    import procrastinate
    from procrastinate.jobs import Job

#: The default number of parallel polls, which mostly wait for the network.
CONCURRENCY = 8
# The first and the longest wait before the queue is tried again, in seconds.
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 15.0

_logger = logging.getLogger(__name__)


def run(
    app: Container,
    stop: threading.Event | None = None,
    *,
    concurrency: int = CONCURRENCY,
    changes: Changes | None = None,
    pulse: Pulse | None = None,
) -> None:
    """Run polls of the queue, *concurrency* at a time, until *stop* is set or SIGTERM or SIGINT arrives.

    The configuration that *changes* returns is reloaded meanwhile; SIGHUP requests a check for it.
    """
    stop = stop or threading.Event()
    if threading.current_thread() is threading.main_thread():
        install_signal_handlers(stop, changes)
    queue = Queue(app.config.database, pulse)
    try:
        use_cases.make_ready(app)
        app.store.states()  # a database that cannot be used ends the program now, not in a thread
        _make_ready(queue)
        # Both log long tracebacks of failures that this module logs in one line.
        logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
        logging.getLogger("psycopg.pool").setLevel(logging.ERROR)
        with ThreadPoolExecutor(concurrency, thread_name_prefix="poll") as pool:
            _logger.info("working, %d polls at a time", concurrency)
            asyncio.run(_Worker(app, queue, stop, pool, changes).run(concurrency))
    finally:
        queue.close()
    _logger.info("stopped")


class _Worker:
    """A worker that runs polls of the queue in threads."""

    def __init__(
        self,
        app: Container,
        queue: Queue,
        stop: threading.Event,
        pool: ThreadPoolExecutor,
        changes: Changes | None,
    ) -> None:
        self._app = app
        self._queue = queue
        self._stop = stop
        self._pool = pool
        self._changes = changes
        # The jobs that are really running, by number, and the number of this worker in the queue.
        self._at_work: dict[int | None, str] = {}
        self._number: int | None = None
        self._strange: set[str] = set()
        # The sources whose leases may not have been released.
        self._owed: set[str] = set()

    async def run(self, concurrency: int) -> None:
        """Work until a stop is requested, and reconnect after the queue was lost."""
        asyncio.get_running_loop().set_exception_handler(_on_failure)
        stopping = asyncio.ensure_future(asyncio.to_thread(self._stop.wait))
        changes = asyncio.ensure_future(self._reload_on_change())
        pause = _FIRST_PAUSE
        try:
            while not stopping.done():
                begun = asyncio.get_running_loop().time()
                working = asyncio.ensure_future(self._work(concurrency, stopping))
                ending: set[asyncio.Future[Any]] = {working, stopping}
                await asyncio.wait(ending, return_when=asyncio.FIRST_COMPLETED)
                if stopping.done():
                    await self._end(working)
                    break
                if asyncio.get_running_loop().time() - begun > _LONGEST_PAUSE:
                    pause = _FIRST_PAUSE
                _logger.error("%s; trying again in %.1f seconds", working.result(), pause)
                await asyncio.wait({stopping}, timeout=pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
        finally:
            changes.cancel()
            self._stop.set()
            self._app.stop()

    async def _end(self, working: asyncio.Future[str]) -> None:
        """Abandon running polls, and report that to the queue if it can be reached."""
        if threading.current_thread() is threading.main_thread():
            end_in_time()
        self._app.stop()
        await asyncio.wait({working}, timeout=self._queue.pulse.grace + 1)
        working.cancel()

    async def _work(self, concurrency: int, stopping: asyncio.Future[bool]) -> str:
        """Work until *stopping* is done or the queue fails; return why it failed."""
        try:
            await asyncio.to_thread(_make_ready, self._queue)
            queue = self._queue.app(self._poll, connections=2)
            async with queue.open_async():
                working = asyncio.ensure_future(self._queue.work(queue, concurrency))
                owning_up = asyncio.ensure_future(self._own_up(queue))
                ending: set[asyncio.Future[Any]] = {working, owning_up, stopping}
                await asyncio.wait(ending, return_when=asyncio.FIRST_COMPLETED)
                owning_up.cancel()
                working.cancel()
                ends = await asyncio.gather(working, owning_up, return_exceptions=True)
        except QUEUE_ERRORS as error:
            return str(error) or repr(error)
        except Exception as error:
            _logger.exception("a bug in ilofeed, met with the queue")
            return repr(error)
        return _why(ends)

    async def _poll(self, job: Job, slug: str) -> None:
        self._number = job.worker_id
        self._at_work[job.id] = slug
        try:
            await asyncio.get_running_loop().run_in_executor(self._pool, self._polled, slug)
        finally:
            self._at_work.pop(job.id, None)

    def _polled(self, slug: str) -> None:
        """Poll the source *slug* if it is still due, and log the result."""
        source = next((source for source in self._app.config.sources if source.slug == slug), None)
        if source is None or source.retired:
            if slug not in self._strange:
                self._strange.add(slug)
                _logger.warning("no source to poll is called %r in %s", slug, self._app.config.name)
            return
        try:
            report = use_cases.poll_due(self._app, source)
        except StoreError as error:
            self._owed.add(slug)
            _logger.error("%s; source %s is polled another time", error, slug)  # noqa: TRY400 - expected
        except Exception:
            _logger.exception("a bug in ilofeed, met with source %s", slug)
        else:
            if report is not None and report.reason != "stopped":
                log_event(_logger, logging.INFO if report.outcome.is_ok else logging.WARNING, poll_fields(report))

    async def _own_up(self, queue: procrastinate.App) -> None:
        """Remove, at each beat, jobs that the queue assigns to this worker but that are not running.

        If Procrastinate cannot report the end of a job to the database, it does not retry. The job
        would stay, because this worker is alive, and its host would stay locked.
        """
        before: set[int | None] = set()
        while True:
            await asyncio.sleep(self._queue.pulse.beat)
            await asyncio.to_thread(self._give_back)
            if self._number is None:
                continue
            jobs = await queue.job_manager.list_jobs_async(status="doing", worker_id=self._number)
            left = {job.id: job for job in jobs if job.id not in self._at_work}
            for number in before & set(left):
                _logger.warning("source %s was not taken off the queue", left[number].queueing_lock)
                await finish(queue, left[number])
            before = set(left)

    def _give_back(self) -> None:
        """Release the leases of polls that failed while the database was unavailable, before they expire."""
        for slug in self._owed - set(self._at_work.values()):
            try:
                state = self._app.store.state(slug)
                if state is not None and state.lease_by == self._app.holder:
                    self._app.store.release(state)
            except StoreError:
                return
            self._owed.discard(slug)

    async def _reload_on_change(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            if await asyncio.to_thread(reload_if_changed, self._app, self._changes):
                self._strange.clear()


def _make_ready(queue: Queue) -> None:
    """Create the queue, and close the connection, because the server would end an idle one."""
    try:
        queue.make_ready()
    finally:
        queue.close()


def _why(ends: Collection[object]) -> str:
    for end in ends:
        if isinstance(end, Exception):
            return f"the queue cannot be used ({end.__cause__ or end})"
    return "the queue was lost"


def _on_failure(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log an unhandled failure in one line: mostly jobs whose end could not be saved in the database."""
    error = context.get("exception")
    _logger.warning("%s (%s)", context.get("message"), getattr(error, "__cause__", None) or error)
