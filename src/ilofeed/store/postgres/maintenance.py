"""Looking after the database."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing

from ilofeed.store.copy import copy
from ilofeed.store.maintenance import MaintenanceQueries
from ilofeed.store.postgres.connection import PostgresDatabase


class PostgresUpkeep(MaintenanceQueries, PostgresDatabase):
    """What an operator does to a database on a server, which looks after most of it by itself."""

    def check(self) -> str:
        """Nothing: the server does not let itself be looked into while it is in use."""
        with self.reading():
            return ""

    def compact(self) -> None:
        """Nothing: the server's autovacuum does that."""

    def backup(self, target: str, /) -> Mapping[str, int]:
        """A copy of the database as it is now in the SQLite file *target*; how many rows each table of it has.

        Others may go on using the database. The copy is checked before it gets its name.
        Raises StoreError, and leaves nothing.
        """
        from ilofeed.store.sqlite.atomic_files import beside  # noqa: PLC0415 - only for this
        from ilofeed.store.sqlite.copy_target import SqliteTarget  # noqa: PLC0415

        with beside(target) as aside, closing(SqliteTarget(aside, self.where)) as file:
            found = copy(self, file)
            file.unmark()
            file.seal()
        return {each.table: each.rows for each in found}
