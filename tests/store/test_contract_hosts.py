"""The contract of every store for hosts: turns, waits that servers ask for, and robots.txt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from ilofeed.core.protocols import Store
from ilofeed.core.state import HostSlot
from store.samples import NOON, later

HOST = "www.ilo.org"
MINE = HostSlot(taken=True, at=NOON)


def test_a_turn_is_one_holders_until_it_is_given_back_and_the_rest_is_over(
    store: Store, connect: Callable[[], Store]
) -> None:
    other = connect()
    assert store.acquire_host(HOST, "a/1", NOON, later(35)) == MINE

    assert other.acquire_host(HOST, "b/2", later(1), later(36)) == HostSlot(
        taken=False, at=later(35), holder="a/1"
    )
    assert other.acquire_host("example.org", "b/2", NOON, later(35)) == MINE

    store.release_host(HOST, "a/1", later(3))
    assert other.acquire_host(HOST, "b/2", later(2), later(37)) == HostSlot(taken=False, at=later(3))
    assert other.acquire_host(HOST, "b/2", later(3), later(38)) == HostSlot(taken=True, at=later(3))


def test_a_turn_that_is_not_given_back_lapses(store: Store) -> None:
    store.acquire_host(HOST, "a/1", NOON, later(35))

    assert store.acquire_host(HOST, "b/2", later(35), later(70)).taken


def test_a_turn_is_given_back_by_its_holder_only(store: Store) -> None:
    store.acquire_host(HOST, "a/1", NOON, later(35))

    store.release_host(HOST, "b/2", NOON)

    assert store.acquire_host(HOST, "b/2", later(1), later(36)).holder == "a/1"


def test_a_host_that_wants_to_be_left_alone_is_unless_forced(store: Store) -> None:
    store.leave_alone(HOST, later(600))

    assert store.acquire_host(HOST, "a/1", NOON, later(35)) == HostSlot(taken=False, at=later(600), unwanted=True)
    assert store.acquire_host("example.org", "a/1", NOON, later(35)).taken
    assert store.acquire_host(HOST, "a/1", NOON, later(35), force=True).taken
    store.release_host(HOST, "a/1", NOON)
    assert store.acquire_host(HOST, "a/1", later(600), later(635)).taken


def test_what_a_clock_gone_wrong_left_behind_is_not_waited_for(store: Store) -> None:
    future = NOON + timedelta(days=30)
    store.acquire_host(HOST, "a/1", future, future)
    assert store.acquire_host(HOST, "b/2", NOON, later(35)).taken
    store.release_host(HOST, "b/2", future)
    assert store.acquire_host(HOST, "b/2", NOON, later(35)).taken
    store.release_host(HOST, "b/2", NOON)
    store.leave_alone(HOST, future)
    assert store.acquire_host(HOST, "b/2", NOON, later(35)).taken


def test_a_url_that_is_unavailable_is_remembered_until_its_time_is_over(
    store: Store, connect: Callable[[], Store]
) -> None:
    first, second, third = (f"https://{HOST}/{name}" for name in ("first", "second", "third"))
    assert not store.is_unavailable(HOST, first, NOON, later(600))
    assert not store.is_unavailable(HOST, first, later(1), later(600))
    assert not store.is_unavailable("example.org", second, NOON, later(600))

    assert connect().is_unavailable(HOST, second, later(2), later(10))

    # The URL with the longest wait is kept.
    assert store.is_unavailable(HOST, third, later(11), later(700))
    assert store.is_unavailable(HOST, first, later(699), later(700))
    assert not store.is_unavailable(HOST, second, later(700), later(800))
    assert store.acquire_host(HOST, "a/1", later(700), later(735)).taken


def test_an_unavailable_url_that_a_clock_gone_wrong_left_behind_does_not_count(store: Store) -> None:
    future = NOON + timedelta(days=30)
    store.is_unavailable(HOST, f"https://{HOST}/first", future, future + timedelta(hours=1))

    assert not store.is_unavailable(HOST, f"https://{HOST}/second", NOON, later(600))
    assert store.is_unavailable(HOST, f"https://{HOST}/third", NOON, later(600))


def test_rules_of_a_host_are_kept_beside_its_turns(store: Store) -> None:
    assert store.robots(HOST) is None
    store.acquire_host(HOST, "a/1", NOON, later(35))
    assert store.robots(HOST) is None

    store.keep_robots(HOST, "Disallow: /é", NOON)
    store.keep_robots(HOST, "", later(5))

    assert store.robots(HOST) == ("", later(5))
    assert store.acquire_host(HOST, "b/2", later(1), later(36)).holder == "a/1"
