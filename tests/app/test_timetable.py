"""The timetable returns the sources that are due by the states of all sources, and reads few of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random

import pytest
from msgspec.structs import replace

from app.two_programs import CountedStore, House, all_polled, anything
from ilofeed.app.container import Container
from ilofeed.core.errors import StoreError
from ilofeed.core.models import Source
from ilofeed.core.state import SourceState
from ilofeed.decide.schedule import due
from store.samples import commit


@pytest.fixture
def house(tmp_path: Path, address: str) -> Iterator[House]:
    with ExitStack() as stack:
        yield House(tmp_path, address, stack)


def by_all_states(app: Container) -> list[Source]:
    """The sources that are due, from the states of all of them."""
    now, states, found = app.clock.now(), app.store.states(), []
    for source in app.config.sources:
        state = states.get(source.slug) or SourceState(slug=source.slug)
        at = due(source, state, now)
        if not source.retired and at is not None and at <= now and not app.leases.is_leased(state, now):
            found.append((at, source))
    return [source for _, source in sorted(found, key=lambda each: each[0])]


@pytest.mark.parametrize("seed", range(4))
def test_the_sources_are_those_that_are_due_by_all_states_whatever_happens(house: House, seed: int) -> None:
    random = Random(seed)  # noqa: S311 - a test that can be repeated
    for _ in range(60):
        anything(house, random)

        assert house.one.timetable() == by_all_states(house.one)


@pytest.fixture
def counted(house: House) -> CountedStore:
    """The store of one of the programs, which has looked at its timetable."""
    all_polled(house)
    counted = CountedStore(house.one.store)
    house.one.__dict__["store"] = counted
    assert house.one.timetable() == []
    counted.read = 0
    return counted


def test_no_state_is_read_while_none_changes_and_none_is_due(house: House, counted: CountedStore) -> None:
    house.clock.pass_by(seconds=2)

    assert house.one.timetable() == []
    assert counted.read == 0


def test_a_state_that_changed_is_read_alone(house: House, counted: CountedStore) -> None:
    house.one.store.claim(["s3"])

    assert house.one.timetable() == []
    assert counted.read == 1


def test_the_states_whose_time_has_come_are_read_once(house: House, counted: CountedStore) -> None:
    house.clock.pass_by(minutes=7)

    found = [house.one.timetable() for _ in range(3)]

    assert [source.slug for source in found[0]] == [source.slug for source in by_all_states(house.one)]
    assert found[0] == found[1] == found[2]
    assert counted.read == len(found[0]) == 4


def test_all_states_are_read_again_after_ten_minutes_and_if_the_clock_was_set_back(
    house: House, counted: CountedStore
) -> None:
    house.clock.pass_by(seconds=-1)
    house.one.timetable()
    assert counted.read == 12

    house.clock.pass_by(minutes=10)
    house.one.timetable()

    assert counted.read == 24


def test_changes_of_contents_and_polls_are_counted_for_the_feeds_over_several_sources(house: House) -> None:
    all_polled(house)
    house.one.timetable()
    before = house.one.timetable.contents, house.one.timetable.polls
    state = house.other.store.claim(["s1"])["s1"]
    house.other.store.record(commit(replace(state, content=state.content + 1)))
    house.one.timetable()
    after_content = house.one.timetable.contents, house.one.timetable.polls
    house.clock.pass_by(seconds=2)
    house.other.store.record(commit(replace(state, content=state.content + 1, last_poll=house.clock.now())))

    house.one.timetable()

    assert after_content == (before[0] + 1, before[1])
    assert (house.one.timetable.contents, house.one.timetable.polls) == (before[0] + 1, before[1] + 1)


def test_after_a_failure_of_the_database_all_states_are_read_again(
    house: House, counted: CountedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise StoreError("it is away")

    with monkeypatch.context() as patch:
        patch.setattr(counted, "states_since", fail)
        with pytest.raises(StoreError):
            house.one.timetable()

    house.one.timetable()

    assert counted.read == 12
