"""Bring a PostgreSQL database up to the tables of this program."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import psycopg

from ilofeed.core.errors import StoreError
from ilofeed.store.search import ALL, FILL, INSERT, filled_rows
from ilofeed.store.tables import MARK

#: The schema of our tables: other programs may have their own beside it.
SCHEMA = "ilofeed"

# The lock that lets one process migrate at a time: b"ilofeed" as a number.
_LOCK = int.from_bytes(b"ilofeed")
# The number of rows in memory at once.
_ROWS = 1000
_COMPATIBLE = re.compile(r"^-- Programs from version (\d+) on go on beside it\.$", re.MULTILINE)
# Not by to_regclass: its cache can be older than the lock.
_HAS_SCHEMA = "SELECT 1 AS there FROM pg_namespace WHERE nspname = %s"
_TABLES = (
    "SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = pg_class.relnamespace"  # noqa: S608 (our own)
    f" WHERE nspname = %s AND relname IN ('schema_version', '{MARK}')"
)
_VERSION = (
    "CREATE TABLE schema_version ("
    " only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),"
    " version integer NOT NULL,"
    " compatible integer NOT NULL)"
)


def migrate(
    connection: psycopg.Connection[dict[str, Any]],
    name: str,
    scripts: Mapping[int, str],
    *,
    create: bool = True,
    is_target: bool = False,
) -> bool:
    """Apply those of *scripts* that the database, called *name* in messages, has not had yet, all or none.

    A script names the older programs that can continue after it, so that machines can be upgraded
    one by one. Raises StoreError if the tables are too new for this program, or are an incomplete copy,
    unless *is_target* is true. Returns False, and does nothing, if *create* is False and there are no tables.
    """
    newest = max(scripts)
    if (version := _version(connection, name, newest, is_target=is_target)) >= newest:
        return True
    if not version and not create:
        return False
    with connection.transaction():
        lock(connection)
        # Another process may have migrated since.
        version = _version(connection, name, newest, is_target=is_target)
        if not version:
            make_schema(connection)
            connection.execute(_VERSION)
            connection.execute("INSERT INTO schema_version (version, compatible) VALUES (0, 0)")
        for number, script in scripts.items():
            if number > version:
                connection.execute(script.encode())
                if FILL in script:
                    _fill(connection)
                compatible = _COMPATIBLE.search(script)
                connection.execute(
                    "UPDATE schema_version SET version = %s, compatible = %s",
                    (number, int(compatible[1]) if compatible else number),
                )
    return True


def _fill(connection: psycopg.Connection[dict[str, Any]]) -> None:
    """Write the rows of table ``search`` for all entries."""
    insert = re.sub(r":(\w+)", r"%(\1)s", INSERT).encode()
    with connection.cursor(name="fill") as found, connection.cursor() as cursor:
        found.execute(ALL.encode())
        while chunk := found.fetchmany(_ROWS):
            cursor.executemany(insert, list(filled_rows(chunk)))


def lock(connection: psycopg.Connection[dict[str, Any]]) -> None:
    """Keep all other processes from making tables until this transaction ends."""
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))


def make_schema(connection: psycopg.Connection[dict[str, Any]]) -> None:
    """Make the schema, unless an administrator has made it already."""
    if not connection.execute(_HAS_SCHEMA, (SCHEMA,)).fetchone():
        connection.execute(f"CREATE SCHEMA {SCHEMA}")


def tables(connection: psycopg.Connection[dict[str, Any]]) -> set[str]:
    """Return which of two tables exist: the one with the version, and the mark of an incomplete copy."""
    return {row["relname"] for row in connection.execute(_TABLES, (SCHEMA,))}


def _version(
    connection: psycopg.Connection[dict[str, Any]], name: str, newest: int, *, is_target: bool = False
) -> int:
    """Return the version of the tables, at most *newest*; 0 if there are none."""
    found = tables(connection)
    if MARK in found and not is_target:
        raise StoreError(
            f"{name} is a copy that is not whole yet; run `ilofeed migrate --to URL` to it again,"
            f" or drop its schema {SCHEMA!r}"
        )
    if "schema_version" not in found:
        return 0
    row = connection.execute("SELECT version, compatible FROM schema_version").fetchone()
    if row is None:
        return 0
    if row["compatible"] > newest:
        raise StoreError(
            f"{name} was written by a newer ilofeed (its version is {row['version']}, this program knows"
            f" {newest}); update the program"
        )
    return min(int(row["version"]), newest)
