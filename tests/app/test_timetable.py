"""The timetable returns the sources that are due by the states of all sources, and reads few of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from msgspec.structs import replace

from fakes.clock import FakeClock
from ilofeed.app.container import Container
from ilofeed.config.loader import Config, parse
from ilofeed.core.errors import StoreError
from ilofeed.core.models import Source
from ilofeed.core.protocols import Store
from ilofeed.core.state import Lease, Outcome, SourceState
from ilofeed.core.state_changes import Mark, StateChanges
from ilofeed.core.store_protocols import Maintenance
from ilofeed.decide.schedule import due, next_due
from store.samples import commit

INTERVALS = ("5m", "1h", "12h")
DURATIONS = (timedelta(seconds=2), timedelta(minutes=7), timedelta(hours=3), timedelta(days=9))


class House:
    """Two programs on one database, and a clock for both."""

    def __init__(self, folder: Path, database: str, stack: ExitStack) -> None:
        self.clock = FakeClock()
        self._folder = folder
        self._database = database
        self.one, self.other = (stack.enter_context(self._opened(str(at))) for at in range(2))

    def _opened(self, name: str) -> Container:
        app = Container(self.config(), clock=self.clock)
        app.holder = f"{name}/1/x"  # else both are the process that runs the test
        return app

    def config(self, count: int = 12, shift: int = 0, retired: str = "") -> Config:
        """A configuration of *count* sources, whose intervals and addresses depend on *shift*."""
        lines = [f'[ilofeed]\ndatabase = "{self._database}"']
        for at in range(count):
            lines.append(f'[[source]]\nslug = "s{at}"\nurl = "https://www.example.org/{at + shift // 3}"')
            lines.append(f'interval = "{INTERVALS[(at + shift) % 3]}"')
            if f"s{at}" == retired:
                lines.append('retire = "It has ended."')
        return parse("\n".join(lines), folder=self._folder)


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


def poll(app: Container, source: Source, random: Random) -> None:
    """A poll of *source* with any result."""
    now = app.clock.now()
    outcome, reason = random.choice(
        (
            (Outcome.CHANGED, None),
            (Outcome.UNCHANGED, None),
            (Outcome.FAILED, "timeout"),
            (Outcome.FAILED, "status_410"),
        )
    )
    claimed = app.store.claim([source.slug])[source.slug]
    state = replace(
        claimed,
        asked=random.choice((source.digest, source.digest, "another", "")),
        outcome=outcome,
        reason=reason,
        failures=random.randrange(4),
        last_poll=now + random.choice((timedelta(), timedelta(), timedelta(hours=2))),
        not_before=random.choice((None, None, now + random.choice(DURATIONS))),
        content=claimed.content + 1,
    )
    due_at = random.choice((None, next_due(source, state, now), now + timedelta(hours=1)))
    assert app.store.record(commit(replace(state, due_at=due_at)))


def lease(app: Container, source: Source, random: Random) -> None:
    state = app.store.state(source.slug) or SourceState(slug=source.slug)
    now = app.clock.now()
    taken = app.store.lease(state, Lease(holder=app.holder, now=now, until=now + timedelta(minutes=9)))
    if taken and random.random() < 0.5:
        app.store.release(taken)


def maintain(app: Container, source: Source, random: Random) -> None:
    """A change by an operator."""
    acts: tuple[Callable[[Maintenance], object], ...] = (
        lambda store: store.end_waits(app.clock.now()),
        lambda store: store.forget([source.slug]),
        lambda _: app.store.rename(source.slug, "s0"),
        lambda _: app.store.rename(source.slug, "stranger"),
        lambda _: app.store.keep(replace(app.store.claim([source.slug])[source.slug], not_before=app.clock.now())),
    )
    random.choice(acts)(app.store)


@pytest.mark.parametrize("seed", range(4))
def test_the_sources_are_those_that_are_due_by_all_states_whatever_happens(house: House, seed: int) -> None:
    random = Random(seed)  # noqa: S311 - a test that can be repeated
    for _ in range(60):
        for _ in range(random.randrange(4)):
            app = random.choice((house.one, house.one, house.other))
            source = random.choice(app.config.sources)
            random.choice((poll, poll, poll, lease, maintain))(app, source, random)
        if random.random() < 0.1:
            house.one.reload(house.config(random.randrange(8, 14), random.randrange(9), random.choice(("", "s3"))))
        step = random.choice(DURATIONS)
        house.clock.pass_by(seconds=step.total_seconds() * random.choice((1, 1, 1, 1, -1)))

        assert house.one.timetable() == by_all_states(house.one)


def all_polled(house: House) -> None:
    """Have all sources polled just now."""
    now = house.clock.now()
    sources = {source.slug: source for source in house.one.config.sources}
    for slug, state in house.one.store.claim(sources).items():
        after = replace(state, asked=sources[slug].digest, last_poll=now, outcome=Outcome.CHANGED)
        assert house.one.store.record(commit(replace(after, due_at=next_due(sources[slug], after, now))))


class CountedStore:
    """A store that counts the states that are read."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.read = 0

    def states_since(self, mark: Mark | None) -> StateChanges:
        found = self._store.states_since(mark)
        self.read += len(found.states)
        return found

    def states_of(self, slugs: Collection[str]) -> Mapping[str, SourceState]:
        self.read += len(slugs)
        return self._store.states_of(slugs)

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


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
