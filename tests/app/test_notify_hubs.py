"""Hubs that hang, refuse or answer slowly: side by side, each for a limited time, one line each."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from fakes.clock import START, FakeClock
from ilofeed.app.notify_hubs import LIMIT_S, Hubs
from ilofeed.core.errors import DeferredError, FetchError
from ilofeed.core.protocols import Store
from ilofeed.core.state import HubNotification
from ilofeed.publish.websub import HubRound
from ilofeed.store import open_store

HUB, OTHER = "https://hub.example.org/", "https://other.example.net/"


class Network:
    """Hubs with the answers that a test sets, and the requests that they got."""

    def __init__(self) -> None:
        self.answers: dict[str, Callable[[str, float], None]] = {}
        self.sent: list[tuple[str, str]] = []

    def __call__(self, url: str, form: Mapping[str, str], /, *, timeout: float) -> None:
        self.sent.append((url, form["hub.topic"]))
        if answer := self.answers.get(url):
            answer(form["hub.topic"], timeout)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def network() -> Network:
    return Network()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(open_store("sqlite:///ilofeed.db", folder=tmp_path)) as store:
        yield store


@pytest.fixture
def hubs(store: Store, network: Network, clock: FakeClock) -> Callable[[], dict[str, HubRound]]:
    def notify() -> dict[str, HubRound]:
        return {done.hub: done for done in Hubs(store, network, clock)(store.pings(clock.now(), 500))}

    return notify


def remember(store: Store, count: int, *hubs: str) -> None:
    """Have *count* documents be due for each of *hubs*."""
    topics = [f"https://feeds.example.org/{at:02}.rss" for at in range(count)]
    store.remember(
        (), pings=[HubNotification(topic=topic, hub=hub, due_at=START) for hub in hubs for topic in topics]
    )


def raising(error: Exception) -> Callable[[str, float], None]:
    def answer(_topic: str, _timeout: float) -> None:
        raise error

    return answer


Notify = Callable[[], dict[str, HubRound]]


@pytest.mark.parametrize(
    "error",
    [
        FetchError("timeout", "It did not answer."),
        FetchError("dns", "It is not known."),
        FetchError("status_503", "Busy.", status=503),
        FetchError("status_429", "Slow down.", status=429),
    ],
)
def test_a_hub_that_is_away_is_asked_once_a_round_and_all_goes_to_it_later(
    store: Store, network: Network, clock: FakeClock, hubs: Notify, error: FetchError
) -> None:
    remember(store, 40, HUB)
    network.answers[HUB] = raising(error)

    assert hubs() == {HUB: HubRound(hub=HUB, sent=0, later=40, error=error)}
    assert len(network.sent) == 1
    assert hubs() == {}

    del network.answers[HUB]
    clock.pass_by(minutes=1)
    assert hubs() == {HUB: HubRound(hub=HUB, sent=40)}


def test_a_topic_that_is_refused_holds_up_no_other(
    store: Store, network: Network, clock: FakeClock, hubs: Notify
) -> None:
    remember(store, 3, HUB)
    refused = FetchError("status_400", "No such topic.", status=400)

    def answer(topic: str, _timeout: float) -> None:
        if "01" in topic:
            raise refused

    network.answers[HUB] = answer

    assert hubs() == {HUB: HubRound(hub=HUB, sent=2, later=1, error=refused)}
    assert [ping.topic for ping in store.pings(clock.now() + timedelta(minutes=1), 9)] == [
        "https://feeds.example.org/01.rss"
    ]


def test_a_slow_hub_has_one_deadline_a_round_and_the_rest_stays_due(
    store: Store, network: Network, clock: FakeClock, hubs: Notify
) -> None:
    remember(store, 9, HUB)
    given: list[float] = []

    def answer(_topic: str, timeout: float) -> None:
        given.append(timeout)
        clock.pass_by(seconds=4)

    network.answers[HUB] = answer

    done = hubs()[HUB]

    assert (done.sent, done.later) == (3, 6)
    assert given == [LIMIT_S, LIMIT_S - 4, LIMIT_S - 8]
    assert done.error is not None
    assert done.error.reason == "timeout"
    assert done.facts["later"] == 6
    assert hubs()[HUB].sent == 3
    assert hubs() == {HUB: HubRound(hub=HUB, sent=3)}


def test_hubs_are_notified_in_parallel(store: Store, network: Network, hubs: Notify) -> None:
    remember(store, 2, HUB, OTHER)
    both = threading.Barrier(2, timeout=10)

    def answer(topic: str, _timeout: float) -> None:
        if "00" in topic:
            both.wait()

    network.answers = {HUB: answer, OTHER: answer}

    assert hubs() == {hub: HubRound(hub=hub, sent=2) for hub in (HUB, OTHER)}


def test_hubs_on_one_host_are_not(store: Store, network: Network, hubs: Notify) -> None:
    remember(store, 2, f"{HUB}a", f"{HUB}b")

    assert len(hubs()) == 2
    assert [url for url, _ in network.sent] == [f"{HUB}a"] * 2 + [f"{HUB}b"] * 2


def test_a_hub_that_names_a_time_is_left_alone_until_then(
    store: Store, network: Network, clock: FakeClock, hubs: Notify
) -> None:
    remember(store, 2, HUB)
    until = clock.now() + timedelta(hours=1)
    network.answers[HUB] = raising(FetchError("status_429", "Slow down.", status=429, not_before=until))
    hubs()

    network.answers[HUB] = raising(DeferredError("not_before", "Not yet.", not_before=until))
    clock.pass_by(minutes=59)
    assert hubs() == {}
    clock.pass_by(minutes=1)
    later = clock.now() + timedelta(hours=1)
    network.answers[HUB] = raising(DeferredError("not_before", "Not yet.", not_before=later))
    assert hubs() == {HUB: HubRound(hub=HUB, sent=0, later=2)}
    assert store.pings(clock.now() + timedelta(minutes=59), 9) == ()
    assert len(store.pings(later, 9)) == 2


def test_when_the_program_is_to_end_all_stays_due(
    store: Store, network: Network, clock: FakeClock, hubs: Notify
) -> None:
    remember(store, 2, HUB)
    network.answers[HUB] = raising(DeferredError("stopped", "The program is to end."))

    hubs()

    assert len(store.pings(clock.now(), 9)) == 2


def test_a_bug_met_with_one_hub_is_reported_and_stops_no_other(
    store: Store, network: Network, hubs: Notify, caplog: pytest.LogCaptureFixture
) -> None:
    remember(store, 3, HUB, OTHER)
    network.answers[HUB] = raising(RuntimeError("a wrong turn"))

    done = hubs()

    assert done[OTHER] == HubRound(hub=OTHER, sent=3)
    error = done[HUB].error
    assert error is not None
    assert error.reason == "bug"
    assert "a wrong turn" in caplog.text
    assert "Traceback" in caplog.text
