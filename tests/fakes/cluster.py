"""A cluster on one machine: a database, pages, tickers, and workers in threads or in processes."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from fakes.operator import COMMAND
from ilofeed.app import use_cases
from ilofeed.app.cluster import worker
from ilofeed.app.cluster.queue import Pulse
from ilofeed.app.cluster.ticker import Ticker
from ilofeed.app.container import Container
from ilofeed.app.daemon.config_watch import Changes
from ilofeed.config.loader import Config, load

#: Nobody waits for a minute to see that somebody is dead.
QUICK = Pulse(beat=0.2, silence=1.5, sweep=0.2, look=0.1, grace=5.0)

_SCHEMA = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'ilofeed_queue%'"


class Cluster:
    """A configuration on a database that many processes share."""

    def __init__(self, folder: Path, database: str, *, interval: str = "1h", timeout: str = "30s") -> None:
        self.folder = folder
        self.database = database
        self._head = f'[ilofeed]\ndatabase = "{database}"\ninterval = "{interval}"\n'
        self._fetch = (
            f'[fetch]\nallow_private = ["127.0.0.0/8"]\nmin_delay = "0s"\nrobots = false\ntimeout = "{timeout}"\n'
        )
        self.sources: dict[str, str] = {}

    def watch(self, **sources: str) -> None:
        """Have these sources, by slug, in the configuration."""
        self.sources |= sources
        text = self._head + self._fetch
        text += "".join(f'[[source]]\nslug = "{slug}"\nurl = "{url}"\n' for slug, url in self.sources.items())
        aside = self.path.with_suffix(".new")
        aside.write_text(text, encoding="utf-8")
        aside.replace(self.path)

    @property
    def path(self) -> Path:
        return self.folder / "config.toml"

    @property
    def config(self) -> Config:
        return load(self.path)

    @contextmanager
    def working(self, *, watchful: bool = False) -> Iterator[Container]:
        """A worker in a thread, for the block; where it is *watchful* it heeds changes of the configuration."""
        stop = threading.Event()
        with Container(self.config) as app:
            changes = Changes(self.path, load) if watchful else None
            options = {"concurrency": 4, "pulse": QUICK, "changes": changes}
            thread = threading.Thread(target=worker.run, args=(app, stop), kwargs=options)
            thread.start()
            try:
                yield app
            finally:
                stop.set()
                thread.join(30)
                assert not thread.is_alive()

    @contextmanager
    def ticking(self, pulse: Pulse = QUICK) -> Iterator[Ticker]:
        """A ticker, for the block, whose rounds the test makes."""
        with Container(self.config) as app:
            use_cases.make_ready(app)
            with Ticker(app, Changes(self.path, load), pulse=pulse) as ticker:
                yield ticker

    def process(self, *command: str) -> subprocess.Popen[str]:
        """``ilofeed`` with *command*, in a process of its own."""
        return self._started([str(COMMAND), *command])

    def quick_worker(self, *how: str) -> subprocess.Popen[str]:
        """`fakes.quick_worker`, in a process of its own."""
        return self._started([sys.executable, "-m", "fakes.quick_worker", *how])

    def _started(self, command: list[str]) -> subprocess.Popen[str]:
        tests = {"PYTHONPATH": str(Path(__file__).parent.parent), "PATH": ""}
        return subprocess.Popen(command, cwd=self.folder, stderr=subprocess.PIPE, text=True, env=tests)

    def jobs(self) -> dict[str, str]:
        """What is in the queue, and how it is, by source."""
        rows = self.ask("SELECT queueing_lock, status::text FROM procrastinate_jobs")
        return {str(slug): str(status) for slug, status in rows}

    def ask(self, statement: str) -> list[tuple[object, ...]]:
        """What the database says to *statement* about the queue; nothing where there is no queue yet."""
        with psycopg.connect(self.database, autocommit=True) as connection:
            row = connection.execute(_SCHEMA).fetchone()
            if row is None:
                return []
            connection.execute(f"SET search_path = {row[0]}".encode())
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []
