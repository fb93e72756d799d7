"""Looking after the file."""

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
    """What an operator does to a file."""

    def check(self) -> str:
        """What is wrong with the file, as SQLite sees it; empty where it is whole."""
        with self.reading():
            found = [row["quick_check"] for row in self.all("PRAGMA quick_check(3)")]
        return "" if found == ["ok"] else "; ".join(found)

    def compact(self) -> None:
        """Give room that is not used back to the disk."""
        with self.copying() as ours:
            ours.execute("VACUUM")

    def backup(self, target: str, /) -> Mapping[str, int]:
        """A copy of the database as it is now in the file *target*; how many rows each table of it has.

        Others may go on using the database. The copy is checked before it gets its name.
        Raises StoreError, and leaves nothing.
        """
        if not self.lasts:
            raise StoreError("there is no database yet; it is made by the first poll")
        with beside(target) as aside, self.copying() as ours, complaining(aside):
            counted = _copied(ours, aside)
        # Not before it has its name.
        return counted  # noqa: RET504 - to mypy, a block like this one may end without a word


def _copied(ours: sqlite3.Connection, aside: Path) -> dict[str, int]:
    with closing(sqlite3.connect(aside)) as copy:
        ours.backup(copy, pages=2000)
        # One file, with nothing beside it that could be left behind.
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
        if name in listed  # not those that FTS5 makes for itself
    }
