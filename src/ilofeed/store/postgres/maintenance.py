"""Maintenance of a PostgreSQL database."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing

from ilofeed.store.copy import copy
from ilofeed.store.maintenance import MaintenanceQueries
from ilofeed.store.postgres.connection import PostgresDatabase


class PostgresUpkeep(MaintenanceQueries, PostgresDatabase):
    """Backups and changes that an operator makes to a database; its server does most maintenance itself."""

    def check(self) -> str:
        """Return no damage if the database can be read: a server in use has no further check."""
        with self.reading():
            return ""

    def compact(self) -> None:
        """Do nothing: the server's autovacuum returns unused space."""

    def backup(self, target: str, /) -> Mapping[str, int]:
        """Copy the database as it is now to the SQLite file *target*, and return its rows by table.

        Other processes may use the database meanwhile. The copy is checked before it gets its name.
        After a StoreError no file remains.
        """
        from ilofeed.store.sqlite.atomic_files import beside  # noqa: PLC0415 - only for this
        from ilofeed.store.sqlite.copy_target import SqliteTarget  # noqa: PLC0415

        with beside(target) as aside, closing(SqliteTarget(aside, self.where)) as file:
            found = copy(self, file)
            file.unmark()
            file.seal()
        return {each.table: each.rows for each in found}
