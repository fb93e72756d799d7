"""The queue of polls that wait for a worker, and of polls that a worker has begun.

The tables of Procrastinate are in a separate schema, which is named after their version. A version of
Procrastinate with other tables uses another queue, so the tables of running processes never change.
The content of a queue may be lost at any time.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import procrastinate
from msgspec import Struct
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Job, Status
from procrastinate.schema import SchemaManager
from psycopg_pool import PoolTimeout

from ilofeed.core import cluster_state, urls
from ilofeed.core.errors import ConfigError, StoreError
from ilofeed.core.models import Source
from ilofeed.store.postgres.session import Session, guest_address

#: The exceptions that report an unusable queue.
QUEUE_ERRORS: tuple[type[Exception], ...] = (StoreError, ConnectorException, PoolTimeout)
Poll = Callable[[Job, str], Awaitable[None]]

_QUEUE = _TASK = "poll"
_LEADER = "leader"
_TABLE = "procrastinate_jobs"
_POSTGRES = ("postgresql://", "postgres://")
# The time limit of a connection attempt, in seconds.
_CONNECT = 10.0
# The number of polls that one statement adds.
_BATCH = 500
# The maximum number of polls per host and in total. Later ticks add the rest, because a long queue is slow.
_OF_A_HOST, _IN_ALL = 20, 5000
# Without this index, finding a poll whose host is free takes half a second in a queue of ten thousand.
_INDEX = (
    "CREATE INDEX ilofeed_jobs_by_lock ON procrastinate_jobs (lock, priority, id)"
    " WHERE status IN ('todo', 'doing')"
)
# The time in hours for which failed jobs are kept. Others are deleted at once.
_KEPT = 1
_PRESENT = "SELECT queueing_lock AS slug, lock AS host FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
_FIGURES = """
SELECT
    count(*) FILTER (WHERE status = 'todo') AS queued,
    count(*) FILTER (WHERE status = 'doing') AS running,
    extract(epoch FROM now() - (
        SELECT min(at) FROM procrastinate_events event JOIN procrastinate_jobs waiting ON waiting.id = event.job_id
        WHERE event.type = 'deferred' AND waiting.status = 'todo'
    )) AS lag
