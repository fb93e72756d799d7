"""Refuse targets that hold something else."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ilofeed.core.errors import ConfigError, StoreError
from ilofeed.store import copy_store, open_store
from store.copying.moves import Move
from store.samples import entry, fill, names, poll


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
