"""The contract of every store for claims: the newest one wins."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from msgspec.structs import replace

from fakes.clock import START
from ilofeed.core.protocols import Store
from ilofeed.core.state import Lease, Outcome, SourceState
from store.samples import NOON, Connect, commit, entry, later, names, report, state


def test_a_first_claim_gives_an_empty_state_of_the_first_generation(store: Store) -> None:
    claimed = store.claim(["news"])

    assert claimed == {"news": SourceState(slug="news", generation=1)}
    assert store.states() == claimed


def test_every_claim_has_a_generation_of_its_own(store: Store) -> None:
    store.claim(["news", "events"])

    claimed = store.claim(["news", "news"])

    assert claimed.keys() == {"news"}
    assert claimed["news"].generation == 2
    assert store.states()["events"].generation == 1


def test_the_state_of_one_source_is_that_of_no_other(store: Store) -> None:
    states = store.claim(["news", "events"])

    assert store.state("events") == states["events"]
    assert store.state("new") is None


def test_a_claim_of_nothing_gives_nothing(store: Store) -> None:
    assert store.claim([]) == {}
    assert store.states() == {}


def test_an_older_claim_cannot_record(store: Store, connect: Connect) -> None:
    older = store.claim(["news"])["news"]
    connect().claim(["news"])
    before = store.states()

    recorded = store.record(commit(replace(older, title="old", last_poll=NOON), [entry("a")]))

    assert not recorded
    assert store.states() == before
    assert store.counts() == {"news": 0}


def test_calls_together_are_saved_together(store: Store, connect: Connect) -> None:
    claimed = store.claim(["news"])["news"]
    other = connect()

    with store.together():
        store.acquire_host("www.ilo.org", "a/1", NOON, later(35))
        store.claim(["events"])
        assert store.state("events") is not None
        assert other.state("events") is None
    assert other.state("events") is not None

    def fail() -> None:
        with store.together():
            store.claim(["news", "later"])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert store.state("later") is None
    assert store.state("news") == claimed
    assert not other.acquire_host("www.ilo.org", "b/2", NOON, later(35)).taken


@pytest.mark.parametrize("is_newest", [True, False])
def test_a_record_saves_what_is_called_with_it_also_if_it_is_refused(
    store: Store, connect: Connect, *, is_newest: bool
) -> None:
    claimed = store.claim(["news"])["news"]
    if not is_newest:
        connect().claim(["news"])
    store.acquire_host("www.ilo.org", "a/1", NOON, later(35))

    recorded = store.record(
        commit(replace(claimed, last_poll=NOON)), lambda: store.release_host("www.ilo.org", "a/1", NOON)
    )

    assert recorded == is_newest
    assert connect().acquire_host("www.ilo.org", "b/2", NOON, later(35)).taken


def test_a_record_whose_other_change_fails_saves_nothing(store: Store) -> None:
    claimed = store.claim(["news"])["news"]

    with pytest.raises(ZeroDivisionError):
        store.record(commit(replace(claimed, last_poll=NOON), [entry("a")]), lambda: 1 / 0)  # type: ignore[arg-type]

    assert store.state("news") == claimed
    assert store.counts() == {"news": 0}


def test_the_newest_claim_records_after_an_older_one_was_refused(store: Store) -> None:
    store.claim(["news"])
    store.claim(["news"])
    store.record(commit(state("news", 1), [entry("old")]))

    assert store.record(commit(state("news", 2), [entry("new")]))

    assert names(store.newest("news", 10)) == ["new"]


def test_a_source_that_was_never_claimed_cannot_record(store: Store) -> None:
    assert not store.record(commit(state("news", 0), [entry("a")]))
    assert store.states() == {}


def test_one_claim_may_record_twice(store: Store) -> None:
    store.claim(["news"])
    store.record(commit(state("news", 1), [entry("a")]))
    failed = replace(state("news", 1), failures=1, reason="publish")

    assert store.record(commit(failed, [], replace(report("news"), outcome=Outcome.FAILED, reason="publish")))

    assert store.states() == {"news": failed}
    assert names(store.newest("news", 10)) == ["a"]


def test_claims_of_many_threads_are_all_different(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        claims = list(pool.map(lambda _: store.claim(["news"])["news"].generation, range(200)))

    assert sorted(claims) == list(range(1, 201))


def test_threads_claim_and_record_at_once(store: Store, connect: Connect) -> None:
    def work(number: int) -> bool:
        slug = f"source {number % 4}"
        mine = (store, other)[number % 2]
        generation = mine.claim([slug])[slug].generation
        found = entry(f"{slug} {generation}", number=1)
        return mine.record(commit(state(slug, generation), [*mine.known(slug, []), found]))

    other = connect()

    with ThreadPoolExecutor(8) as pool:
        recorded = sum(pool.map(work, range(120)))

    assert sum(store.counts().values()) == recorded
    assert sum(state.generation for state in store.states().values()) == 120


def lease(holder: str = "one", minutes: float = 0) -> Lease:
    now = START + timedelta(minutes=minutes)
    return Lease(holder=holder, now=now, until=now + timedelta(minutes=10))


def test_a_lease_is_given_to_one_only(connect: Connect) -> None:
    store = connect()

    first = store.lease(SourceState(slug="news"), lease("one"))
    again = store.lease(SourceState(slug="news"), lease("two"))
    known = store.state("news")

    assert first is not None
    assert first.lease_by == "one"
    assert again is None
    assert known == first
    assert known is not None
    assert store.lease(known, lease("two", minutes=9)) is None


def test_a_lease_ends_with_its_time_with_its_holder_and_with_the_commit(connect: Connect) -> None:
    store = connect()
    first = store.lease(SourceState(slug="news"), lease("one"))
    assert first is not None

    later = store.lease(first, lease("two", minutes=10))
    assert later is not None
    dead = store.lease(later, lease("three", minutes=11), over="two")
    assert dead is not None
    assert (dead.generation, dead.lease_by) == (3, "three")
    assert not store.keep(later)
    assert store.keep(dead)

    free = store.state("news")
    assert free is not None
    assert free.lease_until is None
    assert store.lease(free, lease("four", minutes=11)) is not None


def test_a_lease_is_not_given_by_what_was_read_before_another_poll(connect: Connect) -> None:
    store = connect()
    store.claim(["news"])
    read = store.state("news")
    assert read is not None
    connect().claim(["news"])

    assert store.lease(read, lease()) is None


def test_a_lease_that_a_wrong_clock_left_behind_delays_no_poll(connect: Connect) -> None:
    store = connect()
    ahead = store.lease(SourceState(slug="news"), lease("one", minutes=60 * 24 * 365))
    assert ahead is not None

    assert store.lease(ahead, lease("two")) is not None


def test_a_claim_takes_what_is_leased_and_says_so(connect: Connect) -> None:
    store = connect()
    older = store.lease(SourceState(slug="news"), lease("one"))
    claimed = store.claim(["news"], lease("hand"))["news"]

    assert older is not None
    assert claimed.lease_by == "hand"
    assert not store.keep(older)
    assert store.lease(claimed, lease("two")) is None


def test_a_released_lease_is_free_and_an_older_one_releases_nothing(connect: Connect) -> None:
    store = connect()
    older = store.lease(SourceState(slug="news"), lease("one"))
    assert older is not None
    newer = store.claim(["news"], lease("two"))["news"]

    store.release(older)
    assert store.state("news") == newer
    store.release(newer)

    freed = store.state("news")
    assert freed is not None
    assert (freed.lease_until, freed.lease_by, freed.generation) == (None, "", 2)


def test_of_many_who_want_a_lease_at_once_one_has_it(connect: Connect) -> None:
    store = connect()

    with ThreadPoolExecutor(8) as pool:
        wishes = [lease(f"holder {each}") for each in range(40)]
        found = list(pool.map(lambda wish: store.lease(SourceState(slug="news"), wish), wishes))

    assert sum(each is not None for each in found) == 1
