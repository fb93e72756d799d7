"""Copy a store from one database to another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ilofeed.core.protocols import Store
from ilofeed.store import copy_store, open_store
from ilofeed.store.copy import Copied

WAYS = ["sqlite to postgres", "postgres to sqlite", "sqlite to sqlite", "postgres to postgres"]


@dataclass
class Move:
    """Two databases, and the rows written from one to the other."""

    origin: str
    target: str
    folder: Path
    written: dict[str, int] = field(default_factory=dict)

    def __call__(self, *, ahead: bool = False) -> tuple[Copied, ...]:
        self.written.clear()
        return copy_store(self.origin, self.target, folder=self.folder, progress=self._told, ahead=ahead)[0]

    def back(self) -> tuple[Copied, ...]:
        """Copy the whole target to a file."""
        return copy_store(self.target, "sqlite:///back.db", folder=self.folder, progress=self._told)[0]

    def _told(self, table: str, rows: int, written: int) -> None:
        assert written <= rows
        if written:
            self.written[table] = written

    @contextmanager
    def at_origin(self) -> Iterator[Store]:
        with closing(open_store(self.origin, folder=self.folder)) as store:
            yield store

    @contextmanager
    def at_target(self) -> Iterator[Store]:
        with closing(open_store(self.target, folder=self.folder)) as store:
            yield store


def counts(copied: tuple[Copied, ...]) -> dict[str, int]:
    return {each.table: each.rows for each in copied}
