"""Save states and publications in every store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from msgspec.structs import fields, replace

from ilofeed.core.protocols import Store
from ilofeed.core.state import SourceState
from store.samples import NOON, Connect, commit, entry, state
from store.test_contract_entries import FULL, publication


def test_a_new_store_knows_nothing(store: Store) -> None:
    assert store.states() == {}
    assert store.state("news") is None
    assert store.counts() == {}
    assert store.known("news", ["a"]) == ()
    assert store.newest("news", 10) == ()
    assert store.publications("news") == {}


def test_the_sample_state_leaves_no_field_at_its_default() -> None:
    plain = SourceState(slug="")

    same = {f.name for f in fields(plain) if getattr(plain, f.name) == getattr(FULL, f.name)}
    assert same == {"lease_until", "lease_by"}  # saving a state ends its lease


def test_every_field_of_a_state_comes_back(store: Store, connect: Connect) -> None:
    store.claim(["news"])

    assert store.record(commit(FULL))

    assert connect().states() == {"news": FULL}
    assert connect().state("news") == FULL
    assert connect().claim(["news"]) == {"news": replace(FULL, generation=2)}


def test_instants_come_back_in_utc(store: Store) -> None:
    store.claim(["news"])
    geneva = NOON.astimezone(timezone(timedelta(hours=1)))

    store.record(commit(state("news", 1, last_poll=geneva), [entry("a", first_seen=geneva)]))

    kept = store.states()["news"].last_poll
    assert kept == NOON
    assert kept.tzinfo is UTC
    assert store.newest("news", 1)[0].first_seen.tzinfo is UTC


def test_an_instant_without_a_zone_is_refused(store: Store) -> None:
    store.claim(["news"])
    naive = datetime(2026, 11, 23, 12)  # noqa: DTZ001 (the value to refuse)

    with pytest.raises(ValueError, match="no time zone"):
        store.record(commit(state("news", 1, last_poll=naive)))


def test_a_state_that_was_never_polled_is_not_recorded(store: Store) -> None:
    store.claim(["news"])

    with pytest.raises(ValueError, match="'news'"):
        store.record(commit(state("news", 1, last_poll=None), [entry("a")]))

    assert store.counts() == {"news": 0}


def test_publications_come_back_by_format(store: Store, connect: Connect) -> None:
    rss, atom = publication("rss"), publication("atom")

    store.remember([rss, atom, publication("rss", feed="events"), publication("rss", feed="score")])

    assert connect().publications("news") == {"atom": atom, "rss": rss}


def test_publications_of_several_feeds_come_back_by_feed_and_format(store: Store) -> None:
    rss, atom, events = publication("rss"), publication("atom"), publication("rss", feed="events")
    store.remember([rss, atom, events, publication("rss", feed="score")])

    found = store.publications_of(["news", "events", "unknown"])

    assert found == {"news": {"atom": atom, "rss": rss}, "events": {"rss": events}}
    assert store.publications_of([]) == {}


def test_a_newer_publication_replaces_the_older(store: Store) -> None:
    store.remember([publication("rss"), publication("atom")])

    store.remember([publication("rss", digest="d2")])

    assert {name: kept.digest for name, kept in store.publications("news").items()} == {
        "atom": "d1",
        "rss": "d2",
    }


def test_a_store_may_be_closed_twice(store: Store) -> None:
    store.close()
    store.close()
