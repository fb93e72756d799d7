"""The list of tables says what there is in every database, so that no copy forgets any."""

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

KEYS_ON_SERVER = """
    SELECT string_agg(attname, ',' ORDER BY place), indisprimary FROM pg_index
    CROSS JOIN LATERAL unnest(indkey::int[]) WITH ORDINALITY AS k (number, place)
    JOIN pg_attribute ON attrelid = indrelid AND attnum = number
    WHERE indrelid = %s::regclass AND indisunique GROUP BY indexrelid, indisprimary
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
    return {name: {row[1] for row in file.execute(f"PRAGMA table_info({name})")} for name in tables}


def test_every_table_is_copied_or_left_out_for_a_reason(
    file: sqlite3.Connection, server: psycopg.Connection[tuple[object, ...]]
) -> None:
    listed = [table.name for table in TABLES] + list(LEFT_OUT)

    assert sorted(listed) == sorted(columns_in_file(file))
    assert sorted(listed) == sorted(columns_on_server(server))
    assert all(LEFT_OUT.values())


def test_a_table_has_the_same_columns_in_every_database(
    file: sqlite3.Connection, server: psycopg.Connection[tuple[object, ...]]
) -> None:
    assert columns_in_file(file) == columns_on_server(server)


def test_the_keys_are_those_of_the_tables_in_a_file(file: sqlite3.Connection) -> None:
    for table in TABLES:
        columns = file.execute(f"PRAGMA table_info({table.name})").fetchall()
        key = [name for place, name in sorted((row[5], row[1]) for row in columns) if place]
        unique = [row for row in file.execute(f"PRAGMA index_list({table.name})") if row[2] and row[3] == "u"]
        also = [tuple(each[2] for each in file.execute(f"PRAGMA index_info({row[1]})")) for row in unique]

        assert (table.name, tuple(key), also) == (table.name, table.key, [table.also] if table.also else [])


def test_the_keys_are_those_of_the_tables_on_a_server(server: psycopg.Connection[tuple[object, ...]]) -> None:
    for table in TABLES:
        found = sorted(server.execute(KEYS_ON_SERVER, (table.name,)).fetchall(), key=repr)
        expected = [(",".join(table.key), True), *([(",".join(table.also), False)] if table.also else [])]

        assert found == sorted(expected, key=repr), table.name


def test_a_table_comes_after_those_that_it_refers_to(file: sqlite3.Connection) -> None:
    order = [table.name for table in TABLES]
    for name in order:
        for row in file.execute(f"PRAGMA foreign_key_list({name})"):
            assert order.index(row[2]) < order.index(name)
