"""The list of tables is equal to the tables of every database, so that no copy omits one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from fakes.postgres import Server
from ilofeed.store import open_store
from ilofeed.store.tables import LEFT_OUT, TABLES

KEY_ON_SERVER = """
    SELECT string_agg(attname, ',' ORDER BY place) FROM pg_index
    CROSS JOIN LATERAL unnest(indkey::int[]) WITH ORDINALITY AS k (number, place)
    JOIN pg_attribute ON attrelid = indrelid AND attnum = number
    WHERE indrelid = %s::regclass AND indisprimary
"""


@pytest.fixture
def file(path: Path) -> Iterator[sqlite3.Connection]:
    open_store(f"sqlite:///{path}").close()
    with closing(sqlite3.connect(path)) as connection:
        yield connection


@pytest.fixture
def server(postgres: Server) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    address = postgres.database()
    open_store(address).close()
    with psycopg.connect(address) as connection:
        connection.execute("SET search_path = ilofeed")
        yield connection


def columns_on_server(server: psycopg.Connection[tuple[object, ...]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    query = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'ilofeed'"
    for table, column in server.execute(query):
        found.setdefault(str(table), set()).add(str(column))
    del found["schema_version"]  # each database has its own
    return found


def columns_in_file(file: sqlite3.Connection) -> dict[str, set[str]]:
    tables = [name for (name,) in file.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    tables = [name for name in tables if not name.startswith(("sqlite_", "search_text"))]  # SQLite's own tables
    return {name: {row[1] for row in file.execute(f"PRAGMA table_info({name})")} for name in tables}


def test_every_table_is_copied_or_left_out_for_a_reason(
    file: sqlite3.Connection, server: psycopg.Connection[tuple[object, ...]]
) -> None:
    listed = [table.name for table in TABLES] + list(LEFT_OUT)

    assert {*columns_in_file(file)} <= {*listed}
    assert sorted(listed) == sorted(columns_on_server(server))
    assert all(LEFT_OUT.values())


def test_a_table_has_the_same_columns_in_every_database(
    file: sqlite3.Connection, server: psycopg.Connection[tuple[object, ...]]
) -> None:
    on_server = {name: each for name, each in columns_on_server(server).items() if name not in LEFT_OUT}

    assert columns_in_file(file) == on_server


def test_the_keys_are_those_of_the_tables_in_a_file(file: sqlite3.Connection) -> None:
    for table in TABLES:
        columns = file.execute(f"PRAGMA table_info({table.name})").fetchall()

        assert [name for place, name in sorted((row[5], row[1]) for row in columns) if place] == list(table.key)


def test_the_keys_are_those_of_the_tables_on_a_server(server: psycopg.Connection[tuple[object, ...]]) -> None:
    for table in TABLES:
        assert server.execute(KEY_ON_SERVER, (table.name,)).fetchall() == [(",".join(table.key),)]


def test_what_no_two_rows_share_and_what_refers_to_another_is_listed(file: sqlite3.Connection) -> None:
    for table in TABLES:
        unique = [row[1] for row in file.execute(f"PRAGMA index_list({table.name})") if row[2]]
        found = {row[2] for index in unique for row in file.execute(f"PRAGMA index_info({index})")}
        found |= {row[3] for row in file.execute(f"PRAGMA foreign_key_list({table.name})")}

        assert found - set(table.key) == set(table.also), table.name


def test_a_table_comes_after_those_that_it_refers_to(file: sqlite3.Connection) -> None:
    order = [table.name for table in TABLES]
    for name in order:
        for row in file.execute(f"PRAGMA foreign_key_list({name})"):
            assert order.index(row[2]) < order.index(name)
