"""A poll takes its first turn with its claim, and returns its last one with its record."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from ilofeed.core.errors import StoreError
from ilofeed.core.protocols import Store
from ilofeed.core.state import HostSlot
from ilofeed.fetch.poll_turns import PollTurns
from ilofeed.store import open_store

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
HOST, OURS, OTHER = "www.ilo.org", "here/1", "there/2"


def later(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


@pytest.fixture
def store() -> Iterator[Store]:
    with closing(open_store("sqlite:///:memory:")) as opened:
        yield opened


@pytest.fixture
def turns(store: Store) -> PollTurns:
    return PollTurns(store)


def is_free(store: Store, at: datetime) -> bool:
    """Check that another process could take the turn *at* this time, and let it be."""
    is_taken = store.acquire_host(HOST, OTHER, at, at + timedelta(seconds=35)).taken
    if is_taken:
        store.release_host(HOST, OTHER, at)
    return is_taken


def test_the_turn_of_the_claim_is_that_of_the_first_request(turns: PollTurns, store: Store) -> None:
    with turns.of_poll():
        turns.take_ahead(HOST, OURS, NOON, later(35))
        assert not is_free(store, NOON)

        assert turns.acquire_host(HOST, OURS, later(1), later(36)) == HostSlot(taken=True, at=later(1))
        assert not turns.acquire_host(HOST, OURS, later(1), later(36)).taken  # one request only


def test_the_turn_is_held_until_the_record_and_the_host_rests_since_the_request(
    turns: PollTurns, store: Store
) -> None:
    with turns.of_poll():
        turns.take_ahead(HOST, OURS, NOON, later(35))
        turns.acquire_host(HOST, OURS, NOON, later(35))
        turns.release_host(HOST, OURS, later(3))
        assert not is_free(store, later(4))

        turns.settle()

        assert not is_free(store, later(2))
        assert is_free(store, later(3))


def test_a_further_request_waits_for_the_rest_after_the_one_before(turns: PollTurns) -> None:
    with turns.of_poll():
        turns.take_ahead(HOST, OURS, NOON, later(35))
        turns.acquire_host(HOST, OURS, NOON, later(35))
        turns.release_host(HOST, OURS, later(3))

        assert turns.acquire_host(HOST, OURS, later(2), later(37)) == HostSlot(taken=False, at=later(3))
        assert turns.acquire_host(HOST, OURS, later(3), later(38)).taken


def test_a_turn_of_another_host_returns_the_one_before(turns: PollTurns, store: Store) -> None:
    with turns.of_poll():
        turns.take_ahead(HOST, OURS, NOON, later(35))
        turns.acquire_host(HOST, OURS, NOON, later(35))
        turns.release_host(HOST, OURS, later(1))

        assert turns.acquire_host("example.org", OURS, NOON, later(35)).taken
        assert is_free(store, later(1))


def test_a_claim_does_not_wait_for_a_turn(turns: PollTurns, store: Store) -> None:
    store.acquire_host(HOST, OTHER, NOON, later(35))

    with turns.of_poll():
        turns.take_ahead(HOST, OURS, NOON, later(35))

        assert turns.acquire_host(HOST, OURS, NOON, later(35)).holder == OTHER
        store.release_host(HOST, OTHER, NOON)
        assert turns.acquire_host(HOST, OURS, NOON, later(35)).taken


def test_the_turn_of_a_process_that_has_ended_is_returned_at_once(turns: PollTurns, store: Store) -> None:
    store.acquire_host(HOST, OTHER, NOON, later(35))
    with turns.of_poll():
        turns.take_ahead(HOST, OURS, NOON, later(35))

        turns.release_host(HOST, OTHER, NOON)

        assert is_free(store, NOON)


def test_a_turn_that_lapsed_before_the_request_is_not_used(turns: PollTurns, store: Store) -> None:
    with turns.of_poll():
        turns.take_ahead(HOST, OURS, NOON, later(35))
        store.acquire_host(HOST, OTHER, later(36), later(70))

        assert turns.acquire_host(HOST, OURS, later(37), later(72)).holder == OTHER


def test_a_poll_without_a_request_returns_its_turn(turns: PollTurns, store: Store) -> None:
    with turns.of_poll():
        turns.take_ahead(HOST, OURS, NOON, later(35))

    assert is_free(store, NOON)


@pytest.mark.parametrize("is_requested", [True, False])
def test_a_poll_that_cannot_be_saved_returns_its_turn(
    turns: PollTurns, store: Store, *, is_requested: bool
) -> None:
    def poll() -> None:
        with turns.of_poll():
            turns.take_ahead(HOST, OURS, NOON, later(35))
            if is_requested:
                turns.acquire_host(HOST, OURS, NOON, later(35))
                turns.release_host(HOST, OURS, later(3))
            with store.together():
                turns.settle()
                raise StoreError("the disk is full")

    with pytest.raises(StoreError):
        poll()

    assert is_free(store, NOON) is not is_requested
    assert is_free(store, later(3))


def test_requests_after_the_record_return_their_turns_at_once(turns: PollTurns, store: Store) -> None:
    with turns.of_poll():
        turns.take_ahead(HOST, OURS, NOON, later(35))
        turns.settle()

        turns.acquire_host(HOST, OURS, NOON, later(35))
        turns.release_host(HOST, OURS, later(1))

        assert is_free(store, later(1))


def test_other_threads_have_turns_of_their_own(turns: PollTurns) -> None:
    found: list[HostSlot] = []
    with turns.of_poll():
        turns.take_ahead(HOST, OURS, NOON, later(35))

        thread = threading.Thread(target=lambda: found.append(turns.acquire_host(HOST, OURS, NOON, later(35))))
        thread.start()
        thread.join()

        assert not found[0].taken
        assert turns.acquire_host(HOST, OURS, NOON, later(35)).taken


def test_the_robots_txt_read_with_the_turn_is_used_once(turns: PollTurns, store: Store) -> None:
    store.keep_robots(HOST, "User-agent: *\n", NOON)
    with turns.of_poll():
        turns.take_ahead(HOST, OURS, NOON, later(35))
        store.keep_robots(HOST, "", later(1))

        assert turns.robots(HOST) == ("User-agent: *\n", NOON)
        turns.acquire_host(HOST, OURS, NOON, later(35))
        assert turns.robots(HOST) == ("", later(1))


def test_a_turn_that_ends_before_its_request_would_is_taken_anew(turns: PollTurns, store: Store) -> None:
    with turns.of_poll():
        turns.take_ahead(HOST, OURS, NOON, later(35))

        assert turns.acquire_host(HOST, OURS, later(30), later(65)).taken
        assert not is_free(store, later(64))
        turns.release_host(HOST, OURS, later(50))
        turns.settle()

    assert is_free(store, later(50))
