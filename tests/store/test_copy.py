"""A whole store is copied to another database, and is equal there."""

from __future__ import annotations

import math
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from msgspec.structs import replace
from psycopg.conninfo import conninfo_to_dict

from fakes.postgres import Server
from ilofeed.core.errors import ConfigError, StoreError
from ilofeed.core.protocols import Store
from ilofeed.store import copy_store, open_store
from ilofeed.store.copy import Copied, Target, copy
from ilofeed.store.postgres import PostgresStore
from ilofeed.store.postgres.copy_target import PostgresTarget, plain
from ilofeed.store.sqlite import SqliteStore
from ilofeed.store.sqlite.copy_target import SqliteTarget
from ilofeed.store.tables import TABLES
from store.samples import NOON, archive, commit, entry, fill, later, names, poll, report, state

WAYS = ["sqlite to postgres", "postgres to sqlite", "sqlite to sqlite", "postgres to postgres"]


@dataclass
class Move:
    """Two databases, and the rows written from one to the other."""

    origin: str
    target: str
    folder: Path
    written: dict[str, int] = field(default_factory=dict)

    def __call__(self, *, ahead: bool = False) -> tuple[Copied, ...]:
        self.written.clear()
        return copy_store(self.origin, self.target, folder=self.folder, progress=self._told, ahead=ahead)[0]

    def back(self) -> tuple[Copied, ...]:
        """Copy the whole target to a file."""
        return copy_store(self.target, "sqlite:///back.db", folder=self.folder, progress=self._told)[0]

    def _told(self, table: str, rows: int, written: int) -> None:
        assert written <= rows
        if written:
            self.written[table] = written

    @contextmanager
    def at_origin(self) -> Iterator[Store]:
        with closing(open_store(self.origin, folder=self.folder)) as store:
            yield store

    @contextmanager
    def at_target(self) -> Iterator[Store]:
        with closing(open_store(self.target, folder=self.folder)) as store:
            yield store


