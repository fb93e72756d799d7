"""Maintenance of an SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from ilofeed.core.errors import StoreError
from ilofeed.store.maintenance import MaintenanceQueries
from ilofeed.store.sqlite.atomic_files import beside, complaining
from ilofeed.store.sqlite.connection import SqliteDatabase
from ilofeed.store.tables import TABLES


class SqliteUpkeep(MaintenanceQueries, SqliteDatabase):
    """Checks, backups and changes that an operator makes to a file."""

    def check(self) -> str:
        """Return SQLite's report of damage in the file; empty if there is none."""
        with self.reading():
            found = [row["quick_check"] for row in self.all("PRAGMA quick_check(3)")]
        return "" if found == ["ok"] else "; ".join(found)

    def compact(self) -> None:
        """Return unused space to the disk."""
        with self.copying() as ours:
            ours.execute("VACUUM")

    def backup(self, target: str, /) -> Mapping[str, int]:
        """Copy the database as it is now to the file *target*, and return the number of rows of each table.

        Other processes may use the database meanwhile. The copy is checked before it gets its name.
        After a StoreError no file remains.
        """
        if not self.lasts:
            raise StoreError("there is no database yet; it is made by the first poll")
        with beside(target) as aside, self.copying() as ours, complaining(aside):
            counted = _copied(ours, aside)
        # Only after the copy has its name.
        return counted  # noqa: RET504 - to mypy, a block like this one may suppress an error


def _copied(ours: sqlite3.Connection, aside: Path) -> dict[str, int]:
    with closing(sqlite3.connect(aside)) as copy:
        ours.backup(copy, pages=2000)
        # Without a log beside the file, which could be left behind.
        copy.execute("PRAGMA journal_mode = DELETE")
        (verdict,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
        if verdict != "ok":
            raise StoreError(f"the backup is not whole ({verdict}), so it is not kept")
        return _counted(copy)


def _counted(connection: sqlite3.Connection) -> dict[str, int]:
    listed = {table.name for table in TABLES}
    tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
    return {
        name: connection.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - names of our own
        for (name,) in tables
        if name in listed  # without the internal tables of FTS5
    }