FROM procrastinate_jobs
"""


class Pulse(Struct, frozen=True, kw_only=True):
    """The intervals and time limits of tickers and workers, in seconds."""

    beat: float = 10.0  #: the interval between two heartbeats of a worker
    silence: float = 30.0  #: the time without a heartbeat after which a worker counts as dead
    sweep: float = 20.0  #: the interval between two removals of jobs of dead workers
    look: float = 1.0  #: the interval after which a worker checks the queue without a notification
    grace: float = 6.0  #: the time limit of running polls when a worker stops
    idle: float = 60.0  #: the time without activity after which a leader loses the lead


class Queue:
    """The queue in the database at a URL, for tickers.

    Failures are StoreErrors with a message for the operator.
    """

    def __init__(self, url: str, pulse: Pulse | None = None) -> None:
        if not url.startswith(_POSTGRES):
            raise ConfigError(
                "a cluster needs a database that all its machines can reach, and ilofeed.database names none; set"
                " it to an address like 'postgresql://user@host/name'",
                place=("ilofeed", "database"),
            )
        self.pulse = pulse or Pulse()
        self._schema = _schema()
        self._address = guest_address(url, self._schema)
        self._session = Session(url, self._schema, idle=timedelta(seconds=self.pulse.idle))
        connector = procrastinate.SyncPsycopgConnector()
        # Procrastinate only takes connections from a pool. This session has the connection that holds the
        # lead, so a process that lost the lead cannot queue anything.
        connector.open(self._session)  # type: ignore[arg-type]
        self._connector = connector
        self._manager = procrastinate.App(connector=connector).job_manager

    def make_ready(self) -> None:
        """Create the tables if they are missing."""
        self._session.install(f"{SchemaManager.get_schema()};\n{_INDEX}", _TABLE)

    def leads(self) -> bool:
        """Return whether this process is the leader of all tickers now, and try to become it."""
        return self._session.leads(_LEADER)

    def defer(self, sources: Collection[Source]) -> int:
        """Queue polls of *sources* that are not queued yet, in their order; return the number of new polls.

        The limits of the queue are kept.
        """
        if not sources:
            return 0
        present = self._connector.execute_query_all(_PRESENT)
        known, hosts = {row["slug"] for row in present}, Counter(row["host"] for row in present)
        jobs: list[Job] = []
        for job in map(job_of, sources):
            if job.queueing_lock in known or hosts[job.lock] >= _OF_A_HOST:
                continue
            if len(present) + len(jobs) >= _IN_ALL:
                break
            hosts[job.lock] += 1
            jobs.append(job)
        return sum(self.put_in(jobs[at : at + _BATCH]) for at in range(0, len(jobs), _BATCH))

    def figures(self) -> cluster_state.Queue | None:
        """Return the figures of the queue; None if no cluster has ever used the database."""
        if not self._session.has(_TABLE):
            return None
        row = self._connector.execute_query_one(_FIGURES)
        lag = max(0.0, float(row["lag"] or 0))
        return cluster_state.Queue(queued=row["queued"], running=row["running"], lag=lag)

    def sweep(self) -> int:
        """Remove the polls of dead workers; return their number.

        They are not queued again: the next tick queues those that are still due.
        """
        return asyncio.run(self._swept())

    def app(self, poll: Poll, connections: int) -> procrastinate.App:
        """Build the Procrastinate app that runs *poll* for each job of the queue."""
        connector = procrastinate.PsycopgConnector(
            conninfo=self._address, min_size=1, max_size=connections, timeout=_CONNECT
        )
        app = procrastinate.App(connector=connector)

        @app.task(name=_TASK, queue=_QUEUE, pass_context=True)
        async def _(context: procrastinate.JobContext, slug: str) -> None:
            await poll(context.job, slug)

        return app

    async def work(self, app: procrastinate.App, concurrency: int) -> None:
        """Run jobs of the queue with *app* until cancelled."""
        await app.run_worker_async(
            queues=[_QUEUE],
            concurrency=concurrency,
            delete_jobs="successful",
            install_signal_handlers=False,
            shutdown_graceful_timeout=self.pulse.grace,
            fetch_job_polling_interval=self.pulse.look,
            abort_job_polling_interval=60.0,  # aborts are not used
            update_heartbeat_interval=self.pulse.beat,
            stalled_worker_timeout=self.pulse.silence,
        )

    def close(self) -> None:
        """Close the connection, and give up the lead."""
        self._session.close()

    def put_in(self, jobs: list[Job]) -> int:
        """Add *jobs* to the queue, except those that another process has added; return the number added."""
        if not jobs:
            return 0
        try:
            return len(self._manager.batch_defer_jobs(jobs))
        except AlreadyEnqueued:
            half = len(jobs) // 2
            return self.put_in(jobs[:half]) + self.put_in(jobs[half:]) if half else 0

    async def _swept(self) -> int:
        app, swept = self.app(_nothing, connections=1), 0
        async with app.open_async():
            manager = app.job_manager
            left = await manager.get_stalled_jobs(queue=_QUEUE, seconds_since_heartbeat=self.pulse.silence)
            for job in left:
                swept += await finish(app, job)
            await manager.prune_stalled_workers(self.pulse.silence)
            await manager.delete_old_jobs(
                _KEPT, _QUEUE, include_failed=True, include_cancelled=True, include_aborted=True
            )
        return swept


async def finish(app: procrastinate.App, job: Job) -> bool:
    """Remove *job*, even if another worker began it; return False if it was removed already."""
    if job.id is None:
        return False
    with suppress(*QUEUE_ERRORS):
        await app.job_manager.finish_job_by_id_async(job.id, Status.FAILED, delete_job=True)
        return True
    return False


async def _nothing(_job: Job, _slug: str) -> None:
    """Do nothing: a sweep runs no polls."""


def job_of(source: Source) -> Job:
    """Build the job of *source*: at most one in the queue, and at most one running per host."""
    return Job(
        queue=_QUEUE,
        task_name=_TASK,
        lock=urls.site(source.url),
        queueing_lock=source.slug,
        task_kwargs={"slug": source.slug},
    )


def _schema() -> str:
    """Return the schema of the tables of the installed Procrastinate, named after its last migration."""
    last = max(path.name for path in Path(SchemaManager.get_migrations_path()).glob("*.sql"))
    return "ilofeed_queue_" + re.sub(r"\D", "", "".join(last.split("_")[:2]))
