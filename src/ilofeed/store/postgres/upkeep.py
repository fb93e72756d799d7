"""Looking after the database."""

from __future__ import annotations

from collections.abc import Mapping

from ilofeed.errors import StoreError
from ilofeed.store.postgres.connection import PostgresDatabase
from ilofeed.store.upkeep import Upkeep


class PostgresUpkeep(Upkeep, PostgresDatabase):
    """What an operator does to a database on a server, which looks after most of it by itself."""

    def check(self) -> str:
        """Nothing: the server does not let itself be looked into while it is in use."""
        with self.reading():
            return ""

    def compact(self) -> None:
        """Nothing: the server's autovacuum does that."""

    def backup(self, target: str, /) -> Mapping[str, int]:
        """A copy of the database as it is now in the file *target*."""
        raise StoreError(f"{target!r} cannot be made yet")
