"""Search SQLite by its index, within a time limit, and in files of older releases."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from ilofeed.core.errors import StoreError
from ilofeed.core.search import Search
from ilofeed.core.text import fold
from ilofeed.store.sqlite import SqliteStore
from ilofeed.store.sqlite.connection import SqliteDatabase
from ilofeed.store.sqlite.search import rarest_parts
from store.older import make_older
from store.search_samples import TITLES, WORDS, expected, found, made, saved


@pytest.mark.parametrize("words", ["", "wages", "劳"])
@pytest.mark.slow
def test_a_search_that_takes_too_long_is_given_up(path: Path, words: str) -> None:
    with closing(SqliteStore(path)) as store:
        saved(store, "news", made([*TITLES, *["nothing of it"] * 3100]))
        with pytest.raises(StoreError, match="took too long"), store.looking(-1.0, steps=10) as reader:
            store.find(reader, Search(sources=("news",), words=words or "zz"), 5000)

        assert found(store, Search(sources=("news",), words="fair wages"))


def test_a_search_does_not_wait_for_what_the_store_is_doing(path: Path) -> None:
    with closing(SqliteStore(path)) as store:
        saved(store, "news", made(TITLES))

        with store.writing():
            store.write("UPDATE source SET title = 'x'")
            with store.looking(5.0) as reader:
                assert reader is not store
                assert store.find(reader, Search(sources=("news",), words="wages"), 5)


def test_a_search_asks_the_index_for_the_rarest_parts_of_the_words() -> None:
    common = {"wag": 50, "age": 40, "ges": 120, "es ": 300, "s i": 30, " in": 500, "in ": 500, " 20": 500}

    assert rarest_parts("wages in 20", common) == '"n 2" AND "s i" AND "age"'
    assert rarest_parts("in 20", common) == '"n 2"'
    assert rarest_parts(" in", common) == '" in"'
    assert rarest_parts('a"b', common) == '"a""b"'


@pytest.mark.parametrize("words", ["wages", "report on wages", "nothing of it"])
def test_the_index_is_read_in_ascending_order_and_not_for_parts_of_most_titles(path: Path, words: str) -> None:
    entries = made([*TITLES, *["nothing of it"] * 3100])
    with closing(SqliteStore(path)) as store:
        saved(store, "news", entries)
        read: list[str] = []
        with store.looking(5.0) as reader:
            assert isinstance(reader, SqliteDatabase)
            with reader.copying() as connection:
                connection.set_trace_callback(read.append)
                assert store.find(reader, Search(sources=("news",), words=words), 5)
                assert store.find(reader, Search(sources=("news",), words=words, since=0), 5)

    statement, upwards = [text for text in read if "search_text MATCH" in text]
    assert statement.endswith("ORDER BY search_text.rowid LIMIT 5")
    assert upwards.endswith("ORDER BY search.place LIMIT 5")  # after all rows are read in ascending order
    match = re.search(r"search_text MATCH '(.*?)' AND", statement)
    assert match is not None
    assert 1 <= len(match[1].split(" AND ")) <= 3


def test_entries_are_found_in_an_index_that_was_kept_in_the_other_order(path: Path) -> None:
    entries = made([*TITLES, *["nothing of it"] * 3100])
    with closing(SqliteStore(path)) as store:
        saved(store, "news", entries)
    make_older(path, 18)

    with closing(SqliteStore(path)) as store:
        saved(store, "news", [replace(entries[0], item=replace(entries[0].item, title="Changed since"))])
        for words in ("wages", "changed since", "nothing of"):
            wanted = Search(sources=("news",), words=words)
            now = [replace(entries[0], item=replace(entries[0].item, title="Changed since")), *entries[1:]]
            assert found(store, wanted, 5000) == expected(now, wanted)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO search_text (search_text) VALUES ('integrity-check')")


def test_without_the_index_the_same_is_found(path: Path, connection: sqlite3.Connection) -> None:
    entries = made([*TITLES, *["nothing of it"] * 3100])
    with closing(SqliteStore(path)) as store:
        saved(store, "news", entries[:10])
    for statement in (
        "TRIGGER search_inserted",
        "TRIGGER search_deleted",
        "TRIGGER search_updated",
        "TABLE search_text",
        "VIEW search_text_content",
    ):
        connection.execute(f"DROP {statement}")

    with closing(SqliteStore(path)) as store:
        saved(store, "news", entries[10:])
        for words in WORDS:
            wanted = Search(sources=("news",), words=fold(words))
            assert sorted(found(store, wanted, 5000)) == sorted(expected(entries, wanted))


def test_entries_of_an_older_file_are_found_after_it_was_opened(path: Path) -> None:
    entries = made(TITLES)
    with closing(SqliteStore(path)) as store:
        saved(store, "news", entries)
    make_older(path, 13)

    with closing(SqliteStore(path)) as store:
        for words in WORDS:
            wanted = Search(sources=("news",), words=fold(words))
            assert found(store, wanted) == expected(entries, wanted)
