"""Copy every table, so that the copy is a store like any other."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from msgspec.structs import replace

from ilofeed.store.tables import TABLES
from store.copying.moves import Move, counts
from store.samples import archive, entry, fill, later, names, poll


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
        history = (
            store.revisions("news"),
            store.polls("news", 9),
            store.poll_counts(),
            store.archives("news", store.archive_names("news")),
        )

    move()

    with move.at_target() as store:
        assert (store.states(), store.newest("news", 99), store.pages("news"), store.quarantine("news")) == wanted
        assert (
            store.revisions("news"),
            store.polls("news", 9),
            store.poll_counts(),
            store.archives("news", store.archive_names("news")),
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
