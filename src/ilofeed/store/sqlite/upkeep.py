"""Looking after the file."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from ilofeed.errors import StoreError
from ilofeed.store.sqlite.connection import SqliteDatabase
from ilofeed.store.upkeep import Upkeep


class SqliteUpkeep(Upkeep, SqliteDatabase):
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
        path = Path(target)
        if not self.lasts:
            raise StoreError("there is no database yet; it is made by the first poll")
        if path.exists():
            raise StoreError(f"{target!r} is there already; name another file, or move it away")
        if not path.parent.is_dir():
            raise StoreError(f"there is no folder {str(path.parent)!r} for the backup; make it first")
        aside = path.with_name(f"{path.name}.part{os.getpid()}")
        try:
            with self.copying() as ours, _complaining(aside), closing(sqlite3.connect(aside)) as copy:
                ours.backup(copy, pages=2000)
                # One file, with nothing beside it that could be left behind.
                copy.execute("PRAGMA journal_mode = DELETE")
                (verdict,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
                if verdict != "ok":
                    raise StoreError(f"the backup is not whole ({verdict}), so it is not kept")
                rows = _counted(copy)
            with _complaining(aside):
                _make_sure(aside)
                os.link(aside, path)  # unlike a rename it takes no other file's place
                _make_sure(path.parent)
        finally:
            with suppress(OSError):
                aside.unlink()
        return rows


def _counted(connection: sqlite3.Connection) -> dict[str, int]:
    tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
    return {
        name: connection.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - names of our own
        for (name,) in tables
        if not name.startswith("sqlite_")
    }


def _make_sure(path: Path) -> None:
    """Have *path* on the disk, whatever happens next."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _complaining(path: Path) -> Iterator[None]:
    """Where what goes wrong with the file *path* becomes a StoreError."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"the backup {str(path)!r} cannot be written ({error})") from error
