"""A worker: polls what the queue gives it, until told to stop, whatever happens to the database meanwhile."""

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
from ilofeed.app.daemon.service import end_in_time, install_signal_handlers
from ilofeed.app.daemon.tick import TICK
from ilofeed.app.logs import log_event, poll_fields
from ilofeed.core.errors import StoreError

if TYPE_CHECKING:
    import procrastinate
    from procrastinate.jobs import Job

#: So many polls at a time, unless told otherwise. They wait for the network, most of the time.
CONCURRENCY = 8
# Seconds until the queue is tried again that could not be used: at first, and at the most.
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
    """Poll what the queue gives, *concurrency* at a time, until *stop* is set or SIGTERM or SIGINT comes.

    The configuration that *changes* returns is reloaded meanwhile; SIGHUP asks for it.
    """
    stop = stop or threading.Event()
    if threading.current_thread() is threading.main_thread():
        install_signal_handlers(stop, changes)
    queue = Queue(app.config.database, pulse)
    try:
        use_cases.make_ready(app)
        app.store.states()  # a database that cannot be used ends the program now, not in a thread
        _make_ready(queue)
        # It tells at length, with tracebacks, what is told here in a line.
        logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
        logging.getLogger("psycopg.pool").setLevel(logging.ERROR)
        with ThreadPoolExecutor(concurrency, thread_name_prefix="poll") as pool:
            _logger.info("working, %d polls at a time", concurrency)
            asyncio.run(_Worker(app, queue, stop, pool, changes).run(concurrency))
    finally:
        queue.close()
    _logger.info("stopped")


class _Worker:
    """Takes polls from the queue into threads."""

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
        # The jobs that are really being done, by number, and the number under which this worker has taken them.
        self._at_work: dict[int | None, str] = {}
        self._number: int | None = None
        self._strange: set[str] = set()
        # Sources whose lease may not have been given back.
        self._owed: set[str] = set()

    async def run(self, concurrency: int) -> None:
        """Work, and begin anew where the queue was lost, until told to stop."""
        asyncio.get_running_loop().set_exception_handler(_on_failure)
        told = asyncio.ensure_future(asyncio.to_thread(self._stop.wait))
        changes = asyncio.ensure_future(self._heed_changes())
        pause = _FIRST_PAUSE
        try:
            while not told.done():
                begun = asyncio.get_running_loop().time()
                working = asyncio.ensure_future(self._work(concurrency, told))
                ending: set[asyncio.Future[Any]] = {working, told}
                await asyncio.wait(ending, return_when=asyncio.FIRST_COMPLETED)
                if told.done():
                    await self._end(working)
                    break
                if asyncio.get_running_loop().time() - begun > _LONGEST_PAUSE:
                    pause = _FIRST_PAUSE
                _logger.error("%s; trying again in %.1f seconds", working.result(), pause)
                await asyncio.wait({told}, timeout=pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
        finally:
            changes.cancel()
            self._stop.set()
            self._app.stop()

    async def _end(self, working: asyncio.Future[str]) -> None:
        """Give up what is under way, and tell the queue so, if it is to be reached."""
        if threading.current_thread() is threading.main_thread():
            end_in_time()
        self._app.stop()
        await asyncio.wait({working}, timeout=self._queue.pulse.grace + 1)
        working.cancel()

    async def _work(self, concurrency: int, told: asyncio.Future[bool]) -> str:
        """Work until *told* or as long as the queue can be used; why it could not be used any more."""
        try:
            await asyncio.to_thread(_make_ready, self._queue)
            queue = self._queue.app(self._poll, connections=2)
            async with queue.open_async():
                working = asyncio.ensure_future(self._queue.work(queue, concurrency))
                owning_up = asyncio.ensure_future(self._own_up(queue))
                ending: set[asyncio.Future[Any]] = {working, owning_up, told}
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
        """Poll the source *slug*, if it is due still, and tell of it."""
        source = next((each for each in self._app.config.sources if each.slug == slug), None)
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
                log_event(
                    _logger, logging.INFO if report.outcome.is_well else logging.WARNING, poll_fields(report)
                )

    async def _own_up(self, queue: procrastinate.App) -> None:
        """Take out what the queue believes to be done here and is not, again and again.

        Where the end of a job could not be told to the database, Procrastinate never does so
        again; nobody would rescue that job, for this worker lives, and its host would stay locked.
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
        """End the leases of polls that came to nothing while the database was away: they need not run out."""
        for slug in self._owed - set(self._at_work.values()):
            try:
                state = self._app.store.state(slug)
                if state is not None and state.lease_by == self._app.holder:
                    self._app.store.release(state)
            except StoreError:
                return
            self._owed.discard(slug)

    async def _heed_changes(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            if await asyncio.to_thread(reload_if_changed, self._app, self._changes):
                self._strange.clear()


def _make_ready(queue: Queue) -> None:
    """Have there be a queue. A connection that then waits for nothing would be ended by the server."""
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
    """Tell in a line of what nobody waited for: mostly jobs whose end could not be told to the database."""
    error = context.get("exception")
    _logger.warning("%s (%s)", context.get("message"), getattr(error, "__cause__", None) or error)
