"""SQLite file that becomes a copy of another store."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from ilofeed.core.errors import StoreError
from ilofeed.store.copy import MAKE_MARK, Copied, Target, refused
from ilofeed.store.migrations import read_migrations
from ilofeed.store.sqlite.atomic_files import give_name, under_way
from ilofeed.store.sqlite.connection import SqliteDatabase
from ilofeed.store.sqlite.migrate import APPLICATION_ID, WRITING, Transaction, has_mark, migrate
from ilofeed.store.tables import MARK

# Beyond the numbers in the table and in the archives: those of deleted arrivals are never used again.
_COUNT_ON = (
    "DELETE FROM sqlite_sequence WHERE name = 'arrival'",
    """INSERT INTO sqlite_sequence (name, seq) SELECT 'arrival', MAX(
        COALESCE((SELECT MAX(seq) FROM arrival), 0), COALESCE((SELECT MAX(through) FROM archive), 0))""",
)


class SqliteTarget(Target, SqliteDatabase):
    """A file that is not yet a store."""

    def __init__(self, path: Path, origin: str, run: str = "") -> None:
        """Begin or continue the copy of *origin* at *path*; with *run*, continue the same run.

        Raises StoreError if *path* contains something else.
        """
        Target.__init__(self, origin, run)
        self._takes_over = not run
        SqliteDatabase.__init__(self, path)

    def _prepare(self, connection: sqlite3.Connection) -> None:
        with Transaction(connection, WRITING):
            if has_mark(connection):
                (other,) = connection.execute(f"SELECT origin FROM {MARK}").fetchone()  # noqa: S608 (our own name)
                if other != self._origin:
                    raise refused(self._name, self._origin, other)
                if self._takes_over:
                    connection.execute(f"UPDATE {MARK} SET run = ?", (self.run,))  # noqa: S608 (our own name)
            else:
                (there,) = connection.execute("SELECT COUNT(*) FROM sqlite_schema").fetchone()
                if there:
                    raise refused(self._name, self._origin, "")
                connection.execute(MAKE_MARK)
                connection.execute(f"INSERT INTO {MARK} VALUES (?, ?)", (self._origin, self.run))  # noqa: S608
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        migrate(connection, self._name, read_migrations("sqlite"), is_target=True)

    def whole(self) -> None:
        """Continue the numbers of arrivals after all copied ones."""
        for statement in _COUNT_ON:
            self.write(statement)

    def seal(self) -> None:
        """Make the copy one file without a log beside it, and check that it is complete."""
        with self.copying() as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
            (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if verdict != "ok":
            raise StoreError(f"{self._name} is not whole ({verdict}); delete it, and copy once more")


def into_file(
    path: Path, origin: str, fill: Callable[[Target], tuple[Copied, ...]], *, ahead: bool = False
) -> tuple[Copied, ...]:
    """Make *path* a copy of *origin*, by *fill*, and return the result of *fill*.

    The copy is written to another name, and gets its own when it is complete; its mark is removed last.
    So at every instant the file is marked, or is the complete copy. With *ahead*, a later run does both steps.
    """
    aside = under_way(path)
    if aside.exists() and path.exists() and aside.samefile(path):
        aside.unlink()  # a run was killed between the link and the unlink
    is_named = path.exists()
    with closing(SqliteTarget(path if is_named else aside, origin)) as target:
        found = fill(target)
        if ahead:
            return found
        target.seal()
    if not is_named:
        give_name(aside, path)
    with closing(SqliteTarget(path, origin, target.run)) as target:
        target.unmark()
    return found