@pytest.fixture(params=WAYS)
def move(request: pytest.FixtureRequest, tmp_path: Path) -> Move:
    def address(kind: str, file: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{file}"
        server: Server = request.getfixturevalue("postgres")
        return server.database()

    one, _, other = str(request.param).partition(" to ")
    return Move(address(one, "here.db"), address(other, "there.db"), tmp_path)


@pytest.fixture
def to_server(postgres: Server, tmp_path: Path) -> Move:
    return Move("sqlite:///here.db", postgres.database(), tmp_path)


@pytest.fixture
def to_file(tmp_path: Path) -> Move:
    return Move("sqlite:///here.db", "sqlite:///there.db", tmp_path)


def counts(copied: tuple[Copied, ...]) -> dict[str, int]:
    return {each.table: each.rows for each in copied}


# --- results


def test_every_table_is_copied_and_what_went_there_and_back_is_the_same(move: Move) -> None:
    with move.at_origin() as store:
        fill(store, "news")
        fill(store, "events", count=40)

    there = move()

    assert [each.table for each in there] == [table.name for table in TABLES]
    assert all(each.rows for each in there), "each table needs a row in the samples"
    assert move.written == counts(there)
    assert move.back() == there


def test_a_copy_is_a_store_like_any_other(move: Move) -> None:
    with move.at_origin() as store:
        fill(store)
        wanted = (store.states(), store.newest("news", 99), store.pages("news"), store.quarantine("news"))
        history = (store.revisions("news"), store.polls("news", 9), store.poll_counts(), store.archives("news"))

    move()

    with move.at_target() as store:
        assert (store.states(), store.newest("news", 99), store.pages("news"), store.quarantine("news")) == wanted
        assert (
            store.revisions("news"),
            store.polls("news", 9),
            store.poll_counts(),
            store.archives("news"),
        ) == history
        poll(store, "news", [entry("later", first_seen=later(9))])
        assert names(store.newest("news", 1)) == ["later"]


def test_what_arrives_at_the_copy_comes_after_all_that_had_arrived(move: Move) -> None:
    with move.at_origin() as store:
        fill(store)
        last = [each.id for _, each in store.unarchived("all", ["news"])]

    move()

    with move.at_target() as store:
        poll(store, "news", [entry("later")])
        assert [each.id for _, each in store.unarchived("all", ["news"])] == [*last, entry("later").id]


def test_what_arrives_at_a_server_comes_after_what_archives_hold_of_forgotten_sources(to_server: Move) -> None:
    with to_server.at_origin() as store:
        poll(store, "first", [entry("a")])
        fill(store)
    with closing(sqlite3.connect(to_server.folder / "here.db")) as connection, connection:
        connection.execute("DELETE FROM arrival WHERE source = 'news'")

    to_server()

    with to_server.at_target() as store:
        poll(store, "first", [entry("b")])
        assert [each.id for _, each in store.unarchived("news", ["first"])] == [entry("b").id]


def test_an_empty_store_is_copied(move: Move) -> None:
    with move.at_origin():
        pass

    assert set(counts(move()).values()) == {0}

    with move.at_target() as store:
        poll(store, "news", [entry("a")])
        assert store.counts() == {"news": 1}


def test_rows_of_every_size_are_copied(move: Move) -> None:
    large = [
        replace(entry(f"large {at}"), item=replace(entry("a").item, summary="é" * at)) for at in (10**6, 3 * 10**6)
    ]
    with move.at_origin() as store:
        poll(store, "news", [*(entry(f"small {number}") for number in range(2500)), *large])
        wanted = store.newest("news", 9999)

    copied = counts(move())

    assert (copied["entry"], copied["arrival"]) == (2502, 2502)
    with move.at_target() as store:
        assert store.newest("news", 9999) == wanted


# --- values that databases store differently


def test_hostile_text_is_copied_letter_by_letter(move: Move) -> None:
    wanted = {}
    with move.at_origin() as store:
        for text in (
            "<b>' OR 1=1; --",
            "\u202e\U0001f600e\u0301\ufffd\ufeff",
            ":value0 %s %(x)s {}",
            "\\N\\x00",
            "",
        ):
            kept = replace(entry(text, text, f"{text}2"), item=replace(entry("a").item, title=text))
            poll(store, text, [kept, entry(f"{text} ")])
            wanted[text] = store.known(text, [f"{text}2"])

    there = move()

    with move.at_target() as store:
        assert {text: store.known(text, [f"{text}2"]) for text in wanted} == wanted
    assert all(wanted.values())
    assert move.back() == there


def test_a_nul_in_a_text_is_on_a_server_what_the_store_makes_of_it(to_server: Move) -> None:
    with to_server.at_origin() as store:
        poll(store, "news")
        store.keep_robots("a.example", "User-agent: *\0", NOON)

    there = to_server()

    with to_server.at_target() as store:
        assert store.robots("a.example") == ("User-agent: *\ufffd", NOON)
    assert to_server.back() == there


def test_a_nul_in_a_text_stays_one_from_file_to_file(to_file: Move) -> None:
    with to_file.at_origin() as store:
        store.keep_robots("a.example", "User-agent: *\0", NOON)

    to_file()

    with to_file.at_target() as store:
        assert store.robots("a.example") == ("User-agent: *\0", NOON)


def test_a_nul_in_a_key_is_refused_for_it_could_become_the_key_of_another(to_server: Move) -> None:
    with to_server.at_origin() as store:
        store.keep_robots("a\0.example", "", NOON)
        store.keep_robots("a\ufffd.example", "", NOON)

    with pytest.raises(StoreError, match=r"table 'host' has a row that cannot be copied, its host is 'a\\x00"):
        to_server()


def test_numbers_are_copied_to_the_last_bit(move: Move) -> None:
    numbers = [-0.0, 0.1, 5e-324, 1.7976931348623157e308, math.inf, 1 / 3, 3.0]
    with move.at_origin() as store:
        for number in numbers:
            generation = store.claim(["news"])["news"].generation
            store.record(commit(state("news", generation), [], replace(report("news"), seconds=number)))

    there = move()

    assert move.back() == there
    with move.at_target() as store:
        assert [told.seconds for _, told in store.polls("news", 9)] == numbers[::-1]


def test_a_number_that_a_file_cannot_hold_is_said_to_be_so(postgres: Server, tmp_path: Path) -> None:
    move = Move(postgres.database(), "sqlite:///there.db", tmp_path)
    with move.at_origin() as store:
        store.claim(["news"])
        store.record(commit(state("news", 1), [], replace(report("news"), seconds=math.nan)))

    with pytest.raises(StoreError, match=r"NOT NULL constraint failed: poll\.seconds"):
        move()


def test_text_that_is_none_is_damage(to_server: Move) -> None:
    with to_server.at_origin() as store:
        fill(store)
    with closing(sqlite3.connect(to_server.folder / "here.db")) as connection, connection:
        connection.execute("UPDATE entry SET title_name = CAST(x'eda080' AS TEXT)")  # a lone surrogate

    with pytest.raises(StoreError, match=r"here\.db.*decode"):
        to_server()


def test_an_instant_that_is_not_written_as_ours_is_found_out(to_server: Move) -> None:
    with to_server.at_origin() as store:
        fill(store)
    with closing(sqlite3.connect(to_server.folder / "here.db")) as connection, connection:
        connection.execute("UPDATE letter SET at = '2026-11-23T12:00:00Z'")

    with pytest.raises(StoreError, match="the copy of table 'letter' is not the same"):
        to_server()

    with pytest.raises(StoreError, match="not whole yet"):
        open_store(to_server.target)


# --- repeated runs


def test_a_run_ahead_leaves_the_rest_to_the_next(move: Move) -> None:
    with move.at_origin() as store:
        fill(store)

    ahead = move(ahead=True)
    with pytest.raises(StoreError, match="not whole yet"), move.at_target():
        pass
    again = move()

    assert (again, move.written) == (ahead, {})
    with move.at_target() as store:
        assert store.counts() == {"news": 25}


def test_what_has_changed_since_is_brought_over(move: Move) -> None:
    with move.at_origin() as store:
        fill(store, "gone")
        fill(store, "news", count=45)
    move(ahead=True)
    with move.at_origin() as store:
        store.forget(["gone"])
        fill(store, "after")
        known = store.newest("news", 99)[7]
        poll(store, "news", [replace(known, item=replace(known.item, title="revised"))])
        store.rename("news", "stories")

    there = move()

    assert 0 < move.written["entry"] <= 25 + 45
    assert counts(there)["source"] == 2
    with move.at_target() as store:
        assert store.counts() == {"after": 25, "stories": 45}
        assert sum(each.item.title == "revised" for each in store.newest("stories", 99)) == 1
    assert move.back() == there


def test_a_name_that_goes_to_another_entry_while_its_own_is_forgotten_is_brought_over(move: Move) -> None:
    with move.at_origin() as store:
        poll(store, "news", [entry("one", "a", "b")])
    move(ahead=True)
    with move.at_origin() as store:
        store.forget(["news"])
        poll(store, "news", [entry("two", "a", "b")])

    there = move()

    with move.at_target() as store:
        assert names(store.known("news", ["a"])) == ["two"]
    assert move.back() == there


def test_entries_that_came_again_in_another_order_are_brought_over(move: Move) -> None:
    with move.at_origin() as store:
        poll(store, "news", [entry("one"), entry("two"), entry("three")])
    move(ahead=True)
    with move.at_origin() as store:
        store.forget(["news"])
        poll(store, "news", [entry("three"), entry("two"), entry("one")])
        wanted = store.unarchived("all", ["news"])

    move()

    with move.at_target() as store:
        assert store.unarchived("all", ["news"]) == wanted


def test_only_what_has_changed_is_written(move: Move) -> None:
    with move.at_origin() as store:
        fill(store)
    move(ahead=True)
    with move.at_origin() as store:
        poll(store, "news", [entry("one more")])

    move()

    assert {table: move.written[table] for table in ("source", "entry", "arrival", "poll")} == {
        "source": 1,
        "entry": 1,
        "arrival": 1,
        "poll": 1,
    }
    assert "archive" not in move.written


class KilledError(Exception):
    """The end of a run."""


class Mortal(Target):
    """A target whose run ends in a given block, before or after the block is saved."""

    left: float = math.inf
    is_kept: bool = False

    @contextmanager
    def filling(self) -> Iterator[None]:
        self.left -= 1
        with super().filling():
            yield
            if self.left < 0 and not self.is_kept:
                raise KilledError
        if self.left < 0:
            raise KilledError


class MortalFile(Mortal, SqliteTarget):
    pass


class MortalServer(Mortal, PostgresTarget):
    pass


@pytest.mark.parametrize("is_kept", [False, True])
@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_run_that_ends_anywhere_is_gone_on_with(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str, *, is_kept: bool
) -> None:
    address = "" if kind == "sqlite" else request.getfixturevalue("postgres").database()

    def make() -> MortalFile | MortalServer:
        return MortalServer(address, "here") if address else MortalFile(tmp_path / "there.db", "here")

    runs = 0
    with closing(SqliteStore(tmp_path / "here.db")) as origin:
        fill(origin, "gone")
        with closing(make()) as target:
            copy(origin, target)
        origin.forget(["gone"])
        fill(origin)
        is_whole = False
        while not is_whole:
            with closing(make()) as target, suppress(KilledError):
                target.left, target.is_kept = runs, is_kept
                copy(origin, target)
                target.left = math.inf
                target.unmark()
                is_whole = True
            runs += 1

        assert runs > len(TABLES)
        store = PostgresStore(address) if address else SqliteStore(tmp_path / "there.db")
        with closing(store):
            assert store.states() == origin.states()
            assert store.newest("news", 99) == origin.newest("news", 99)
            assert store.archive_names("gone") == ()


def test_a_run_that_another_has_taken_over_from_writes_nothing_more(postgres: Server, tmp_path: Path) -> None:
    address = postgres.database()
    with closing(SqliteStore(tmp_path / "here.db")) as origin, closing(PostgresTarget(address, "here")) as first:
        fill(origin)
        with closing(PostgresTarget(address, "here")) as second:
            with pytest.raises(StoreError, match="another run of `ilofeed migrate`"):
                copy(origin, first)
            copy(origin, second)

            with pytest.raises(StoreError, match="another run of `ilofeed migrate`"):
                first.unmark()
            second.unmark()


def test_a_file_has_its_name_only_when_it_is_whole(to_file: Move) -> None:
    with to_file.at_origin() as store:
        fill(store)

    to_file(ahead=True)
    assert sorted(each.name for each in to_file.folder.iterdir()) == ["here.db", "there.db.copying"]

    to_file()
    assert sorted(each.name for each in to_file.folder.iterdir()) == ["here.db", "there.db"]


@pytest.mark.parametrize("is_moved", [False, True])
def test_a_run_that_is_killed_while_the_file_gets_its_name_is_gone_on_with(
    to_file: Move, *, is_moved: bool
) -> None:
    with to_file.at_origin() as store:
        fill(store)
    to_file(ahead=True)
    aside = to_file.folder / "there.db.copying"
    os.link(aside, to_file.folder / "there.db")
    if is_moved:
        aside.unlink()
    with pytest.raises(StoreError, match="not whole yet"), to_file.at_target():
        pass

    to_file()

    assert not aside.exists()
    with to_file.at_target() as store:
        assert store.counts() == {"news": 25}


# --- refused targets


def test_a_store_is_never_written_over(move: Move) -> None:
    for at in (move.at_origin, move.at_target):
        with at() as store:
            poll(store, "news", [entry(at.__name__)])

    with pytest.raises(StoreError, match="holds a store of its own already; copy to somewhere else"):
        move()

    with move.at_target() as store:
        assert names(store.newest("news", 9)) == ["at_target"]


def test_a_store_is_not_copied_over_itself(move: Move) -> None:
    with move.at_origin() as store:
        fill(store)

    with pytest.raises(StoreError, match="holds a store of its own already"):
        copy_store(move.origin, move.origin, folder=move.folder, progress=lambda *_: None)

    with move.at_origin() as store:
        assert store.counts() == {"news": 25}


def test_the_begun_copy_of_another_store_is_left_alone(move: Move) -> None:
    with move.at_origin() as store:
        fill(store)
    move(ahead=True)
    with closing(open_store("sqlite:///another.db", folder=move.folder)):
        pass

    with pytest.raises(StoreError, match=r"is the begun copy of .*, not of .*another\.db; copy to somewhere else"):
        copy_store("sqlite:///another.db", move.target, folder=move.folder, progress=lambda *_: None)

    assert (move(), move.written)[1] == {}


def test_an_existing_file_at_the_target_is_not_touched(to_file: Move) -> None:
    with to_file.at_origin() as store:
        fill(store)
    for name in ("there.db", "there.db.copying"):
        path = to_file.folder / name
        path.write_text("dear diary, " * 1000)

        with pytest.raises(StoreError, match="is not an SQLite database"):
            to_file()

        assert path.read_text() == "dear diary, " * 1000
        path.unlink()


def test_a_database_of_another_program_is_left_alone(to_file: Move) -> None:
    with to_file.at_origin() as store:
        fill(store)
    with closing(sqlite3.connect(to_file.folder / "there.db")) as connection:
        connection.execute("CREATE TABLE bookmark (url TEXT)")
    before = (to_file.folder / "there.db").read_bytes()

    with pytest.raises(StoreError, match="copy to somewhere else"):
        to_file()

    assert (to_file.folder / "there.db").read_bytes() == before


def test_without_a_store_there_is_nothing_to_copy(move: Move) -> None:
    with pytest.raises(StoreError, match="there is no database yet"):
        move()

    assert list(move.folder.iterdir()) == []


@pytest.mark.parametrize("to", ["sqlite:///:memory:", "mysql://me:s3cret@db/x", "there.db"])
def test_a_target_that_can_be_none_is_a_mistake_of_the_caller(to: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        copy_store("sqlite:///here.db", to, folder=tmp_path, progress=lambda *_: None)

    assert "s3cret" not in str(caught.value)


def test_a_folder_that_is_missing_is_named(to_file: Move) -> None:
    with to_file.at_origin():
        pass

    with pytest.raises(StoreError, match="there is no folder"):
        copy_store(to_file.origin, "sqlite:///gone/there.db", folder=to_file.folder, progress=lambda *_: None)


# --- origins that must not change


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


# --- backups of a server, which are copies


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


# --- addresses


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://me:s3cret@db.example/news", "postgresql://me@db.example/news"),
        ("postgres://me:s3#?cret@db.example:5433/news", "postgresql://me@db.example:5433/news"),
        ("postgresql://me:s3%23cret@db.example:5433/news", "postgresql://me@db.example:5433/news"),
        ("postgresql://me:s3#cret@db.example/news", "postgresql://me@db.example/news"),
        (
            "postgresql://db.example/news?password=s3cret&user=me&sslmode=require&sslpassword=s3cret",
            "postgresql://me@db.example/news?sslmode=require",
        ),
        (
            "postgresql:///news?host=/run/x&passfile=/etc/p",
            "postgresql:///news?host=%2Frun%2Fx&passfile=%2Fetc%2Fp",
        ),
        ("postgresql://me%40x@[::1]:5/a%20b", "postgresql://me%40x@/a%20b?host=%3A%3A1&port=5"),
    ],
)
def test_an_address_is_shown_without_what_is_secret(url: str, shown: str) -> None:
    assert plain(url) == shown

    parameters = conninfo_to_dict(url)
    assert conninfo_to_dict(shown) == {
        name: parameters[name] for name in parameters if name not in ("password", "sslpassword")
    }


def test_what_comes_after_the_copy_is_not_taken_for_archived(move: Move) -> None:
    with move.at_origin() as store:
        poll(store, "news", [entry("a")])
        poll(store, "gone", [entry("b")])
        store.remember((), [archive("all", "2026-11", entry("b"), sources=("news", "gone"))])
        store.forget(["gone"])

    move()

    with move.at_target() as store:
        poll(store, "news", [entry("c")])
        assert [each.id for _, each in store.unarchived("all", ["news"])] == [entry("c").id]
