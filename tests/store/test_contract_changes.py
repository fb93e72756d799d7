"""The contract of every store for changes of states: none is missed by a program that remembers them."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from msgspec.structs import replace

from fakes import postgres as servers
from ilofeed.core.protocols import Store
from ilofeed.core.state import Lease, SourceState
from ilofeed.store.postgres import PostgresStore
from store.samples import NOON, Connect, commit, later

LEASE = Lease(holder="here/1", now=NOON, until=later(60))


def known(store: Store) -> SourceState:
    found = store.state("news")
    assert found is not None
    return found


#: All methods that change the state of "news".
CHANGES: dict[str, Callable[[Store], object]] = {
    "claim": lambda store: store.claim(["news"]),
    "lease": lambda store: store.lease(known(store), LEASE, over="here/1"),
    "release": lambda store: store.release(known(store)),
    "record": lambda store: store.record(commit(replace(known(store), title="New", last_poll=NOON))),
    "keep": lambda store: store.keep(replace(known(store), not_before=later(60))),
    "end_waits": lambda store: store.end_waits(NOON),
    "forget": lambda store: store.forget(["news"]),
    "rename": lambda store: store.rename("news", "press"),
}


@pytest.fixture
def filled(store: Store) -> Store:
    """A store with three sources; "news" is leased, and waits."""
    leased = store.claim(["news", "events", "jobs"], LEASE)["news"]
    store.keep(replace(leased, not_before=later(3600)))
    assert store.lease(known(store), LEASE)
    return store


def test_the_first_question_returns_all_states(filled: Store) -> None:
    found = filled.states_since(None)

    assert found.is_whole
    assert found.states == filled.states()


def test_nothing_has_changed_since_the_question_before(filled: Store) -> None:
    found = filled.states_since(filled.states_since(None).mark)

    assert (found.states, found.gone, found.is_whole) == ({}, frozenset(), False)


@pytest.mark.parametrize("change", CHANGES)
def test_no_change_is_missed(filled: Store, connect: Connect, change: str) -> None:
    other = connect()
    before, before_other = filled.states_since(None), other.states_since(None)
    assert before.states == before_other.states

    CHANGES[change](filled)

    expected = filled.states()
    assert expected != before.states
    for store, mark in ((filled, before.mark), (other, before_other.mark)):
        found = store.states_since(mark)
        kept = (
            {}
            if found.is_whole
            else {slug: each for slug, each in before.states.items() if slug not in found.gone}
        )
        assert {**kept, **found.states} == expected


def test_a_change_is_returned_alone_and_once(filled: Store) -> None:
    mark = filled.states_since(None).mark
    filled.claim(["jobs"])
    filled.claim(["events"])

    found = filled.states_since(mark)

    assert not found.is_whole
    assert found.states.keys() == {"events", "jobs"}
    assert filled.states_since(found.mark).states == {}


def test_the_states_of_some_sources_are_those_of_the_store(filled: Store) -> None:
    assert filled.states_of(["news", "unknown"]) == {"news": known(filled)}
    assert filled.states_of([]) == {}


def test_a_transaction_that_ends_after_a_later_one_is_not_missed(postgres: servers.Server) -> None:
    address = postgres.migrated_database()
    late, early, reader = PostgresStore(address), PostgresStore(address), PostgresStore(address)
    late.claim(["news", "events"])
    mark = reader.states_since(None).mark
    with late.writing():
        late.claim(["news"])
        early.claim(["events"])
        between = reader.states_since(mark)

    after = reader.states_since(between.mark)

    assert between.states.keys() == {"events"}
    assert after.states["news"] == late.state("news")
    for store in (late, early, reader):
        store.close()


def test_a_program_that_knows_nothing_of_changes_is_not_missed(postgres: servers.Server) -> None:
    address = postgres.migrated_database()
    store = PostgresStore(address)
    store.claim(["news"])
    mark = store.states_since(None).mark
    with psycopg.connect(address) as connection:
        connection.execute("UPDATE ilofeed.source SET title = 'By an older program'")

    assert store.states_since(mark).states["news"].title == "By an older program"
    store.close()


def test_another_server_is_not_asked_for_changes_of_this_one(postgres: servers.Server) -> None:
    store = PostgresStore(postgres.migrated_database())
    store.claim(["news"])
    (server, oldest) = store.states_since(None).mark

    assert store.states_since((server - 1, oldest)).is_whole
    assert store.states_since((server, oldest + 1000)).is_whole
    store.close()
