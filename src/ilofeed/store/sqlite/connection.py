"""Connection to one SQLite file: transactions, and errors that an operator can read."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Any

import msgspec

from ilofeed.core.errors import StoreError
from ilofeed.core.state_changes import Mark
from ilofeed.store import rows
from ilofeed.store.base import Database
from ilofeed.store.change_log import ChangeLog
from ilofeed.store.migrations import read_migrations
from ilofeed.store.sqlite.atomic_files import under_way
from ilofeed.store.sqlite.migrate import READING, WRITING, Transaction, migrate

# By SQLite's primary result code (sqlite.org/rescode.html).
_REMEDIES = {
    sqlite3.SQLITE_BUSY: "is locked by another program; try again when that one is done",
    sqlite3.SQLITE_LOCKED: "is locked by another program; try again when that one is done",
    sqlite3.SQLITE_INTERRUPT: "took too long to answer",
    sqlite3.SQLITE_FULL: "cannot grow, the disk is full; make room on it",
    sqlite3.SQLITE_READONLY: "is read-only; let this user write to the file and to its folder",
    sqlite3.SQLITE_PERM: "is not ours to use; let this user read and write it",
    sqlite3.SQLITE_CANTOPEN: (
        "cannot be opened; it must be a file, and this user must be able to write to it and to its folder"
    ),
    sqlite3.SQLITE_NOTADB: "is not an SQLite database; name another file, or move this one away",
    sqlite3.SQLITE_CORRUPT: "is damaged; put a backup in its place, or move it away to begin anew",
    sqlite3.SQLITE_IOERR: "cannot be read or written; look at the disk it is on",
}

# Any number of values is one parameter, so SQLite parses and plans a statement once.
_LISTED = "SELECT value FROM json_each(:values)"
_NUL = "\\u0000"

# SQLite tells a full disk from other errors, but no used up quota and no read-only file system.
_PERHAPS_DISK = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)

_NOT_WRITABLE = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)


class SqliteDatabase(Database):
    """An SQLite file, which threads and processes may share."""

    def __init__(self, path: Path | None, *, create: bool = True, patience: float = 30.0) -> None:
        """Open the file at *path*, or with None a database in memory.

        With *create* False no file is made: if there is none, the database is in memory.
        *patience* is the number of seconds to wait for another program's lock.
        """
        self._name = "the database in memory" if path is None else f"database {str(path)!r}"
        self.where = "memory" if path is None else str(path.absolute())
        self._lock = RLock()
        self._changes = ChangeLog()
        if path is not None and not self._is_there(path) and not create:
            path = None
        #: True if there is a file.
        self.lasts = path is not None
        with self._translated():
            try:
                self._connection = self._connected(":memory:" if path is None else str(path), patience)
            except sqlite3.OperationalError as error:
                # A user who may not write to the folder can read only an immutable file:
                # other connections need files beside it.
                if create or path is None or error.sqlite_errorcode & 0xFF not in _NOT_WRITABLE:
                    raise
                self._connection = self._connected(f"{path.absolute().as_uri()}?immutable=1", patience)

    def _is_there(self, path: Path) -> bool:
        """Return whether there is a file at *path*. Raises StoreError if none can be made."""
        try:
            if not path.parent.is_dir():
                raise StoreError(
                    f"{self._name} cannot be opened, there is no folder {str(path.parent)!r}; make it first"
                )
            if path.exists():
                return True
            if under_way(path).exists():
                raise StoreError(
                    f"{self._name} is a copy that is not whole yet; run `ilofeed migrate --to URL` to it again,"
                    f" or delete {str(under_way(path))!r}"
                )
        except OSError as error:
            raise StoreError(f"{self._name} cannot be opened ({error.strerror})") from error
        return False

    def _connected(self, database: str, patience: float) -> sqlite3.Connection:
        """Return a connection to *database*, with its tables up to date."""
        # The timeout comes first: each of the next statements may meet another program's lock.
        connection = sqlite3.connect(
            database,
            timeout=patience,
            isolation_level=None,
            check_same_thread=False,
            uri=database.startswith("file:"),
        )
        try:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = NORMAL")
            self._prepare(connection)
            _write_ahead(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        """Bring the tables up to date."""
        migrate(connection, self._name, read_migrations("sqlite"))

    def reading(self) -> AbstractContextManager[None]:
        """Open a block that sees one state of the database."""
        return self._block(READING)

    def writing(self) -> AbstractContextManager[None]:
        """Open a block whose changes are saved all together, or not at all."""
        return self._block(WRITING)

    def bound(self, row: rows.Row) -> dict[str, Any]:
        """Replace the instants of *row* by text."""
        return {name: rows.text(value) if isinstance(value, datetime) else value for name, value in row.items()}

    def write(self, statement: str, /, **parameters: object) -> int:
        """Execute *statement*, and return the number of rows it changed."""
        return self._connection.execute(statement, self.bound(parameters)).rowcount

    def write_all(self, statement: str, found: Iterable[rows.Row]) -> None:
        """Execute *statement* for each of the rows *found*."""
        self._connection.executemany(statement, found)

    def in_order(self) -> None:
        """Do nothing: no other process writes in this block."""

    def put_off(self) -> None:
        """Defer the check of foreign keys to the end of this block."""
        self._connection.execute("PRAGMA defer_foreign_keys = ON")

    def patiently(self) -> None:
        """Do nothing: blocks have no time limit."""

    def log_change(self, *slugs: str) -> None:
        """Log changes that this process commits; of others only the fact is known."""
        if slugs:
            self._changes.add(slugs)
        else:
            self._changes.add_all()

    def changed_sources(self, mark: Mark | None, /) -> tuple[Mark, Collection[str] | None]:
        """Return what this process changed after *mark*, and None if another one committed anything since."""
        ((by_others,),) = self._connection.execute("PRAGMA data_version")
        now = by_others, self._changes.last
        if mark is None or mark[0] != by_others:
            return now, None
        return now, self._changes.since(mark[1])

    @contextmanager
    def copying(self) -> Iterator[sqlite3.Connection]:
        """Open a block in which only this thread uses the connection, and give the connection."""
        with self._lock, self._translated():
            yield self._connection

    @contextmanager
    def at_most(self, seconds: float, steps: int, monotonic: Callable[[], float]) -> Iterator[None]:
        """Open a block whose statements end after *seconds*, checked every *steps* steps of SQLite's machine."""
        end = monotonic() + seconds
        self._connection.set_progress_handler(lambda: monotonic() > end, steps)
        try:
            yield
        finally:
            self._connection.set_progress_handler(None, 0)

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        with self._lock, self._translated():
            self._connection.close()

    def each(self, statement: str, values: Iterable[str], **parameters: object) -> list[rows.Row]:
        """Return the rows for all of *values*, which *statement* names as ``IN (:values)``."""
        wanted = sorted(set(values))
        listed = msgspec.json.encode(wanted).decode()
        # One value is looked up as an equal one, so that its rows may come in the order of an index. A text from JSON
        # ends before a NUL.
        if len(wanted) > 1 and _NUL not in listed:
            return self.all(statement.replace(":values", _LISTED), values=listed, **parameters)
        return [
            row
            for text, chunk in rows.in_chunks(statement, wanted)
            for row in self.all(text, **parameters, **chunk)
        ]

    def all(self, statement: str, **parameters: object) -> list[rows.Row]:
        """Return the rows that *statement* selects, or changes and returns."""
        cursor = self._connection.execute(statement, self.bound(parameters))
        cursor.row_factory = None  # a tuple becomes a dictionary in a third of the time of a Row
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def _block(self, begin: str) -> _Block:
        return _Block(self._lock, Transaction(self._connection, begin), self._complaint)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Open a block in which errors of SQLite become a StoreError that the operator can read."""
        try:
            yield
        except Exception as error:
            complaint = self._complaint(error)
            if complaint is None:
                raise
            raise complaint from error

    def _complaint(self, error: BaseException) -> StoreError | None:
        """Return the StoreError for *error*; None if the database did not cause it."""
        if isinstance(error, sqlite3.Error):
            from ilofeed.core.disk_errors import probed  # noqa: PLC0415 - only after an error

            # Errors of the Python module itself, such as for a closed database, have no code.
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
            remedy = _REMEDIES.get(code, "could not be used")
            if code in _PERHAPS_DISK and self.lasts and (why := probed(Path(self.where).parent)):
                remedy = f"cannot be written to, {why}"
            return StoreError(f"{self._name} {remedy} ({error})")
        if isinstance(error, msgspec.MsgspecError | rows.DamagedError):
            return StoreError(f"{self._name} {_REMEDIES[sqlite3.SQLITE_CORRUPT]} ({error})")
        return None


class _Block:
    """A transaction of one thread, whose errors an operator can read.

    This is a class because each poll has several: three nested generators took as long as the statements in them.
    """

    __slots__ = ("_complaint", "_is_inner", "_lock", "_transaction")

    def __init__(
        self, lock: RLock, transaction: Transaction, complaint: Callable[[BaseException], StoreError | None]
    ) -> None:
        self._lock = lock
        self._transaction = transaction
        self._complaint = complaint

    def __enter__(self) -> None:
        self._lock.acquire()
        try:
            # A transaction under our lock is that of an outer block of this thread.
            self._is_inner = self._transaction.is_open
            if not self._is_inner:
                self._transaction.__enter__()
        except BaseException as error:
            self._lock.release()
            self._tell(error)
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if not self._is_inner:
                self._transaction.__exit__(kind, error, trace)
        except BaseException as failure:
            self._tell(failure)
            raise
        finally:
            self._lock.release()
        if error is not None:
            self._tell(error)

    def _tell(self, error: BaseException) -> None:
        complaint = self._complaint(error)
        if complaint is not None:
            raise complaint from error


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Let readers and a writer work at the same time, by the write-ahead log.

    This is a property of the file, which also works without it. So a connection that meets a lock
    leaves the change to the next connection: SQLite refuses at once if two change it together.
    """
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    if mode in ("wal", "memory"):
        return
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_READONLY):
            raise
