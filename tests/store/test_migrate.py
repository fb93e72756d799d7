"""The tables of an SQLite file: their owner and their migrations."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import ilofeed.store
from ilofeed.store.migrations import read_migrations
from ilofeed.store.sqlite import SqliteStore
from ilofeed.store.sqlite.migrate import APPLICATION_ID, migrate, statements
from store.samples import answer, entry, poll


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore(path)) as opened:
        yield opened


def test_a_database_says_whose_it_is(store: SqliteStore, connection: sqlite3.Connection) -> None:
    store.claim(["news"])

    assert answer(connection, "PRAGMA application_id") == APPLICATION_ID
    assert answer(connection, "PRAGMA user_version") == max(read_migrations("sqlite"))
    assert answer(connection, "PRAGMA journal_mode") == "wal"


def test_the_connection_is_set_up_for_speed_and_safety(store: SqliteStore) -> None:
    assert answer(store._connection, "PRAGMA busy_timeout") == 30_000
    assert answer(store._connection, "PRAGMA foreign_keys") == 1
    assert answer(store._connection, "PRAGMA synchronous") == 1


def test_migrations_are_numbered_without_a_gap() -> None:
    assert list(read_migrations("sqlite")) == list(range(1, len(read_migrations("sqlite")) + 1))


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_every_migration_has_a_number_of_its_own(database: str) -> None:
    folder = Path(ilofeed.store.__file__).with_name(database) / "migrations"

    assert len(list(folder.glob("*.sql"))) == len(read_migrations(database))


def test_opening_an_up_to_date_database_waits_for_no_writer(
    path: Path, store: SqliteStore, connection: sqlite3.Connection
) -> None:
    poll(store, "news", [entry("a")])
    connection.execute("BEGIN IMMEDIATE")

    with closing(SqliteStore(path, patience=0)) as other:
        assert other.counts() == {"news": 1}


def test_a_database_that_lost_its_write_ahead_log_gets_it_again(
    path: Path, store: SqliteStore, connection: sqlite3.Connection
) -> None:
    store.close()
    connection.execute("PRAGMA journal_mode = DELETE")

    with closing(SqliteStore(path)) as again:
        assert answer(again._connection, "PRAGMA journal_mode") == "wal"


def test_a_busy_database_without_a_write_ahead_log_is_opened_all_the_same(
    path: Path, store: SqliteStore, connection: sqlite3.Connection
) -> None:
    store.close()
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("BEGIN IMMEDIATE")

    with closing(SqliteStore(path, patience=0)) as other:
        assert other.states() == {}


def test_only_missing_migrations_are_applied(connection: sqlite3.Connection) -> None:
    first = "CREATE TABLE one (x TEXT);\n"
    migrate(connection, "it", {1: first})

    migrate(connection, "it", {1: first, 2: "ALTER TABLE one ADD COLUMN y TEXT;\n"})

    assert connection.execute("SELECT x, y FROM one").fetchall() == []
    assert answer(connection, "PRAGMA user_version") == 2


def test_a_migration_that_fails_leaves_no_trace(connection: sqlite3.Connection) -> None:
    migrate(connection, "it", {1: "CREATE TABLE one (x TEXT);\n"})
    broken = "CREATE TABLE two (x TEXT);\nCREATE TABLE one (x TEXT);\n"

    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        migrate(connection, "it", {1: "", 2: broken})

    assert answer(connection, "PRAGMA user_version") == 1
    assert answer(connection, "SELECT group_concat(name) FROM sqlite_schema") == "one"


def test_a_new_file_has_all_migrations_or_none(connection: sqlite3.Connection) -> None:
    broken = "CREATE TABLE two (x TEXT);\nCREATE TABLE one (x TEXT);\n"

    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        migrate(connection, "it", {1: "CREATE TABLE one (x TEXT);\n", 2: broken})

    assert answer(connection, "PRAGMA user_version") == 0
    assert answer(connection, "PRAGMA application_id") == 0
    assert answer(connection, "SELECT COUNT(*) FROM sqlite_schema") == 0


def test_an_existing_file_keeps_the_migrations_before_one_that_fails(connection: sqlite3.Connection) -> None:
    migrate(connection, "it", {1: "CREATE TABLE one (x TEXT);\n"})
    second = "CREATE TABLE two (x TEXT);\n"

    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        migrate(connection, "it", {1: "", 2: second, 3: second})

    assert answer(connection, "PRAGMA user_version") == 2
    assert answer(connection, "SELECT COUNT(*) FROM sqlite_schema") == 2


@pytest.mark.parametrize("moment", ["PRAGMA application_id", "SELECT COUNT", "COMMIT", "BEGIN IMMEDIATE"])
def test_another_process_may_migrate_at_any_moment(
    path: Path, connection: sqlite3.Connection, moment: str
) -> None:
    def barge_in(statement: str) -> None:
        if statement.startswith(moment):
            connection.set_trace_callback(None)
            with closing(sqlite3.connect(path, isolation_level=None)) as other:
                migrate(other, "it", read_migrations("sqlite"))
                barged.append(statement)

    barged: list[str] = []
    connection.execute("PRAGMA journal_mode = WAL")
    connection.set_trace_callback(barge_in)

    migrate(connection, "it", read_migrations("sqlite"))

    assert len(barged) == 1
    assert answer(connection, "PRAGMA user_version") == max(read_migrations("sqlite"))


def test_a_script_is_split_where_its_statements_end() -> None:
    trigger = "CREATE TRIGGER t AFTER DELETE ON one BEGIN\n  SELECT 1;\n  SELECT 2;\nEND;\n"

    assert list(statements(f"-- first; of all\nSELECT ';\n';\n\n{trigger}-- end")) == [
        "-- first; of all\nSELECT ';\n';\n",
        f"\n{trigger}",
        "-- end",
    ]
