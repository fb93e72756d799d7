"""Connections to a PostgreSQL database: transactions, and errors that an operator can read."""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import msgspec
import psycopg
from psycopg.rows import dict_row

from ilofeed.core.errors import StoreError
from ilofeed.core.state_changes import Mark
from ilofeed.store import rows
from ilofeed.store.base import Database
from ilofeed.store.migrations import read_migrations
from ilofeed.store.postgres.conninfo import address, shown
from ilofeed.store.postgres.migrate import SCHEMA, migrate

Connection = psycopg.Connection[dict[str, Any]]

# By SQLSTATE, or the class of it (PostgreSQL documentation, appendix A).
_REMEDIES = {
    "42501": "does not let this user do that; let it own the database, or its schema 'ilofeed'",
    "53100": "cannot grow, its disk is full; make room on it",
    "53300": "has no connection left for us; raise its max_connections",
    "40": "was changed by others at the same moment; try again",
    "55P03": "is locked by another program; try again when that one is done",
    "57014": "took too long to answer",
}
_AWAY = "cannot be reached; look whether its server is up"
# The severity in messages of a server that refuses the connection; it is the same in all languages.
_REFUSAL = "FATAL"
_REFUSED = (
    "does not let us in; look whether it is there (createdb makes it), and at user and password (PGPASSWORD, or"
    " the file that PGPASSFILE names)"
)

_READING = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_WRITING = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
#: The time for which the server waits for the next statement of a block, unless `patient` extends it.
SHORTLY = "10s"
_SETTINGS = (
    f"SET search_path = {SCHEMA}; SET TimeZone = 'UTC'; SET standard_conforming_strings = on;"
    " SET statement_timeout = '60s'; SET lock_timeout = '30s';"
    f" SET idle_in_transaction_session_timeout = '{SHORTLY}'"
)
# The limit of idle connections that are kept for the next blocks.
_IDLE = 8
# The name of the lock for arrivals of entries. Other locks have the name of the object that they protect.
ARRIVALS = "arrivals"

# Each start of a server has a time of its own.
_SNAPSHOT = (
    "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest,"
    " (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::bigint AS server"
)
_CHANGED = "SELECT slug FROM source_change WHERE changed >= :oldest"

_PARAMETER = re.compile(r"(?<!:):([a-z_]\w*)")


