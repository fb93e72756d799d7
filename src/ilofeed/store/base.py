"""The interface that all databases have in common: the statements of `ilofeed.store.queries` in transactions."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable
from contextlib import AbstractContextManager
from typing import Any

from ilofeed.core.models import Entry
from ilofeed.core.state_changes import Mark
from ilofeed.store import queries, rows


class Database(ABC):
    """An open database, which threads and processes may share.

    Each method reports errors as a StoreError that the operator can read.
    """

    #: The name of the database for the operator, without a password.
    where: str

    @abstractmethod
    def reading(self) -> AbstractContextManager[None]:
        """Open a block that sees one state of the database."""

    @abstractmethod
    def writing(self) -> AbstractContextManager[None]:
        """Open a block whose changes are saved all together, or not at all. Within another one it is a part of that."""

    def together(self) -> AbstractContextManager[None]:
        """Open a block in which all methods called by this thread are one transaction."""
        return self.writing()

    @abstractmethod
    def bound(self, row: rows.Row) -> dict[str, Any]:
        """Convert the values of *row* to the types that the database accepts."""

    @abstractmethod
    def write(self, statement: str, /, **parameters: object) -> int:
        """Execute *statement*, and return the number of rows it changed."""

    @abstractmethod
    def write_all(self, statement: str, found: Iterable[rows.Row]) -> None:
        """Execute *statement* for each of the rows *found*, which `bound` has converted."""

    @abstractmethod
    def all(self, statement: str, **parameters: object) -> list[rows.Row]:
        """Return the rows that *statement* selects, or changes and returns."""

    @abstractmethod
    def each(self, statement: str, values: Iterable[str], **parameters: object) -> list[rows.Row]:
        """Return the rows for all of *values*, which *statement* names as ``IN (:values)``."""

    @abstractmethod
    def in_order(self) -> None:
        """Have the arrivals of this block numbered after all earlier arrivals."""

    @abstractmethod
    def put_off(self) -> None:
        """Defer the check of foreign keys to the end of this block."""

    @abstractmethod
    def patiently(self) -> None:
        """Lift the time limits of this block."""

    @abstractmethod
    def log_change(self, *slugs: str) -> None:
        """Log that this block changes the states of *slugs*; without any, those of all sources."""

    @abstractmethod
    def changed_sources(self, mark: Mark | None, /) -> tuple[Mark, Collection[str] | None]:
        """Return the mark of this block, and the slugs of all states that changed after *mark*.

        Others may be among them. None: any may have changed.
        """

    @abstractmethod
    def close(self) -> None:
        """Close the database; a second call does nothing."""

    def entries(self, source: str, found: Collection[rows.Row]) -> tuple[Entry, ...]:
        """Return the entries of the rows *found*, in their order, with their aliases."""
        aliases: dict[str, list[str]] = {row["id"]: [] for row in found}
        for row in self.each(queries.ALIASES, aliases, source=source):
            aliases[row["entry_id"]].append(row["alias"])
        return tuple(rows.entry(row, aliases[row["id"]]) for row in found)
