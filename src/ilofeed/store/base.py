"""What every database can do, whichever it is: the statements of `ilofeed.store.queries`, in transactions."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable
from contextlib import AbstractContextManager
from typing import Any

from ilofeed.core.models import Entry
from ilofeed.store import queries, rows


class Database(ABC):
    """An open database; threads may share it, so may processes.

    Each method fails with a StoreError that the operator can read.
    """

    #: Which database it is, in words for the operator, without a password.
    where: str

    @abstractmethod
    def reading(self) -> AbstractContextManager[None]:
        """A block that sees one state of the database."""

    @abstractmethod
    def writing(self) -> AbstractContextManager[None]:
        """A block of which all is kept, or nothing."""

    @abstractmethod
    def bound(self, row: rows.Row) -> dict[str, Any]:
        """*row* with values of the kinds that the database takes."""

    @abstractmethod
    def write(self, statement: str, /, **parameters: object) -> int:
        """Carry out *statement*; how many rows it changed."""

    @abstractmethod
    def write_all(self, statement: str, found: Iterable[rows.Row]) -> None:
        """Carry out *statement* for each of the rows *found*, which are `bound`."""

    @abstractmethod
    def all(self, statement: str, **parameters: object) -> list[rows.Row]:
        """The rows that *statement* finds, or changes and returns."""

    @abstractmethod
    def each(self, statement: str, values: Iterable[str], **parameters: object) -> list[rows.Row]:
        """The rows for all of *values*, which stand in *statement* as ``IN (:values)``."""

    @abstractmethod
    def in_order(self) -> None:
        """Have what this block lets arrive come behind all that has arrived before."""

    @abstractmethod
    def put_off(self) -> None:
        """Look only at the end of this block whether every row has the row that it refers to."""

    @abstractmethod
    def patiently(self) -> None:
        """Have this block last as long as it takes."""

    @abstractmethod
    def close(self) -> None:
        """Close the database; a second call does nothing."""

    def entries(self, source: str, found: Collection[rows.Row]) -> tuple[Entry, ...]:
        """The entries of the rows *found*, in their order, with their aliases."""
        aliases: dict[str, list[str]] = {row["id"]: [] for row in found}
        for row in self.each(queries.ALIASES, aliases, source=source):
            aliases[row["entry_id"]].append(row["alias"])
        return tuple(rows.entry(row, aliases[row["id"]]) for row in found)
