"""The alerts are those that all states give, and few states are read for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from msgspec.structs import replace

from app.two_programs import CountedStore, House, all_polled, anything
from ilofeed.app.alerts_due import AlertsDue
from ilofeed.app.container import Container
from ilofeed.app.source_conditions import quiet
from ilofeed.core.errors import StoreError
from ilofeed.core.sitemap_state import Unseen, WitnessState
from ilofeed.core.state import Alert, Event, Outcome, SourceState
from ilofeed.decide import alerts, sitemap_witness
from ilofeed.decide.health import as_polled
from store.samples import commit

HOUR = timedelta(hours=1)


@pytest.fixture
def house(tmp_path: Path, address: str) -> Iterator[House]:
    with ExitStack() as stack:
        yield House(tmp_path, address, stack)


class ByAllStates:
    """The slow way: the alerts from the states of all sources, read at every check."""

    def __init__(self, app: Container) -> None:
        self._app = app
        self._quiet_checked: datetime | None = None

    def __call__(self, known: Mapping[str, Alert], now: datetime) -> str | None:
        if not alerts.is_time(known.values(), now):
            return None
        store = self._app.store
        states, held = store.states(), store.held()
        sources = [source for source in self._app.config.sources if not source.retired]
        quiet_now = self._quiet({source.slug for source in sources}, known, now)
        found = []
        for source in sources:
            state = states.get(source.slug) or SourceState(slug=source.slug)
            condition = as_polled(source, state, is_held=source.slug in held, is_quiet=source.slug in quiet_now)
            unseen = tuple(page.url for page in sitemap_witness.reported(source, state))
            event = alerts.event(condition, state, after=2, is_blind=bool(unseen))
            found.append(alerts.news(source, state, event, known.get(source.slug), unseen=unseen))
        news = [each for each in found if each]
        return alerts.document(news, now) if news else None

    def _quiet(self, slugs: set[str], known: Mapping[str, Alert], now: datetime) -> set[str]:
        checked = self._quiet_checked
        if checked is not None and checked <= now < checked + HOUR:
            slugs &= {slug for slug, alert in known.items() if alert.event is Event.QUIET}
        else:
            self._quiet_checked = now
        return quiet(self._app.store, slugs, now.date())


@pytest.mark.parametrize("seed", range(4))
def test_the_alerts_are_those_by_all_states_whatever_happens(
    house: House, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = Random(seed)  # noqa: S311 - a test that can be repeated
    last: dict[str, date] = {}
    months = {f"s{at}": {"2026-05": 12, "2026-06": 12, "2026-07": 12} for at in range(14)}
    monkeypatch.setattr(type(house.one.store), "months", lambda *_: months)
    monkeypatch.setattr(
        type(house.one.store), "last_days", lambda _, slugs: {slug: last[slug] for slug in slugs if slug in last}
    )
    due, slow = AlertsDue(house.one.store, after=2), ByAllStates(house.one)
    known: dict[str, Alert] = {}
    count = 0

    for _ in range(60):
        anything(house, random)
        last[f"s{random.randrange(14)}"] = random.choice((date(2026, 7, 31), house.clock.now().date()))
        now = house.clock.now()
        found = due(house.one.config.sources, known, now)
        assert (found and found.document) == slow(known, now)
        # Another machine on the same database can send the alert instead, or the database can be restored.
        if found and random.random() < 0.8:
            count += 1
            known |= {alert.source: alert for alert in found.alerts}
        if known and random.random() < 0.1:
            del known[random.choice(list(known))]

    assert count > 5


@pytest.fixture
def counted(house: House) -> CountedStore:
    """The store of one of the programs, whose sources were all polled without a problem."""
    all_polled(house)
    return CountedStore(house.one.store)


@pytest.fixture
def due(house: House, counted: CountedStore) -> AlertsDue:
    """The check for alerts, after the first one."""
    due = AlertsDue(counted, after=1)  # type: ignore[arg-type] # it passes all on
    assert due(house.one.config.sources, {}, house.clock.now()) is None
    assert counted.read == 12
    counted.read = 0
    return due


def test_no_state_is_read_while_none_changes(house: House, counted: CountedStore, due: AlertsDue) -> None:
    house.clock.pass_by(seconds=10)

    assert due(house.one.config.sources, {}, house.clock.now()) is None

    assert counted.read == 0


def test_a_failure_that_was_reported_is_not_read_again(
    house: House, counted: CountedStore, due: AlertsDue
) -> None:
    claimed = house.one.store.claim(["s3"])["s3"]
    house.one.store.record(commit(replace(claimed, outcome=Outcome.FAILED, reason="timeout", failures=1)))
    found = due(house.one.config.sources, {}, house.clock.now())
    assert found is not None
    known = {alert.source: alert for alert in found.alerts}
    assert list(known) == ["s3"]
    read = counted.read
    house.clock.pass_by(minutes=9, seconds=59)

    assert due(house.one.config.sources, known, house.clock.now()) is None

    assert read == counted.read == 1


def events(due: AlertsDue, house: House) -> list[tuple[str, Event]]:
    found = due(house.one.config.sources, {}, house.clock.now())
    return [(alert.source, alert.event) for alert in found.alerts] if found else []


def test_a_source_that_is_held_is_checked_although_its_last_poll_was_good(
    house: House, counted: CountedStore, due: AlertsDue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counted, "held", lambda: {"s3": "shrunk"}, raising=False)

    assert events(due, house) == [("s3", Event.QUARANTINED)]
    assert counted.read == 1


def test_a_problem_is_forgotten_with_its_state(house: House, due: AlertsDue) -> None:
    claimed = house.one.store.claim(["s3"])["s3"]
    house.one.store.record(commit(replace(claimed, outcome=Outcome.FAILED, reason="timeout", failures=1)))
    before = events(due, house)
    house.one.store.forget(["s3"])

    assert (before, events(due, house)) == ([("s3", Event.FAILING)], [])


def test_a_blind_list_is_a_problem_although_its_last_poll_was_good(house: House, due: AlertsDue) -> None:
    now, sitemap = house.clock.now(), "https://www.example.org/sitemap.xml"
    unseen = Unseen(url="https://www.example.org/3/new", since=now - timedelta(days=90))
    witness = WitnessState(url=sitemap, checked_at=now, unseen=(unseen,))
    sources = tuple(replace(source, witness=sitemap) for source in house.one.config.sources)
    due(sources, {}, now)
    claimed = house.one.store.claim(["s3"])["s3"]
    house.one.store.record(commit(replace(claimed, outcome=Outcome.UNCHANGED, witness=witness)))

    found = due(sources, {}, now)

    assert found is not None
    assert [(alert.source, alert.event) for alert in found.alerts] == [("s3", Event.BLIND)]


def test_all_states_are_read_again_after_ten_minutes_a_reload_and_a_step_back_of_the_clock(
    house: House, counted: CountedStore, due: AlertsDue
) -> None:
    reads = []
    for step in (timedelta(minutes=10), timedelta(seconds=-1)):
        house.clock.pass_by(seconds=step.total_seconds())
        due(house.one.config.sources, {}, house.clock.now())
        reads.append(counted.read)
    house.one.reload(house.config(shift=3))
    due(house.one.config.sources, {}, house.clock.now())

    assert [*reads, counted.read] == [12, 24, 36]


def test_after_a_failure_of_the_database_all_states_are_read_again(
    house: House, counted: CountedStore, due: AlertsDue, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise StoreError("it is away")

    with monkeypatch.context() as patch:
        patch.setattr(counted, "states_since", fail)
        with pytest.raises(StoreError):
            due(house.one.config.sources, {}, house.clock.now())

    due(house.one.config.sources, {}, house.clock.now())

    assert counted.read == 12
