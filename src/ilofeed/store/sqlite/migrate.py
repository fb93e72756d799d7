"""Bring an SQLite file up to the tables of this program."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from types import TracebackType

from ilofeed.core.errors import StoreError
from ilofeed.store.search import ALL, FILL, INSERT, filled_rows
from ilofeed.store.tables import MARK

#: The mark that distinguishes our files from other programs' (sqlite.org/pragma.html#pragma_application_id).
APPLICATION_ID = int.from_bytes(b"iloF")

# A script with this first line needs a feature that some builds of SQLite lack.
_OPTIONAL = "-- Optional:"
_MISSING = ("no such module", "no such tokenizer")

READING = "BEGIN"
# With a plain BEGIN, a transaction that reads before it writes fails if another process wrote
# in between, and no timeout helps.
WRITING = "BEGIN IMMEDIATE"


class Transaction:
    """A block whose changes are saved all together, or not at all."""

    __slots__ = ("_begin", "_connection")

    def __init__(self, connection: sqlite3.Connection, begin: str) -> None:
        """Prepare a transaction that *begin*, `READING` or `WRITING`, starts."""
        self._connection = connection
        self._begin = begin

    @property
    def is_open(self) -> bool:
        """True while the connection has a transaction."""
        return self._connection.in_transaction

    def __enter__(self) -> None:
        self._connection.execute(self._begin)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._undo()
            return
        try:
            self._connection.execute("COMMIT")
        except BaseException:
            self._undo()
            raise

    def _undo(self) -> None:
        # A full disk, for one, makes SQLite roll back by itself.
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")


def migrate(
    connection: sqlite3.Connection, name: str, scripts: Mapping[int, str], *, is_target: bool = False
) -> None:
    """Apply those of *scripts* that the database, called *name* in messages, has not had yet.

    Takes no write lock if there are none. Raises StoreError if the database belongs to another
    program or to a newer ilofeed, or is an incomplete copy, unless *is_target* is true.
    """
    newest = max(scripts)
    with Transaction(connection, READING):
        version = _version(connection, name, newest)
        if not is_target and has_mark(connection):
            raise StoreError(
                f"{name} is a copy that is not whole yet; run `ilofeed migrate --to URL` to it again, or"
                " delete the file"
            )
    missing = [number for number in scripts if number > version]
    # An existing file keeps each script that was completed. A new one is complete or empty.
    for numbers in [[number] for number in missing] if version else [missing]:
        with Transaction(connection, WRITING):
            # Another process may have migrated since.
            reached = _version(connection, name, newest)
            for number in numbers:
                if number > reached:
                    _apply(connection, scripts[number])
                    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                    connection.execute(f"PRAGMA user_version = {number}")


def _apply(connection: sqlite3.Connection, script: str) -> None:
    """Execute *script*; an optional one completely or not at all."""
    connection.execute("SAVEPOINT script")
    try:
        for statement in statements(script):
            connection.execute(statement)
    except sqlite3.OperationalError as error:
        if not script.startswith(_OPTIONAL) or not str(error).startswith(_MISSING):
            raise
        connection.execute("ROLLBACK TO script")
    connection.execute("RELEASE script")
    if FILL in script:
        cursor = connection.execute(ALL)
        names = [column[0] for column in cursor.description]
        connection.executemany(INSERT, filled_rows(dict(zip(names, row, strict=True)) for row in cursor))


def has_mark(connection: sqlite3.Connection) -> bool:
    """Return whether the database is an incomplete copy (`ilofeed.store.copy`)."""
    return bool(_number(connection, f"SELECT COUNT(*) FROM sqlite_schema WHERE name = '{MARK}'"))  # noqa: S608


def statements(script: str) -> Iterator[str]:
    """Yield the statements of *script*, each of which ends at the end of a line.

    ``executescript`` is not used because it commits before it begins.
    """
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement


def _version(connection: sqlite3.Connection, name: str, newest: int) -> int:
    """Return the version of the tables; 0 if there are none. Call it within a transaction."""
    if _number(connection, "PRAGMA application_id") != APPLICATION_ID:
        if _number(connection, "SELECT COUNT(*) FROM sqlite_schema"):
            raise StoreError(
                f"{name} is not an ilofeed database but another program's;"
                " name another file as database in the configuration"
            )
        return 0
    version = _number(connection, "PRAGMA user_version")
    if version > newest:
        raise StoreError(
            f"{name} was written by a newer ilofeed (its version is {version}, this program knows"
            f" {newest}); update the program"
        )
    return version


def _number(connection: sqlite3.Connection, question: str) -> int:
    (number,) = connection.execute(question).fetchone()
    return int(number)
