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
