"""What a poll costs in an SQLite file: not the more, the longer it has been kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ilofeed.store.sqlite import SqliteStore
from store.samples import commit, entry, later, poll, state


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore(path)) as opened:
        yield opened


def traced(store: SqliteStore, act: Callable[[], object]) -> list[str]:
    """The statements that *act* has the database execute, with their values."""
    seen: list[str] = []
    store._connection.set_trace_callback(seen.append)
    act()
    store._connection.set_trace_callback(None)
    return seen


def fill(store: SqliteStore, count: int) -> None:
    """Two sources with *count* entries that left the page, and three that stand on it."""
    for slug in ("news", "events"):
        old = [entry(f"old {index}", first_seen=later(index)) for index in range(count)]
        poll(store, slug, [*old, *(entry(f"shown {index}", number=index) for index in range(3))])


def whole_poll(store: SqliteStore) -> None:
    generation = store.claim(["news"])["news"].generation
    known = store.known("news", ["old 1", "shown 1", "shown 2", "unheard of"])
    store.record(commit(state("news", generation), known))
    store.newest("news", 5)


def test_every_statement_of_a_poll_finds_its_rows_by_an_index(store: SqliteStore) -> None:
    fill(store, 200)

    done = traced(store, lambda: whole_poll(store))

    plans = [
        (step[3], statement)
        for statement in done
        if statement.startswith(("SELECT", "UPDATE", "DELETE"))
        for step in store._connection.execute(f"EXPLAIN QUERY PLAN {statement}")
    ]
    assert [plan for plan in plans if plan[0].startswith("SCAN") or "TEMP B-TREE" in plan[0]] == []
    used = " ".join(plan for plan, _ in plans)
    assert "entry_on_page (source=?" in used
    assert "entry_first_seen (source=?)" in used
    assert "alias_entry (source=? AND entry_id=?)" in used
    assert "SEARCH alias USING PRIMARY KEY (source=? AND alias=?)" in used


def cost(path: Path, count: int) -> tuple[int, int]:
    """How many statements a poll takes among *count* entries, and how many steps inside SQLite."""
    steps: list[None] = []
    with closing(SqliteStore(path)) as store:
        fill(store, count)
        store._connection.set_progress_handler(lambda: steps.append(None), 1)
        done = traced(store, lambda: whole_poll(store))
    return len(done), len(steps)


def test_a_poll_costs_the_same_in_a_small_and_in_a_large_store(tmp_path: Path) -> None:
    few, short = cost(tmp_path / "small.db", 10)

    many, long = cost(tmp_path / "large.db", 3000)

    assert few == many <= 40
    assert long < short * 1.1
