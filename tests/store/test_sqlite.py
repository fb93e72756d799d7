"""Features of the SQLite store alone: the place of its file, and errors of the file."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from ilofeed.core.errors import ConfigError, StoreError
from ilofeed.core.state import Outcome
from ilofeed.store import open_store, queries
from ilofeed.store.migrations import read_migrations
from ilofeed.store.sqlite import SqliteStore
from store.samples import answer, commit, entry, later, names, poll, report, state


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore(path)) as opened:
        yield opened


# --- the place of the file


def test_a_relative_path_starts_in_the_folder(tmp_path: Path) -> None:
    open_store("sqlite:///kept.db", folder=tmp_path).close()

    assert (tmp_path / "kept.db").is_file()


def test_an_absolute_path_stays_as_it_is(path: Path, tmp_path: Path) -> None:
    open_store(f"sqlite:///{path}", folder=tmp_path / "elsewhere").close()

    assert path.is_file()


def test_a_store_in_memory_leaves_no_file(tmp_path: Path) -> None:
    with closing(open_store("sqlite:///:memory:", folder=tmp_path)) as store:
        poll(store, "news", [entry("a")])

        assert store.counts() == {"news": 1}
    assert list(tmp_path.iterdir()) == []


def test_names_with_a_nul_are_found_beside_others(store: SqliteStore) -> None:
    poll(
        store,
        "news",
        [replace(entry("a"), aliases=frozenset({"a\0b"})), replace(entry("c"), aliases=frozenset("c"))],
    )
    store.record(commit(state("news", store.claim(["news"])["news"].generation)))

    assert names(store.known("news", ["a\0b", "c"])) == ["a", "c"]


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("mysql://ann:s3cret@db.example.org/ilofeed", "'mysql://…'"),
        ("mysql://db.example.org/ilofeed?password=s3cret", "'mysql://…'"),
        ("host=db password=s3cret", "not a URL"),
        ("ann:s3cret@db", "not a URL"),
        ("sqlite://ann:s3cret@ilofeed.db", "'sqlite://…'"),
        ("sqlite:///ilofeed.db?mode=s3cret", "'sqlite:///"),
        ("sqlite:///ilofeed\0s3cret.db", "'sqlite:///"),
        ("sqlite:///", "'sqlite:///'"),
        ("sqlite://ilofeed.db", "'sqlite://ilofeed.db'"),
        ("ilofeed.db", "'ilofeed.db'"),
        ("", "''"),
    ],
)
def test_a_url_of_no_store_is_named_without_its_password(url: str, shown: str) -> None:
    with pytest.raises(ConfigError) as caught:
        open_store(url)

    assert shown in str(caught.value)
    assert "'sqlite:///ilofeed.db'" in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_sqlite_is_not_loaded_before_a_store_is_opened() -> None:
    program = "import sys, ilofeed.store; sys.exit('sqlite3' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


# --- other files in its place


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"there is no folder '.*gone'") as caught:
        SqliteStore(tmp_path / "gone" / "ilofeed.db")

    assert "ilofeed.db" in str(caught.value)


def test_a_folder_in_place_of_the_file_is_refused(path: Path) -> None:
    path.mkdir()

    with pytest.raises(StoreError, match="it must be a file") as caught:
        SqliteStore(path)

    assert repr(str(path)) in str(caught.value)
    assert isinstance(caught.value.__cause__, sqlite3.Error)


def test_a_file_that_is_no_database_is_refused_and_left_alone(path: Path) -> None:
    path.write_text("dear diary, " * 1000)

    with pytest.raises(StoreError, match="is not an SQLite database"):
        SqliteStore(path)

    assert path.read_text() == "dear diary, " * 1000


def test_the_database_of_another_program_is_refused_and_left_alone(
    path: Path, connection: sqlite3.Connection
) -> None:
    connection.execute("CREATE TABLE bookmark (url TEXT)")
    before = path.read_bytes()

    with pytest.raises(StoreError, match="is not an ilofeed database"):
        SqliteStore(path)

    assert path.read_bytes() == before


def test_the_database_of_a_newer_program_is_refused(
    path: Path, store: SqliteStore, connection: sqlite3.Connection
) -> None:
    store.close()
    connection.execute("PRAGMA user_version = 99")

    newest = max(read_migrations("sqlite"))
    with pytest.raises(StoreError, match=rf"99, this program knows {newest}") as caught:
        SqliteStore(path)

    assert "update the program" in str(caught.value)
    # This needs the file exclusively: the store that was refused has closed it.
    assert answer(connection, "PRAGMA journal_mode = DELETE") == "delete"


def test_an_empty_file_becomes_a_store(path: Path) -> None:
    path.touch()

    with closing(SqliteStore(path)) as store:
        assert store.states() == {}


# --- later errors


def test_a_locked_database_is_said_to_be_locked(path: Path, store: SqliteStore) -> None:
    with closing(SqliteStore(path, patience=0)) as other:
        store._connection.execute("BEGIN IMMEDIATE")

        with pytest.raises(StoreError, match="is locked by another program; try again"):
            other.claim(["news"])

        store._connection.execute("ROLLBACK")
        assert other.claim(["news"])["news"].generation == 1


def test_a_lock_of_a_rarer_kind_is_a_lock_too(path: Path, store: SqliteStore) -> None:
    def write_after_another_wrote() -> None:
        with closing(SqliteStore(path)) as other, store.reading():
            store.all(queries.STATES)
            other.claim(["news"])
            store.all(queries.CLAIM, slug="news", until=None, holder="")

    with pytest.raises(StoreError, match="is locked by another program"):
        write_after_another_wrote()

    assert store.states()["news"].generation == 1


def test_a_writer_takes_the_lock_before_anything_else(store: SqliteStore) -> None:
    begun: list[str] = []
    store._connection.set_trace_callback(begun.append)

    poll(store, "news", [entry("a")])
    store.remember([])

    assert [each for each in begun if each.startswith("BEGIN")] == ["BEGIN IMMEDIATE"] * 3


def test_a_full_disk_saves_nothing_of_a_poll(store: SqliteStore) -> None:
    poll(store, "news", [entry("a")])
    store.claim(["news"])
    before = store.states()
    store._connection.execute("PRAGMA max_page_count = 1")
    many = [entry(str(index), number=index) for index in range(1000)]

    with pytest.raises(StoreError, match="the disk is full; make room"):
        store.record(commit(state("news", 2), many))

    assert store.states() == before
    assert names(store.newest("news", 10)) == ["a"]
    store._connection.execute("PRAGMA max_page_count = 100000")
    assert store.record(commit(state("news", 2), many))


def test_a_read_only_database_can_be_read(store: SqliteStore) -> None:
    poll(store, "news", [entry("a")])
    store._connection.execute("PRAGMA query_only = ON")

    with pytest.raises(StoreError, match="is read-only; let this user write"):
        store.claim(["news"])

    assert names(store.newest("news", 10)) == ["a"]


def test_a_closed_store_says_so(store: SqliteStore) -> None:
    store.close()

    with pytest.raises(StoreError, match="closed"):
        store.states()


def test_a_store_that_was_closed_can_be_closed_again_by_another_thread(store: SqliteStore) -> None:
    store.close()

    def read() -> None:
        with pytest.raises(StoreError, match="closed"):
            store.states()

    with ThreadPoolExecutor(1) as threads:
        threads.submit(read).result()
        store.close()  # would wait for ever for a thread that still had the lock


# --- polls


def test_only_the_newest_polls_are_kept(store: SqliteStore, connection: sqlite3.Connection) -> None:
    poll(store, "events")
    for _ in range(20):
        poll(store, "news")
        store.claim(["news"])  # a run that was killed leaves a gap in the generations
    for _ in range(queries.POLLS - 10):
        poll(store, "news")

    kept = connection.execute("SELECT generation FROM poll WHERE source = 'news'").fetchall()
    assert len(kept) == queries.POLLS
    assert (min(kept), max(kept)) == ((21,), (queries.POLLS + 30,))
    assert answer(connection, "SELECT COUNT(*) FROM poll WHERE source = 'events'") == 1


def test_a_poll_is_kept_with_the_instant_of_its_state(store: SqliteStore, connection: sqlite3.Connection) -> None:
    store.claim(["news"])

    store.record(commit(state("news", 1, last_poll=later(0))))

    (row,) = connection.execute("SELECT at, outcome, status, seconds FROM poll").fetchall()
    assert row == ("2026-11-23T12:00:00.000000Z", "changed", 200, 0.25)


def test_a_poll_that_is_recorded_again_is_one_poll(store: SqliteStore, connection: sqlite3.Connection) -> None:
    poll(store, "news")

    store.record(commit(state("news", 1), [], replace(report("news"), outcome=Outcome.FAILED, reason="publish")))

    kept = connection.execute("SELECT generation, outcome, reason FROM poll").fetchall()
    assert kept == [(1, "failed", "publish")]
