"""Looking after the database: `ilofeed.ports.Upkeep`, as far as it is the same for all."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Mapping

from ilofeed.store import statements
from ilofeed.store.database import Database


class Upkeep(Database):
    """What an operator does to a database, beside looking into it."""

    def strangers(self, slugs: Collection[str], /) -> Mapping[str, int]:
        """Which sources are remembered beside *slugs*, and with how many entries."""
        with self.reading():
            found = self.all(statements.SOURCES)
        return {row["slug"]: row["entries"] for row in found if row["slug"] not in slugs}

    def forget(self, slugs: Collection[str], /) -> None:
        """Forget all of these sources, and give the room back."""
        with self.writing():
            for slug in slugs:
                for statement in statements.FORGET:
                    self.write(statement, slug=slug)
        self.compact()

    @abstractmethod
    def compact(self) -> None:
        """Give room that is not used back to the disk."""