class PostgresDatabase(Database):
    """A schema in a PostgreSQL database, which threads, processes and machines may share."""

    def __init__(self, url: str, *, create: bool = True) -> None:
        """Connect to the database at *url*, and bring its tables up to date.

        With *create* False no tables are made if there are none at all.
        """
        self._address = address(url)
        self._name = self.where = shown(url)
        self._idle: list[Connection] = []
        self._lock = threading.Lock()
        self._ours = threading.local()
        self._closed = False
        try:
            with self._translated(), self._lent() as connection:
                #: True if there are tables.
                self.lasts = self._prepare(connection, create=create)
        except BaseException:
            self.close()
            raise

    def _prepare(self, connection: Connection, *, create: bool) -> bool:
        """Bring the tables up to date, and return whether there are any."""
        return migrate(connection, self._name, read_migrations("postgres"), create=create)

    def reading(self) -> AbstractContextManager[None]:
        """Open a block that sees one state of the database."""
        return self._transaction(_READING)

    def writing(self) -> AbstractContextManager[None]:
        """Open a block whose changes are saved all together, or not at all."""
        return self._transaction(_WRITING)

    def bound(self, row: rows.Row) -> dict[str, Any]:
        """Replace booleans in *row* by integers, and NUL characters, which PostgreSQL cannot store."""
        return {name: _bound(value) for name, value in row.items()}

    def write(self, statement: str, /, **parameters: object) -> int:
        """Execute *statement*, and return the number of rows it changed."""
        return self._execute(statement, parameters).rowcount

    def write_all(self, statement: str, found: Iterable[rows.Row]) -> None:
        """Execute *statement* for each of the rows *found*."""
        with self._connection.cursor() as cursor:
            cursor.executemany(_spoken(statement), list(found))

    def all(self, statement: str, **parameters: object) -> list[rows.Row]:
        """Return the rows that *statement* selects, or changes and returns."""
        return [_with_instants(row) for row in self._execute(statement, parameters).fetchall()]

    def each(self, statement: str, values: Iterable[str], **parameters: object) -> list[rows.Row]:
        """Return the rows for all of *values*, which *statement* names as ``IN (:values)``."""
        wanted = sorted(set(values))
        if not wanted:
            return []
        return self.all(statement.replace("IN (:values)", "= ANY(:values)"), values=wanted, **parameters)

    def in_order(self) -> None:
        """Have the arrivals of this block numbered after all earlier arrivals: such blocks run one at a time."""
        self.lock(ARRIVALS)

    def put_off(self) -> None:
        """Defer the check of foreign keys to the end of this block."""
        self._connection.execute("SET CONSTRAINTS ALL DEFERRED")

    def patiently(self) -> None:
        """Lift the time limits of this block."""
        self._connection.execute(
            "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"
        )

    def log_change(self, *slugs: str) -> None:
        """Do nothing: a trigger saves the changes of all programs in table source_change."""

    def changed_sources(self, mark: Mark | None, /) -> tuple[Mark, Collection[str] | None]:
        """Return the sources that were changed by transactions which had not ended at *mark*, or began later.

        A transaction that began earlier can end later, so numbers of changes alone would miss some. None if
        the server is another one: it may number its transactions differently.
        """
        (row,) = self.all(_SNAPSHOT)
        now = row["server"], row["oldest"]
        if mark is None or mark[0] != now[0] or mark[1] > now[1]:
            return now, None
        return now, [each["slug"] for each in self.all(_CHANGED, oldest=mark[1])]

    def patient(self, span: str) -> None:
        """Have the server wait *span* for the next statement of this block before it ends the session."""
        self._connection.execute("SELECT set_config('idle_in_transaction_session_timeout', %s, true)", (span,))

    def lock(self, name: str) -> None:
        """Exclude all other blocks that lock the same *name* until this block ends."""
        self._connection.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", (_LOCKS, name))

    def close(self) -> None:
        """Close the database; a second call does nothing."""
        with self._lock:
            self._closed = True
            while self._idle:
                self._idle.pop().close()

    @property
    def _connection(self) -> Connection:
        """The connection of this thread's current block."""
        connection: Connection = self._ours.connection
        return connection

    def _execute(self, statement: str, parameters: Mapping[str, object]) -> psycopg.Cursor[dict[str, Any]]:
        return self._connection.execute(_spoken(statement), self.bound(parameters))

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        if hasattr(self._ours, "connection"):  # an inner block is part of the outer one
            yield
            return
        with self._translated(), self._lent(begin) as connection:
            self._ours.connection = connection
            try:
                yield
                connection.execute("COMMIT")
            except BaseException:
                with suppress(psycopg.Error):
                    connection.execute("ROLLBACK")
                raise
            finally:
                del self._ours.connection

    @contextmanager
    def _lent(self, begin: str = "") -> Iterator[Connection]:
        """Open a block with its own connection, on which *begin* has been executed."""
        connection = self._begun(begin)
        try:
            yield connection
        finally:
            with self._lock:
                is_whole = not connection.closed and connection.info.transaction_status.name == "IDLE"
                if is_whole and not self._closed and len(self._idle) < _IDLE:
                    self._idle.append(connection)
                else:
                    connection.close()

    def _begun(self, begin: str) -> Connection:
        """Return an idle connection if the server still accepts it, else a new one."""
        while (connection := self._waiting()) is not None:
            try:
                connection.execute(begin or "SELECT 1")
            except psycopg.OperationalError:  # the server was restarted, or the network failed
                connection.close()
            else:
                return connection
        connection = psycopg.connect(self._address, autocommit=True, row_factory=dict_row)
        try:
            connection.execute(_SETTINGS)
            if begin:
                connection.execute(begin.encode())
        except BaseException:
            connection.close()
            raise
        return connection

    def _waiting(self) -> Connection | None:
        with self._lock:
            if self._closed:
                raise StoreError(f"{self._name} is closed")
            return self._idle.pop() if self._idle else None

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Open a block in which errors of PostgreSQL become a StoreError that the operator can read."""
        try:
            yield
        except psycopg.Error as error:
            raise complaint(self._name, error) from error
        except (msgspec.MsgspecError, rows.DamagedError) as error:
            raise StoreError(f"{self._name} is damaged; put a backup in its place ({error})") from error


# The first of the two numbers of our advisory locks: b"iloF".
_LOCKS = int.from_bytes(b"iloF")


def complaint(name: str, error: psycopg.Error) -> StoreError:
    """Return the *error* of the database *name* as a StoreError that the operator can read."""
    return StoreError(f"{name} {_remedy(error)} ({_said(error)})")


def _bound(value: object) -> object:
    if isinstance(value, str):
        return value.replace("\0", "�")
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError(f"{value!r} has no time zone")
    return int(value) if isinstance(value, bool) else value


def _with_instants(row: dict[str, Any]) -> dict[str, Any]:
    for name, value in row.items():
        if isinstance(value, datetime):
            row[name] = value.astimezone(UTC)
    return row


@lru_cache(maxsize=256)
def _spoken(statement: str) -> bytes:
    """Convert *statement* to psycopg's syntax, with the clauses that SQLite ignores."""
    plain = re.sub(r"/\*\+ (.*?) ?\*/", r"\1", statement)
    return _PARAMETER.sub(r"%(\1)s", plain).encode()


def _remedy(error: psycopg.Error) -> str:
    code = error.sqlstate or ""
    if code in _REMEDIES or code[:2] in _REMEDIES:
        return _REMEDIES.get(code) or _REMEDIES[code[:2]]
    if isinstance(error, psycopg.OperationalError):
        if not code and _REFUSAL in str(error):
            return _REFUSED
        return _AWAY if not code or code[:2] in ("08", "57") else "could not be used"
    return "could not be used"


def _said(error: psycopg.Error) -> str:
    """Return the message of *error* in one line."""
    return " ".join(str(error).split())[:300] or type(error).__name__
