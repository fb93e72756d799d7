"""Copy only the changes since an earlier run, and continue a run that was killed."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from msgspec.structs import replace

from fakes.postgres import Server
from ilofeed.core.errors import StoreError
from ilofeed.store.copy import Target, copy
from ilofeed.store.postgres import PostgresStore
from ilofeed.store.postgres.copy_target import PostgresTarget
from ilofeed.store.sqlite import SqliteStore
from ilofeed.store.sqlite.copy_target import SqliteTarget
from ilofeed.store.tables import TABLES
from store.copying.moves import Move, counts
from store.samples import entry, fill, names, poll


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
        wanted = tuple(store.unarchived("all", ["news"]))

    move()

    with move.at_target() as store:
        assert tuple(store.unarchived("all", ["news"])) == wanted


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
