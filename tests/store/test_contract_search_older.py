"""Entries that an older program saves beside this one are found after the next poll, in every database.

Programs before version 14 write no rows of table ``search``. On a server they run beside newer ones while
machines are upgraded one by one. With a file, such a program is a process that was started before the upgrade.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import psycopg
import pytest
from msgspec.structs import replace

from fakes.postgres import Server
from ilofeed.core.models import Entry
from ilofeed.core.protocols import Store
from ilofeed.core.search import Search
from ilofeed.core.state import Outcome, PollResult
from ilofeed.store import open_store, queries, rows, search
from ilofeed.store.base import Database
from ilofeed.store.migrations import read_migrations
from ilofeed.store.postgres.migrate import migrate
from ilofeed.store.sqlite import SqliteStore
from store.older import make_older
from store.samples import NOON, entry, later, report

COLUMNS = (
    "source",
    "id",
    "number",
    "first_seen",
    "updated",
    "announced",
    "withdrawn",
    "day",
    "title_name",
    "item",
)
SAVE_AS_OLDER = queries.upsert("entry", COLUMNS, ("source", "id"))
ALL = Search(sources=("news",))
ONE, TWO = entry("one"), entry("two", first_seen=later(1), updated=later(1))
OTHER = replace(ONE, item=replace(ONE.item, title="Other words", kicker="News", published=date(2024, 1, 1)))


def database(store: Store) -> Database:
    assert isinstance(store, Database)
    return store


def saved_by_older(store: Store, *entries: Entry) -> None:
    """Save *entries* as a program does that does not know table ``search``."""
    there = database(store)
    with there.writing():
        for one in entries:
            row = there.bound({name: rows.entry_row("news", one)[name] for name in COLUMNS})
            there.write(SAVE_AS_OLDER, **row)
            there.write(queries.ARRIVED, source="news", entry=one.id)


def polled(store: Store, *entries: Entry, outcome: Outcome = Outcome.UNCHANGED) -> None:
    state = replace(store.claim(["news"])["news"], last_poll=NOON)
    assert store.record(PollResult(state=state, report=replace(report("news"), outcome=outcome), entries=entries))


def found(store: Store, wanted: Search = ALL) -> list[str]:
    return [hit.entry.id for hit in store.search(wanted, 100)]


def search_rows(store: Store) -> Sequence[rows.Row]:
    with database(store).reading():
        return database(store).all("SELECT source, entry, title FROM search ORDER BY place")


def late(store: Store) -> Sequence[rows.Row]:
    """Return the entries that the next polls will check."""
    with database(store).reading():
        return database(store).all("SELECT id FROM entry WHERE search_revision = 0")


@pytest.mark.parametrize("outcome", Outcome)
def test_an_entry_saved_by_an_older_program_is_found_after_a_poll_of_any_outcome(
    store: Store, outcome: Outcome
) -> None:
    polled(store)
    saved_by_older(store, ONE, TWO)

    polled(store, outcome=outcome)

    assert found(store) == [TWO.id, ONE.id]
    assert found(store, replace(ALL, words="title of one")) == [ONE.id]


def test_an_entry_changed_by_an_older_program_is_found_by_its_new_words_and_place(store: Store) -> None:
    polled(store, ONE, TWO)
    saved_by_older(store, OTHER)

    polled(store)

    assert found(store, replace(ALL, words="other words", kicker="News")) == [ONE.id]
    assert found(store, replace(ALL, words="title of one")) == []
    assert found(store) == [ONE.id, TWO.id]


def test_an_entry_changed_by_an_older_program_twice_and_by_this_one_in_between_is_found(store: Store) -> None:
    polled(store, ONE)
    saved_by_older(store, OTHER)
    polled(store, replace(OTHER, item=replace(OTHER.item, title="Third words")))
    saved_by_older(store, ONE)
    saved_by_older(store, OTHER)

    polled(store, TWO)

    assert found(store, replace(ALL, words="other words")) == [ONE.id]
    assert found(store) == [ONE.id, TWO.id]


def test_an_entry_silenced_by_an_older_program_is_not_found(store: Store) -> None:
    polled(store, ONE, TWO)
    saved_by_older(store, replace(ONE, announced=False))

    polled(store)

    assert found(store) == [TWO.id]


def test_a_source_renamed_by_an_older_program_takes_its_titles_along(store: Store) -> None:
    polled(store, ONE, TWO)
    there = database(store)
    with there.writing():
        there.put_off()
        for statement in queries.RENAME:
            if "UPDATE search " not in statement:
                there.write(statement, old="news", new="other")

    assert found(store, Search(sources=("other",), words="title")) == [TWO.id, ONE.id]
    assert {row["source"] for row in search_rows(store)} == {"other"}


def test_a_source_deleted_by_an_older_program_leaves_no_titles_behind(store: Store) -> None:
    polled(store, ONE, TWO)
    there = database(store)
    with there.writing():
        for statement in queries.FORGET:
            if "FROM search " not in statement:
                there.write(statement, slug="news")

    assert search_rows(store) == []


def test_each_poll_looks_at_a_limited_number_of_entries_the_latest_first(store: Store) -> None:
    polled(store)
    entries = [entry(f"{at}", first_seen=later(at), updated=later(at)) for at in range(5)]
    saved_by_older(store, *entries)

    for count in (3, 5):
        with database(store).writing():
            search.catch_up(database(store), "news", 3)
        assert found(store) == [one.id for one in reversed(entries)][:count]
    assert late(store) == []


def test_what_was_saved_by_this_program_is_not_looked_at_again(store: Store) -> None:
    polled(store, ONE, TWO)
    polled(store, OTHER)
    store.rename("news", "other")

    assert late(store) == []


def test_a_file_of_an_older_program_that_had_search_rows_is_put_right_at_the_next_poll(path: Path) -> None:
    with closing(SqliteStore(path)) as store:
        polled(store, ONE, TWO, entry("three"))
        with store.writing():
            store.write("UPDATE search SET title = 'stale' WHERE entry = :id", id=ONE.id)
            store.write("DELETE FROM search WHERE entry = :id", id=TWO.id)
            store.write("UPDATE search SET entry = 'gone' WHERE entry = :id", id=entry("three").id)
    make_older(path, 20)

    with closing(SqliteStore(path)) as store:
        polled(store)

        assert found(store, replace(ALL, words="title of")) == [TWO.id, ONE.id, entry("three").id]
        assert len(search_rows(store)) == 3


@pytest.mark.parametrize("version", [13, 14, 15, 16, 20])
def test_a_server_upgraded_from_any_version_finds_what_older_programs_saved(
    postgres: Server, version: int
) -> None:
    address = postgres.database()
    scripts = read_migrations("postgres")
    with psycopg.connect(address, row_factory=psycopg.rows.dict_row, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA ilofeed; SET search_path = ilofeed")
        migrate(connection, "it", {number: script for number, script in scripts.items() if number <= version})
        connection.execute("INSERT INTO source (slug) VALUES ('news')")
        row = {**rows.entry_row("news", ONE), "announced": 1}
        columns = ", ".join(COLUMNS)
        values = ", ".join(f"%({name})s" for name in COLUMNS)
        connection.execute(f"INSERT INTO entry ({columns}) VALUES ({values})".encode(), row)  # noqa: S608 (ours)
        connection.execute("INSERT INTO arrival (source, entry) VALUES ('news', %s)", (ONE.id,))
        if version >= 14:  # an older program has deleted the entry
            connection.execute("INSERT INTO search VALUES (1, 'news', 'gone', 1, '', '', 'title of gone')")

    with closing(open_store(address)) as store:
        polled(store)
        saved_by_older(store, TWO)
        polled(store)

        assert found(store, replace(ALL, words="title of")) == [TWO.id, ONE.id]
        assert len(search_rows(store)) == 2
