"""The queue: polls that wait for a worker, and polls that a worker has begun.

Procrastinate's tables stand in a schema of their own, which is named after their shape: another
version of it with other tables has another queue, and nobody's tables change under him. What
is in a queue may be lost at any time.
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

#: What is raised where the queue cannot be used.
QUEUE_ERRORS: tuple[type[Exception], ...] = (StoreError, ConnectorException, PoolTimeout)
Poll = Callable[[Job, str], Awaitable[None]]

_QUEUE = _TASK = "poll"
_LEADER = "leader"
_TABLE = "procrastinate_jobs"
_POSTGRES = ("postgresql://", "postgres://")
# Seconds until a connection is to be had.
_CONNECT = 10.0
# So many polls are put in by one statement.
_BATCH = 500
# So many may be in it, of one host and in all: the rest comes with later ticks, and a long queue is slow.
_OF_A_HOST, _IN_ALL = 20, 5000
# Without it a look for a poll whose host is free takes half a second where ten thousand wait.
_INDEX = (
    "CREATE INDEX ilofeed_jobs_by_lock ON procrastinate_jobs (lock, priority, id)"
    " WHERE status IN ('todo', 'doing')"
)
# Hours for which a job is kept that came to a bad end; of the others nothing stays.
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
    """How often whoever takes part shows that he is there, and looks after the others. Seconds."""

    beat: float = 10.0  #: between two signs of life of a worker
    silence: float = 30.0  #: after which a worker is taken for dead
    sweep: float = 20.0  #: between two looks at what dead workers have left
    look: float = 1.0  #: until a worker looks for a poll that nobody has told it of
    grace: float = 6.0  #: for polls under way, when a worker is to end
    idle: float = 60.0  #: after which a leader that does nothing leads no more


class Queue:
    """The queue in the database at a URL, as tickers use it.

    Fails with a StoreError that the operator can read.
    """

    def __init__(self, url: str, pulse: Pulse | None = None) -> None:
        if not url.startswith(_POSTGRES):
            raise ConfigError(
                "a cluster needs a database that all its machines can reach, and ilofeed.database names none; set"
                " it to an address like 'postgresql://user@host/name'"
            )
        self.pulse = pulse or Pulse()
        self._schema = _schema()
        self._address = guest_address(url, self._schema)
        self._session = Session(url, self._schema, idle=timedelta(seconds=self.pulse.idle))
        connector = procrastinate.SyncPsycopgConnector()
        # All it asks a pool for is a connection. Ours is the one that leads: who leads no more defers nothing.
        connector.open(self._session)  # type: ignore[arg-type]
        self._connector = connector
        self._manager = procrastinate.App(connector=connector).job_manager

    def make_ready(self) -> None:
        """Make the tables, where there are none."""
        self._session.install(f"{SchemaManager.get_schema()};\n{_INDEX}", _TABLE)

    def leads(self) -> bool:
        """Whether this process leads all tickers now."""
        return self._session.leads(_LEADER)

    def defer(self, sources: Collection[Source]) -> int:
        """Have *sources* polled by whoever has time, those that are not on their way already; how many.

        No more than the queue is to hold, the first of them first.
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
        """The queue in numbers; None where no cluster has ever used the database."""
        if not self._session.has(_TABLE):
            return None
        row = self._connector.execute_query_one(_FIGURES)
        lag = max(0.0, float(row["lag"] or 0))
        return cluster_state.Queue(queued=row["queued"], running=row["running"], lag=lag)

    def sweep(self) -> int:
        """Clear away what workers have left that are no more; how many polls that were.

        They are not put in again: what is still due is deferred by the next tick.
        """
        return asyncio.run(self._swept())

    def app(self, poll: Poll, connections: int) -> procrastinate.App:
        """What runs *poll* for each that is taken from the queue."""
        connector = procrastinate.PsycopgConnector(
            conninfo=self._address, min_size=1, max_size=connections, timeout=_CONNECT
        )
        app = procrastinate.App(connector=connector)

        @app.task(name=_TASK, queue=_QUEUE, pass_context=True)
        async def _(context: procrastinate.JobContext, slug: str) -> None:
            await poll(context.job, slug)

        return app

    async def work(self, app: procrastinate.App, concurrency: int) -> None:
        """Run what is taken from the queue by *app*, until cancelled."""
        await app.run_worker_async(
            queues=[_QUEUE],
            concurrency=concurrency,
            delete_jobs="successful",
            install_signal_handlers=False,
            shutdown_graceful_timeout=self.pulse.grace,
            fetch_job_polling_interval=self.pulse.look,
            abort_job_polling_interval=60.0,  # nobody asks for it
            update_heartbeat_interval=self.pulse.beat,
            stalled_worker_timeout=self.pulse.silence,
        )

    def close(self) -> None:
        """Close the database, and give up the lead."""
        self._session.close()

    def put_in(self, jobs: list[Job]) -> int:
        """Put in all of *jobs*, or those of them that nobody else has put in meanwhile."""
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
    """Take *job* out, whoever has begun it; False where somebody else was faster."""
    if job.id is None:
        return False
    with suppress(*QUEUE_ERRORS):
        await app.job_manager.finish_job_by_id_async(job.id, Status.FAILED, delete_job=True)
        return True
    return False


async def _nothing(_job: Job, _slug: str) -> None:
    """Who sweeps polls nothing."""


def job_of(source: Source) -> Job:
    """The poll of *source*: once in the queue, and no two of one host at once."""
    return Job(
        queue=_QUEUE,
        task_name=_TASK,
        lock=urls.site(source.url),
        queueing_lock=source.slug,
        task_kwargs={"slug": source.slug},
    )


def _schema() -> str:
    """Where the tables of the Procrastinate stand that is installed, by the last of its migrations."""
    last = max(path.name for path in Path(SchemaManager.get_migrations_path()).glob("*.sql"))
    return "ilofeed_queue_" + re.sub(r"\D", "", "".join(last.split("_")[:2]))
