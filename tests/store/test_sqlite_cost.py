"""The cost of a poll in an SQLite file does not grow with its history."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from ilofeed.core.ids import title_name
from ilofeed.core.state import Revision
from ilofeed.store.sqlite import SqliteStore
from store.samples import commit, entry, later, poll, state


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore(path)) as opened:
        yield opened


def traced(store: SqliteStore, act: Callable[[], object]) -> list[str]:
    """Call *act*, and return the statements that the database executes, with their values."""
    seen: list[str] = []
    store._connection.set_trace_callback(seen.append)
    act()
    store._connection.set_trace_callback(None)
    return seen


def fill(store: SqliteStore, count: int) -> None:
    """Save two sources with *count* entries that left the page, each changed once, and three that are on it.

    As many entries were saved later without an announcement: the search of the newest must not read these.
    """
    for slug in ("news", "events"):
        silent = [
            replace(entry(f"silent {index}", first_seen=later(count + index)), announced=False)
            for index in range(count)
        ]
        old = [entry(f"old {index}", first_seen=later(index)) for index in range(count)]
        poll(store, slug, [*silent, *old, *(entry(f"shown {index}", number=index) for index in range(3))])
        generation = store.claim([slug])[slug].generation
        changes = [Revision(entry=each.id, at=later(1), before=each.item) for each in old]
        store.record(replace(commit(state(slug, generation)), revisions=tuple(changes)))


def whole_poll(store: SqliteStore) -> None:
    generation = store.claim(["news"])["news"].generation
    titles = [title_name(entry(name).item) for name in ("old 2", "shown 1", "unheard of")]
    known = store.known("news", ["old 1", "shown 1", "shown 2", "unheard of"], titles)
    changes = [Revision(entry=each.id, at=later(5), before=each.item) for each in known]
    store.record(replace(commit(state("news", generation), known), revisions=tuple(changes)))
    store.quarantine("news")
    store.latest_times("news", 5, [known[0].published.date()], 3599)


def plans(store: SqliteStore, done: list[str]) -> list[tuple[str, str]]:
    """Return SQLite's query plan of each of the statements *done*, step by step, without that of values in JSON."""
    return [
        (step[3], statement)
        for statement in done
        if statement.startswith(("SELECT", "UPDATE", "DELETE"))
        for step in store._connection.execute(f"EXPLAIN QUERY PLAN {statement}")
        if not step[3].startswith("SCAN json_each")
    ]


def test_every_statement_of_a_poll_finds_its_rows_by_an_index(store: SqliteStore) -> None:
    fill(store, 200)

    done = traced(store, lambda: whole_poll(store))

    steps = plans(store, done)
    assert [step for step in steps if step[0].startswith("SCAN") or "TEMP B-TREE" in step[0]] == []
    used = " ".join(step for step, _ in steps)
    assert "entry_on_page (source=?" in used
    assert "entry_title (source=? AND title_name=?)" in used
    assert "entry_first_seen (source=?)" in used
    assert "entry_day (source=? AND day=? AND noon_offset<?)" in used
    assert "alias_entry (source=? AND entry_id=?)" in used
    assert "SEARCH alias USING PRIMARY KEY (source=? AND alias=?)" in used


def test_what_the_operator_looks_at_is_found_by_its_source(store: SqliteStore) -> None:
    fill(store, 200)

    done = traced(store, lambda: (store.revisions("news"), store.polls("news", 5)))

    searches = [step for step, _ in plans(store, done) if "TEMP B-TREE" not in step]
    assert searches == [
        "SEARCH revision USING INDEX revision_at (source=?)",
        "SEARCH poll USING PRIMARY KEY (source=?)",
    ]


def cost(path: Path, count: int) -> tuple[int, int]:
    """Return the numbers of statements and of SQLite's steps for a poll among *count* entries."""
    steps: list[None] = []
    with closing(SqliteStore(path)) as store:
        fill(store, count)
        store._connection.set_progress_handler(lambda: steps.append(None), 1)
        done = traced(store, lambda: whole_poll(store))
    return len(done), len(steps)


@pytest.mark.slow
def test_a_poll_costs_the_same_in_a_small_and_in_a_large_store(tmp_path: Path) -> None:
    few, short = cost(tmp_path / "small.db", 10)

    many, long = cost(tmp_path / "large.db", 3000)

    # Five of them are a trigger for each known entry: it checks that the saving program knows search.
    assert few == many <= 51
    assert long < short * 1.1
