"""One trial of a cluster: its sites, its configuration, its database, and the checks after it."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from fakes.crowd import Crowd, Subscribers, gathered
from fakes.judge import Judge
from fakes.postgres import Server

WORKER = ["worker", "--concurrency", "8"]
TICKER = ["run", "--cluster", "--port", "0"]
_JOBS = "SELECT count(*) FROM queue.procrastinate_jobs WHERE status IN ('todo', 'doing')"
_LEASES = "SELECT count(*) FROM source WHERE lease_until IS NOT NULL"
_TURNS = "SELECT count(*) FROM host WHERE holder <> '' AND holder IS NOT NULL"
_WORKERS = "SELECT count(*) FROM queue.procrastinate_workers"
_SCHEMA = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'ilofeed_queue%'"


@dataclass(frozen=True)
class Trial:
    """The sites, the folder and the database of a cluster."""

    crowd: Crowd
    folder: Path
    database: str
    configuration: str

    def ask(self, statement: str) -> int:
        """Return the number that *statement* gives; it may name the schema `queue`."""
        with psycopg.connect(self.database, options="-c search_path=ilofeed") as connection:
            schema = connection.execute(_SCHEMA).fetchone()
            assert schema is not None
            row = connection.execute(statement.replace("queue.", f"{schema[0]}.").encode()).fetchone()
            return int(row[0]) if row else 0

    def is_queue_empty(self) -> bool:
        return not self.ask(_JOBS)

    def is_idle(self) -> bool:
        return not self.ask(_JOBS) + self.ask(_LEASES)

    def check_nothing_is_locked(self, judge: Judge) -> None:
        jobs, leases, turns, workers = map(self.ask, (_JOBS, _LEASES, _TURNS, _WORKERS))
        judge.check(
            f"left behind: {jobs} jobs, {leases} leases, {turns} turns at hosts, {workers} workers",
            holds=not jobs + leases + turns + workers,
        )

    def check_all_is_seen(self, judge: Judge, readers: Subscribers) -> None:
        readers.read()
        crowd = self.crowd
        missed = sorted(crowd.titles - set(readers.ids))
        entries = self.ask("SELECT count(*) FROM entry")
        polled = sum(1 for slug in crowd.hosts if crowd.asked[slug])
        judge.check(f"{polled} of {len(crowd.hosts)} sources polled", holds=polled == len(crowd.hosts))
        judge.check(f"{len(readers.ids)} items seen, {len(missed)} missed {missed[:2]}", holds=not missed)
        judge.check(f"{len(readers.twice)} announced twice {readers.twice[:2]}", holds=not readers.twice)
        judge.check(f"{entries} entries saved", holds=entries == len(crowd.titles))
        judge.check(f"{len(readers.broken)} feeds broken {readers.broken[:2]}", holds=not readers.broken)
        judge.check(f"at most {crowd.most_at_once} requests at once to a host", holds=crowd.most_at_once == 1)


@contextmanager
def opened(server: Server, hosts: dict[str, str], *, interval: str, answer_takes: float = 0.02) -> Iterator[Trial]:
    """Serve the page of each slug on its host, and configure ilofeed for them with a new database."""
    with gathered(hosts, answer_takes=answer_takes) as crowd, tempfile.TemporaryDirectory() as folder:
        database = server.database()
        text = _configuration(crowd, database, interval)
        (Path(folder) / "config.toml").write_text(text)
        yield Trial(crowd, Path(folder), database, text)


def _configuration(crowd: Crowd, database: str, interval: str) -> str:
    text = f'[ilofeed]\ndatabase = "{database}"\ninterval = "{interval}"\n'
    text += '[fetch]\nallow_private = ["127.0.0.0/8", "10.0.0.0/8"]\nmin_delay = "0s"\ntimeout = "3s"\n'
    text += "robots = false\n"
    return text + "".join(f'[[source]]\nslug = "{slug}"\nurl = "{crowd.url(slug)}"\n' for slug in crowd.hosts)


def spread(sources: int, hosts: int, network: str) -> dict[str, str]:
    """Return the hosts of *sources* slugs, as many different ones of *network* as *hosts* says."""
    return {f"source-{at:04}": f"{network}.{1 + at % hosts}" for at in range(sources)}


def wait(holds: Callable[[], object], seconds: float, meanwhile: Callable[[], None] = lambda: None) -> bool:
    """Call *meanwhile* until *holds* or the time is over; return whether it holds."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        meanwhile()
        time.sleep(0.5)
    return True


def pass_by(seconds: float, meanwhile: Callable[[], None]) -> None:
    """Call *meanwhile* until the time is over."""
    wait(lambda: False, seconds, meanwhile)
