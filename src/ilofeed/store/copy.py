"""Copy a whole store row by row into another database of any kind.

    origin, as it is now ─► surplus rows of the target ─► deleted, referring rows before referenced rows
                         ─► different or missing rows  ─► written, referenced rows before referring rows
                         ─► both databases read again  ─► counts and digests are equal ─► mark removed

A target has a mark from before its first table until after the last check. The next run continues
a run that was killed, and skips the rows that are equal already.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from hashlib import sha256
from itertools import chain, islice
from typing import Any
from uuid import uuid4

import msgspec
from msgspec import Struct

from ilofeed.core.errors import StoreError
from ilofeed.store import queries, rows
from ilofeed.store.base import Database
from ilofeed.store.tables import MARK, TABLES, Table

#: The mark of an incomplete target: the store that is copied into it, and the run that copies.
MAKE_MARK = f"CREATE TABLE {MARK} (origin text NOT NULL, run text NOT NULL)"

_RUN = f"SELECT run FROM {MARK} /*+ FOR UPDATE */"  # noqa: S608 (a name of our own)
_ROWS = 1000
# The approximate size of the rows in memory. A table begins with few rows, until their size is known.
_BYTES = 4_000_000
_FIRST = 20
_KEYS = 5000

Key = tuple[Any, ...]
Progress = Callable[[str, int, int], None]


class Copied(Struct, frozen=True, kw_only=True):
    """A table, as it is in both databases."""

    table: str
    rows: int
    digest: str


class Target(Database):
    """A database that is to become a copy, and is not a store until then."""

    def __init__(self, origin: str, run: str = "") -> None:
        self._origin = origin  #: the name of the copied store, the same for the next run
        self.run = run or uuid4().hex

    @contextmanager
    def filling(self) -> Iterator[None]:
        """Open a block whose changes are saved all together, or not at all.

        Raises StoreError if another run has continued this copy.
        """
        with self.writing():
            if [row["run"] for row in self.all(_RUN)] != [self.run]:
                raise StoreError(f"another run of `ilofeed migrate` copies {self._origin} there, so this one ends")
            yield

    def unmark(self) -> None:
        """Remove the mark: the copy is a store from now on."""
        with self.filling():
            self.patiently()
            self.whole()
            self.write(f"DROP TABLE {MARK}")

    @abstractmethod
    def whole(self) -> None:
        """Finish the target after its last row was written."""


def refused(name: str, origin: str, other: str) -> StoreError:
    """Return the error for a database *name* that is a copy of an *other* store than *origin*, or no copy."""
    if other:
        return StoreError(f"{name} is the begun copy of {other}, not of {origin}; copy to somewhere else")
    return StoreError(f"{name} holds a store of its own already; copy to somewhere else, nothing is overwritten")


def copy(origin: Database, target: Target, progress: Progress = lambda *_: None) -> tuple[Copied, ...]:
    """Make *target* equal to *origin* as it is now, and return the rows and the digest of each table.

    *progress* is called for each table with its name, its number of rows and the number of rows written.
    Raises StoreError if the two differ at the end.
    """
    with origin.reading():
        origin.patiently()
        filled = {table.name for table in reversed(TABLES) if _drop_surplus(origin, target, table)}
        for table in TABLES:
            count = written = 0
            for after, chunk in _chunks(origin, table):
                written += _bring(target, table, after, chunk, anew=table.name not in filled)
                count += len(chunk)
            progress(table.name, count, written)
        found = tuple(_digest(origin, table, target) for table in TABLES)
    with target.reading():
        target.patiently()
        there = tuple(_digest(target, table, target) for table in TABLES)
    for one, other in zip(found, there, strict=True):
        if one != other:
            raise StoreError(
                f"the copy of table {one.table!r} is not the same ({one.rows} rows {one.digest[:12]} here,"
                f" {other.rows} rows {other.digest[:12]} there); run `ilofeed migrate --to URL` again"
            )
    return found


def _drop_surplus(origin: Database, target: Target, table: Table) -> bool:
    """Delete the rows that only *target* has, and return whether *target* had any rows."""
    delete = f"DELETE FROM {table.name} WHERE {' AND '.join(f'{column} = :{column}' for column in table.key)}"  # noqa: S608
    theirs = _stays(target, table, target)
    first = next(theirs, None)
    if first is None:
        return False
    surplus = _surplus(_stays(origin, table, target), chain((first,), theirs))
    while found := list(islice(surplus, _ROWS)):
        with target.filling():
            target.write_all(delete, [dict(zip(table.key, stay, strict=False)) for stay in found])
    return True


def _surplus(ours: Iterator[Key], theirs: Iterable[Key]) -> Iterator[Key]:
    """Yield those of *theirs* that are not among *ours*; both are in order."""
    ahead = next(ours, None)
    for one in theirs:
        while ahead is not None and ahead < one:
            ahead = next(ours, None)
        if ahead != one:
            yield one


def _bring(target: Target, table: Table, after: Key, chunk: Iterable[rows.Row], *, anew: bool) -> int:
    """Write the rows of *chunk*, which follow *after*, to *target*; return how many were missing or different."""
    wanted = [_held(table, row, target) for row in chunk]
    with target.filling():
        # The target has no other rows in this range: `_drop_surplus` deleted them.
        found = [] if anew else _following(target, table, after, len(wanted))
        there = {_key(table, row): _encoded(row) for row in found}
        changed = [row for key, row in wanted if there.get(key) != _encoded(row)]
        if changed:
            target.write_all(queries.upsert(table.name, list(changed[0]), table.key), changed)
    return len(changed)


def _digest(database: Database, table: Table, target: Target) -> Copied:
    """Return the rows and the digest of a table as *target* holds them. Call it within a reading block."""
    count, digest = 0, sha256()
    for _, chunk in _chunks(database, table):
        count += len(chunk)
        for row in chunk:
            digest.update(_encoded(target.bound(row)))
    return Copied(table=table.name, rows=count, digest=digest.hexdigest())


def _chunks(database: Database, table: Table) -> Iterator[tuple[Key, list[rows.Row]]]:
    """Yield all rows of a table by its key in chunks of limited size, each with the key before it."""
    after: Key = ()
    limit = _FIRST
    while chunk := _following(database, table, after, limit):
        yield after, chunk
        after = tuple(chunk[-1][name] for name in table.key)
        weight = sum(len(value) for row in chunk for value in row.values() if isinstance(value, str | bytes))
        limit = max(1, min(_ROWS, limit * 4, _BYTES * len(chunk) // (weight + 1)))


def _stays(database: Database, table: Table, target: Target) -> Iterator[Key]:
    """Yield the values that must be equal for a row to stay, its key first, in order.

    *target* is not read in one block, because it is changed between the reads.
    """
    after: Key = ()
    columns = ", ".join((*table.key, *table.also))
    while True:
        with target.reading() if database is target else nullcontext():
            found = _following(database, table, after, _KEYS, columns)
        if not found:
            return
        for row in found:
            key, held = (_key(table, row), row) if database is target else _held(table, row, target)
            yield (*key, *(_encoded({name: held[name]}) for name in table.also))
        after = tuple(found[-1][name] for name in table.key)


def _following(database: Database, table: Table, after: Key, limit: int, columns: str = "*") -> list[rows.Row]:
    """Return the next rows of a table after the key *after*, in the order of its key."""
    key = ", ".join(table.key)
    bounds = {f"after{index}": value for index, value in enumerate(after)}
    where = f" WHERE ({key}) > ({', '.join(f':{name}' for name in bounds)})" if after else ""
    select = f"SELECT {columns} FROM {table.name}{where} ORDER BY {key} LIMIT :limit"  # noqa: S608 (names of our own)
    return database.all(select, limit=limit, **bounds)


def _held(table: Table, row: rows.Row, target: Target) -> tuple[Key, rows.Row]:
    """Return the key of *row*, and *row* as *target* holds it. Raises StoreError if the key differs there.

    Otherwise the key could become that of another row.
    """
    held = target.bound(row)
    for name in table.key:
        if isinstance(row[name], str) and held[name] != row[name]:
            raise StoreError(
                f"table {table.name!r} has a row that cannot be copied, its {name} is {row[name]!r};"
                " delete it first"
            )
    return _key(table, held), held


def _key(table: Table, row: rows.Row) -> Key:
    """Return the key of *row*."""
    return tuple(_plain(row[name]) for name in table.key)


def _encoded(row: rows.Row) -> bytes:
    """Return *row* as bytes, which are the same for all databases."""
    return _encode({name: value if type(value) in _PLAIN else _plain(value) for name, value in row.items()})


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return rows.text(value)
    # SQLite keeps no sign of a zero.
    return value + 0.0 if isinstance(value, float) else value


_PLAIN = (str, int, bytes, type(None))
_encode = msgspec.msgpack.Encoder(order="sorted").encode
