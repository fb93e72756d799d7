"""Databases of older programs."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from ilofeed.store.migrations import read_migrations
from ilofeed.store.postgres.migrate import migrate as migrate_server
from ilofeed.store.sqlite.migrate import migrate

_TABLES = """
SELECT name FROM sqlite_schema
WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'search\\_text%' ESCAPE '\\'
"""

#: Columns that a later version renamed.
_RENAMED = {"last_turn": "rest"}


def make_older(path: Path, version: int) -> None:
    """Replace the file at *path* by one with the tables of *version*, and keep the rows of these."""
    kept = path.with_suffix(".newer")
    path.rename(kept)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        scripts = {number: script for number, script in read_migrations("sqlite").items() if number <= version}
        migrate(connection, path.name, scripts)
        connection.execute("ATTACH ? AS newer", (str(kept),))
        for (table,) in connection.execute(_TABLES).fetchall():
            names = [name for _, name, *_ in connection.execute(f"PRAGMA main.table_info({table})")]
            columns, newer = (", ".join(some) for some in (names, [_RENAMED.get(name, name) for name in names]))
            connection.execute(f"DELETE FROM main.{table}")  # noqa: S608 - names of our own tables
            connection.execute(f"INSERT INTO main.{table} ({columns}) SELECT {newer} FROM newer.{table}")  # noqa: S608


def make_older_server(newer: str, older: str, version: int) -> None:
    """Fill the empty database *older* with the tables of *version* and, for these, the rows of *newer*."""
    scripts = {number: script for number, script in read_migrations("postgres").items() if number <= version}
    with closing(_connect(newer)) as read, closing(_connect(older)) as write:
        write.execute("CREATE SCHEMA ilofeed")
        for connection in (read, write):
            connection.execute("SET search_path = ilofeed")
        migrate_server(write, "it", scripts)
        write.execute("SET session_replication_role = replica")  # rows in any order of tables
        for table, columns in _columns(write).items():
            names = sql.SQL(", ").join(map(sql.Identifier, columns))
            select = sql.SQL("SELECT {} FROM {}").format(names, sql.Identifier(table))
            marks = sql.SQL(", ").join(sql.Placeholder(name) for name in columns)
            insert = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(sql.Identifier(table), names, marks)
            write.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
            for row in read.execute(select).fetchall():
                write.execute(insert, row)
            if "seq" in columns:
                after = sql.SQL("SELECT setval(pg_get_serial_sequence({}, 'seq'), max(seq)) FROM {}")
                write.execute(after.format(sql.Literal(table), sql.Identifier(table)))


def _connect(address: str) -> psycopg.Connection[dict[str, Any]]:
    return psycopg.connect(address, row_factory=dict_row, autocommit=True)


def _columns(connection: psycopg.Connection[dict[str, Any]]) -> dict[str, list[str]]:
    """Return the columns of each table that are not computed from others."""
    found: dict[str, list[str]] = {}
    for row in connection.execute(
        "SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables"
        " USING (table_schema, table_name) WHERE table_schema = 'ilofeed' AND table_type = 'BASE TABLE'"
        " AND is_generated = 'NEVER' AND table_name != 'schema_version'"
    ):
        found.setdefault(row["table_name"], []).append(row["column_name"])
    return found
