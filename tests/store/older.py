"""Database files of older programs."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from ilofeed.store.migrations import read_migrations
from ilofeed.store.sqlite.migrate import migrate

_TABLES = """
SELECT name FROM sqlite_schema
WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'search\\_text%' ESCAPE '\\'
"""


def make_older(path: Path, version: int) -> None:
    """Replace the file at *path* by one with the tables of *version*, and keep the rows of these."""
    newer = path.with_suffix(".newer")
    path.rename(newer)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        scripts = {number: script for number, script in read_migrations("sqlite").items() if number <= version}
        migrate(connection, path.name, scripts)
        connection.execute("ATTACH ? AS newer", (str(newer),))
        for (table,) in connection.execute(_TABLES).fetchall():
            columns = ", ".join(name for _, name, *_ in connection.execute(f"PRAGMA main.table_info({table})"))
            connection.execute(f"DELETE FROM main.{table}")  # noqa: S608 - names of our own tables
            connection.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM newer.{table}")  # noqa: S608
