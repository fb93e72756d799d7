"""Bring an SQLite file up to the tables of this program."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ilofeed.errors import StoreError

#: Tells our files from other programs' (sqlite.org/pragma.html#pragma_application_id).
APPLICATION_ID = int.from_bytes(b"iloF")

READING = "BEGIN"
# With a plain BEGIN, whoever reads before writing fails as soon as another process wrote in
# between, and no timeout helps.
WRITING = "BEGIN IMMEDIATE"


@contextmanager
def transaction(connection: sqlite3.Connection, begin: str) -> Iterator[None]:
    """A transaction around the block: all of it is kept, or nothing."""
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # A full disk, for one, makes SQLite roll back by itself.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def migrations() -> Mapping[int, str]:
    """The scripts of this package, by the version that each leads to, in order."""
    # By the path: to load importlib.resources costs every start more than all that stands here.
    scripts = sorted(Path(__file__).with_name("migrations").glob("*.sql"))
    return {int(file.name.partition("_")[0]): file.read_text(encoding="utf-8") for file in scripts}


def migrate(connection: sqlite3.Connection, name: str, scripts: Mapping[int, str]) -> None:
    """Apply those of *scripts* that the database, called *name* in messages, has not had yet.

    Takes no write lock where it has had them all. StoreError where the database is not
    ours to write to.
    """
    newest = max(scripts)
    with transaction(connection, READING):
        version = _version(connection, name, newest)
    for number, script in scripts.items():
        if number <= version:
            continue
        with transaction(connection, WRITING):
            # Another process may have been faster.
            if number <= _version(connection, name, newest):
                continue
            for statement in statements(script):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {number}")


def statements(script: str) -> Iterator[str]:
    """The statements of *script*, each ending at the end of a line.

    In place of ``executescript``, which commits before it begins.
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
    """The version of the tables; 0 where there are none. To be read within a transaction."""
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
