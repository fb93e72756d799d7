"""Copy and back up a store without changing it."""

from __future__ import annotations

import math
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from msgspec.structs import replace

from fakes.postgres import Server
from ilofeed.core.errors import StoreError
from ilofeed.store import copy_store, open_store
from ilofeed.store.tables import TABLES
from store.copying.moves import Move, counts
from store.samples import commit, entry, fill, poll, report, state


def test_a_read_only_file_is_copied_and_not_touched(to_server: Move) -> None:
    with to_server.at_origin() as store:
        fill(store)
    path = to_server.folder / "here.db"
    before = path.read_bytes()
    path.chmod(0o400)

    to_server()

    assert path.read_bytes() == before
    with to_server.at_target() as store:
        assert store.counts() == {"news": 25}


def test_a_server_that_only_lets_us_read_is_copied(postgres: Server, tmp_path: Path) -> None:
    address = postgres.database()
    with closing(open_store(address)) as store:
        fill(store)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS reader")
        connection.execute("CREATE ROLE reader LOGIN")
        connection.execute("GRANT USAGE ON SCHEMA ilofeed TO reader")
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA ilofeed TO reader")
    move = Move(address.replace("ilofeed@", "reader@"), "sqlite:///there.db", tmp_path)
    try:
        assert counts(move())["entry"] == 25
    finally:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("DROP OWNED BY reader")


def test_what_is_polled_meanwhile_is_not_half_copied(move: Move) -> None:
    with move.at_origin() as store:
        fill(store)

        def polled(table: str, rows: int, written: int) -> None:  # noqa: ARG001
            poll(store, "news", [entry(f"after {table}")])

        there = copy_store(move.origin, move.target, folder=move.folder, progress=polled)[0]

        assert counts(there)["entry"] == counts(there)["arrival"] == 25
        assert store.counts() == {"news": 25 + len(TABLES)}


def test_a_backup_of_a_server_is_a_store_in_a_file(postgres: Server, tmp_path: Path) -> None:
    with closing(open_store(postgres.database())) as store:
        fill(store)
        rows = store.backup(str(tmp_path / "kept.db"))

        assert (rows["source"], rows["entry"], set(rows)) == (1, 25, {table.name for table in TABLES})
        assert [each.name for each in tmp_path.iterdir()] == ["kept.db"]
        with pytest.raises(StoreError, match="is there already; name another file"):
            store.backup(str(tmp_path / "kept.db"))
        with pytest.raises(StoreError, match="there is no folder"):
            store.backup(str(tmp_path / "gone" / "kept.db"))
        with closing(open_store("sqlite:///kept.db", folder=tmp_path)) as kept:
            assert kept.newest("news", 99) == store.newest("news", 99)


def test_a_backup_that_fails_leaves_nothing(postgres: Server, tmp_path: Path) -> None:
    with closing(open_store(postgres.database())) as store:
        store.claim(["news"])
        store.record(commit(state("news", 1), [], replace(report("news"), seconds=math.nan)))

        with pytest.raises(StoreError):
            store.backup(str(tmp_path / "kept.db"))

    assert list(tmp_path.iterdir()) == []
