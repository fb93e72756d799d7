"""A separate connection to a PostgreSQL database, for lasting locks and for the tables of other libraries."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import dict_row

from ilofeed.store.postgres.connection import Connection, complaint
from ilofeed.store.postgres.conninfo import address, shown

# The first of the two numbers of our lasting locks: b"iloL".
_LOCKS = int.from_bytes(b"iloL")
# The server, too, detects a failed network, so that a process that is cut off loses its locks.
_SETTINGS = {
    "TimeZone": "UTC",
    "statement_timeout": "60s",
    "lock_timeout": "30s",
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}
_HAS_SCHEMA = "SELECT 1 AS there FROM pg_namespace WHERE nspname = %s"
_HAS_TABLE = (
    "SELECT 1 AS there FROM pg_class JOIN pg_namespace ON pg_namespace.oid = pg_class.relnamespace"
    " WHERE nspname = %s AND relname = %s"
)
# Servers before PostgreSQL 14 have no such setting.
_END_WHEN_IDLE = "SELECT set_config(name, %s, false) FROM pg_settings WHERE name = 'idle_session_timeout'"
_LEAD = "SELECT pg_try_advisory_lock(%s, hashtext(%s)) AS leads"


def guest_address(url: str, schema: str) -> str:
    """Return the connection string for a library with its tables in *schema* of the database at *url*."""
    known = address(url)
    options = [conninfo_to_dict(known).get("options", "")]
    options += [f"-c {name}={value}" for name, value in {"search_path": schema, **_SETTINGS}.items()]
    return make_conninfo(known, options=" ".join(str(option) for option in options if option))


class Session:
    """A connection that is opened when it is needed, and again when it was lost; threads take turns.

    Each method reports errors as a StoreError that the operator can read.
    """

    def __init__(self, url: str, schema: str, *, idle: timedelta = timedelta(minutes=1)) -> None:
        """Have the server end the session, and with it its locks, after it was idle for *idle*."""
        self._address = guest_address(url, schema)
        self._name = shown(url)
        self._schema = schema
        self._idle = idle
        self._connection: Connection | None = None
        self._leads: set[str] = set()
        self._lock = threading.RLock()

    @contextmanager
    def connection(self) -> Iterator[Any]:
        """Open a block with the connection; a UniqueViolation in it does not become a StoreError."""
        with self._lock:
            try:
                yield self._opened()
            except psycopg.errors.UniqueViolation:
                raise
            except psycopg.Error as error:
                if isinstance(error, psycopg.OperationalError):
                    self.close()
                raise complaint(self._name, error) from error

    def leads(self, name: str) -> bool:
        """Return whether this session leads *name*; it leads until the connection ends or is lost."""
        with self.connection() as connection:
            if name in self._leads:
                connection.execute("SELECT 1")
                return True
            if connection.execute(_LEAD, (_LOCKS, name)).fetchone()["leads"]:
                self._leads.add(name)
            return name in self._leads

    def has(self, table: str) -> bool:
        """Return whether *table* exists."""
        with self.connection() as connection:
            return connection.execute(_HAS_TABLE, (self._schema, table)).fetchone() is not None

    def install(self, script: str, table: str) -> None:
        """Execute *script* to make the tables, unless *table* exists; only one process does so."""
        if self.has(table):
            return
        with self.connection() as connection, connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", (_LOCKS, self._schema))
            if self.has(table):
                return
            if not connection.execute(_HAS_SCHEMA, (self._schema,)).fetchone():
                connection.execute(f"CREATE SCHEMA {self._schema}")
            connection.execute(script.encode())

    def close(self) -> None:
        """Close the connection and all that depends on it; a second call does nothing."""
        with self._lock:
            self._leads.clear()
            if self._connection is not None:
                with suppress(psycopg.Error):
                    self._connection.close()
                self._connection = None

    def _opened(self) -> Connection:
        if self._connection is None or self._connection.closed:
            self.close()
            self._connection = psycopg.connect(self._address, autocommit=True, row_factory=dict_row)
            self._connection.execute(_END_WHEN_IDLE, (str(round(self._idle.total_seconds() * 1000)),))
        return self._connection
