"""A PostgreSQL database, opened: transactions, and complaints that an operator can read."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import msgspec
import psycopg
from psycopg.rows import dict_row

from ilofeed.core.errors import StoreError
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
# What a server says that does not even begin to talk, in every language.
_REFUSAL = "FATAL"
_REFUSED = (
    "does not let us in; look whether it is there (createdb makes it), and at user and password (PGPASSWORD, or"
    " the file that PGPASSFILE names)"
)

_READING = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_WRITING = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
#: How long the server waits for the next statement of a block, unless it is told to be patient.
SHORTLY = "10s"
_SETTINGS = (
    f"SET search_path = {SCHEMA}; SET TimeZone = 'UTC'; SET standard_conforming_strings = on;"
    " SET statement_timeout = '60s'; SET lock_timeout = '30s';"
    f" SET idle_in_transaction_session_timeout = '{SHORTLY}'"
)
# So many connections wait for the next who needs one.
_IDLE = 8
# Of what is locked by a name: what lets entries arrive. The rest is by the name of what it is about.
ARRIVALS = "arrivals"

_PARAMETER = re.compile(r"(?<!:):([a-z_]\w*)")


class PostgresDatabase(Database):
    """A schema in a PostgreSQL database; threads may share it, so may processes and machines."""

    def __init__(self, url: str, *, create: bool = True) -> None:
        """Connect to the database at *url*, and bring its tables up to date.

        With *create* False none are made where there are none at all.
        """
        self._address = address(url)
        self._name = self.where = shown(url)
        self._idle: list[Connection] = []
        self._lock = threading.Lock()
        self._ours = threading.local()
        self._closed = False
        try:
            with self._translated(), self._lent() as connection:
                #: Whether there are tables at all.
                self.lasts = self._prepare(connection, create=create)
        except BaseException:
            self.close()
            raise

    def _prepare(self, connection: Connection, *, create: bool) -> bool:
        """Bring the tables up to date; whether there are any."""
        return migrate(connection, self._name, read_migrations("postgres"), create=create)

    def reading(self) -> AbstractContextManager[None]:
        """A block that sees one state of the database."""
        return self._transaction(_READING)

    def writing(self) -> AbstractContextManager[None]:
        """A block of which all is kept, or nothing."""
        return self._transaction(_WRITING)

    def bound(self, row: rows.Row) -> dict[str, Any]:
        """*row* with numbers for yes and no, and texts without what PostgreSQL cannot hold."""
        return {name: _bound(value) for name, value in row.items()}

    def write(self, statement: str, /, **parameters: object) -> int:
        """Carry out *statement*; how many rows it changed."""
        return self._execute(statement, parameters).rowcount

    def write_all(self, statement: str, found: Iterable[rows.Row]) -> None:
        """Carry out *statement* for each of the rows *found*."""
        with self._connection.cursor() as cursor:
            cursor.executemany(_spoken(statement), list(found))

    def all(self, statement: str, **parameters: object) -> list[rows.Row]:
        """The rows that *statement* finds, or changes and returns."""
        return [_with_instants(row) for row in self._execute(statement, parameters).fetchall()]

    def each(self, statement: str, values: Iterable[str], **parameters: object) -> list[rows.Row]:
        """The rows for all of *values*, which stand in *statement* as ``IN (:values)``."""
        wanted = sorted(set(values))
        if not wanted:
            return []
        return self.all(statement.replace("IN (:values)", "= ANY(:values)"), values=wanted, **parameters)

    def in_order(self) -> None:
        """Have what this block lets arrive come behind all that has arrived before: one at a time."""
        self.alone(ARRIVALS)

    def put_off(self) -> None:
        """Look only at the end of this block whether every row has the row that it refers to."""
        self._connection.execute("SET CONSTRAINTS ALL DEFERRED")

    def patiently(self) -> None:
        """Have this block last as long as it takes."""
        self._connection.execute(
            "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"
        )

    def patient(self, span: str) -> None:
        """Have the server wait *span* for the next statement of this block, before it takes us for gone."""
        self._connection.execute("SELECT set_config('idle_in_transaction_session_timeout', %s, true)", (span,))

    def alone(self, name: str) -> None:
        """Have nobody else be in a block that is *alone* under the same *name*, until this one ends."""
        self._connection.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", (_LOCKS, name))

    def close(self) -> None:
        """Close the database; a second call does nothing."""
        with self._lock:
            self._closed = True
            while self._idle:
                self._idle.pop().close()

    @property
    def _connection(self) -> Connection:
        """That of the block which this thread is in."""
        connection: Connection = self._ours.connection
        return connection

    def _execute(self, statement: str, parameters: Mapping[str, object]) -> psycopg.Cursor[dict[str, Any]]:
        return self._connection.execute(_spoken(statement), self.bound(parameters))

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        if hasattr(self._ours, "connection"):  # part of the block around it
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
        """A connection for this block alone, in which *begin* has been carried out."""
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
        """One that has waited, if the server still knows it; else a new one."""
        while (connection := self._waiting()) is not None:
            try:
                connection.execute(begin or "SELECT 1")
            except psycopg.OperationalError:  # it was restarted, or the network was cut
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
        """Where what PostgreSQL has to complain of becomes a StoreError that the operator can read."""
        try:
            yield
        except psycopg.Error as error:
            raise complaint(self._name, error) from error
        except (msgspec.MsgspecError, rows.DamagedError) as error:
            raise StoreError(f"{self._name} is damaged; put a backup in its place ({error})") from error


# The first of the two numbers of our advisory locks: b"iloF".
_LOCKS = int.from_bytes(b"iloF")


def complaint(name: str, error: psycopg.Error) -> StoreError:
    """What the database *name* has to complain of, as the operator can read it."""
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
    """*statement* as psycopg takes it, with what SQLite passes over."""
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
    """What is said of *error*, in one line."""
    return " ".join(str(error).split())[:300] or type(error).__name__
