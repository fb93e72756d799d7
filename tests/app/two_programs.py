"""Two programs on one database, whatever changes its states, and a count of the states that are read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from random import Random

from msgspec.structs import replace

from fakes.clock import FakeClock
from ilofeed.app.container import Container
from ilofeed.config.loader import Config, parse
from ilofeed.core.models import Source
from ilofeed.core.protocols import Store
from ilofeed.core.state import Lease, Outcome, SourceState
from ilofeed.core.state_changes import Mark, StateChanges
from ilofeed.core.store_protocols import Maintenance
from ilofeed.decide.schedule import next_due
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


def anything(house: House, random: Random) -> None:
    """Up to three changes by either program, now and then a reload, and time that passes."""
    for _ in range(random.randrange(4)):
        app = random.choice((house.one, house.one, house.other))
        source = random.choice(app.config.sources)
        random.choice((poll, poll, poll, lease, maintain))(app, source, random)
    if random.random() < 0.1:
        house.one.reload(house.config(random.randrange(8, 14), random.randrange(9), random.choice(("", "s3"))))
    step = random.choice(DURATIONS)
    house.clock.pass_by(seconds=step.total_seconds() * random.choice((1, 1, 1, 1, -1)))


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
