"""A PostgreSQL server of our own: Debian's programs, an empty data folder, a free port of the loopback."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

import psycopg

from fakes.processes import as_unprivileged, free_port, given_away
from ilofeed.store import open_store

_FOLDERS = "/usr/lib/postgresql"
_EMPTY = ("--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8")
# Fast, and worthless after a power cut, as a test's data is.
_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "autovacuum": "off",
    "log_min_messages": "fatal",
}
# In a process and a session of its own, so that it outlives a run that is killed: its input ends then.
_GUARD = 'read -r _; "$1/pg_ctl" -D "$2/data" -m immediate -w stop; rm -rf "$2"'
# Copies the files of the other database, which is faster than through the log while they are small.
_COPY = "STRATEGY file_copy"


def programs() -> Path | None:
    """The folder of initdb and postgres; None where they are not installed."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else sorted(Path(_FOLDERS).glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


class Server:
    """A server that runs; `url` makes an empty database of it."""

    def __init__(self, folder: Path, binaries: Path, listen: str = "127.0.0.1") -> None:
        self._listen = listen
        self.folder = folder
        self._binaries = binaries
        self._numbers = count()
        self._databases: list[str] = []
        self._migrated: str | None = None
        self.port = free_port()

    def start(self) -> None:
        """Begin to answer."""
        settings = " ".join(f"-c {name}={value}" for name, value in self._settings.items())
        sockets = f"-c unix_socket_directories={self.folder}"
        self._control("start", "-l", str(self.folder / "log"), "-o", f"{settings} {sockets}")

    def stop(self) -> None:
        """End as if killed, connections and all, so that the next start recovers it; a second time does nothing."""
        if (self.folder / "data" / "postmaster.pid").exists():
            self._control("stop", "-m", "immediate")

    def restart(self) -> None:
        """End and begin anew, with what was committed."""
        self.stop()
        self.start()

    @property
    def process(self) -> int:
        """The number of the process that all others of it come from."""
        return int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0])

    def database(self) -> str:
        """Create an empty database. Returns its address."""
        return self._create("template1")

    def migrated_database(self) -> str:
        """Create a database with the tables of this program, by copying them. Returns its address."""
        if self._migrated is None:
            self._migrated = f"migrated_{next(self._numbers)}"
            self._execute(f"CREATE DATABASE {self._migrated} {_COPY}")
            open_store(self.address(self._migrated)).close()
        return self._create(self._migrated)

    def drop_databases(self) -> None:
        """Drop the databases that were created for tests, connections and all."""
        while self._databases:
            self._execute(f"DROP DATABASE IF EXISTS {self._databases.pop()} WITH (FORCE)")

    def address(self, name: str) -> str:
        """The address of the database *name*."""
        return f"postgresql://ilofeed@127.0.0.1:{self.port}/{name}"

    def _create(self, template: str) -> str:
        name = f"test_{next(self._numbers)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template} {_COPY}")
        self._databases.append(name)
        return self.address(name)

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    @property
    def _settings(self) -> dict[str, object]:
        return {**_SETTINGS, "port": self.port, "listen_addresses": self._listen}

    def _control(self, *words: str) -> None:
        command = [str(self._binaries / "pg_ctl"), "-D", str(self.folder / "data"), "-w", *words]
        done = subprocess.run(command, stdout=subprocess.DEVNULL, cwd="/", check=False, **as_unprivileged())
        assert done.returncode == 0, (self.folder / "log").read_text()


@contextmanager
def server(listen: str = "127.0.0.1") -> Iterator[Server]:
    """Run a server for the block, without passwords. Its programs must be installed."""
    binaries = programs()
    assert binaries is not None
    folder = given_away(Path(mkdtemp(prefix="ilofeed-postgres-")))
    with _guard(folder, binaries):
        subprocess.run(
            [str(binaries / "initdb"), "-D", str(folder / "data"), "-U", "ilofeed", *_EMPTY],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
            **as_unprivileged(),
        )
        with (folder / "data" / "pg_hba.conf").open("a") as rules:
            rules.write("host all all all trust\n")
        running = Server(folder, binaries, listen)
        running.start()
        yield running


def _guard(folder: Path, binaries: Path) -> subprocess.Popen[bytes]:
    """Start the process that stops the server and removes *folder* when the block, or this process, ends."""
    return subprocess.Popen(
        ["/bin/sh", "-c", _GUARD, "guard", str(binaries), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,
        **as_unprivileged(),
    )


def lose(database: str, folder: Path) -> None:
    """Have the database at the address *database*, relative to *folder*, be as if it had never been."""
    if database.startswith("sqlite:///"):
        for path in folder.glob(f"{database.removeprefix('sqlite:///')}*"):
            path.unlink()
        return
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("DROP SCHEMA ilofeed CASCADE")
