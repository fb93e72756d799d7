"""What every store keeps of hosts: whose turn it is, and what they ask for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from ilofeed.ports import Store
from store.samples import NOON, later


def test_turns_at_a_host_are_given_once_and_in_order(store: Store, connect: Callable[[], Store]) -> None:
    delay = timedelta(seconds=2)
    other = connect()

    turns = [each.reserve("www.ilo.org", NOON, delay) for each in (store, other, store)]

    assert turns == [NOON, later(2), later(4)]
    assert other.reserve("example.org", NOON, delay) == NOON
    assert other.reserve("www.ilo.org", later(60), delay) == later(60)


def test_a_turn_that_a_clock_gone_wrong_took_is_not_waited_for(store: Store) -> None:
    delay = timedelta(seconds=2)
    store.reserve("www.ilo.org", NOON + timedelta(days=30), delay)

    assert store.reserve("www.ilo.org", NOON, delay) == NOON


def test_rules_of_a_host_are_kept_beside_its_turns(store: Store) -> None:
    assert store.robots("www.ilo.org") is None
    store.reserve("www.ilo.org", NOON, timedelta(seconds=1))
    assert store.robots("www.ilo.org") is None

    store.keep_robots("www.ilo.org", "Disallow: /é", NOON)
    store.keep_robots("www.ilo.org", "", later(5))

    assert store.robots("www.ilo.org") == ("", later(5))
    assert store.reserve("www.ilo.org", NOON, timedelta(seconds=1)) == later(1)
