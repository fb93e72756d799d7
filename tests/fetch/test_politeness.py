"""Leave time between the requests to one host, across processes and redirects."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fakes.clock import START, FakeClock
from fetch.fake_origin import PAGE, ROBOTS, URL, Origin, polite_fetcher
from ilofeed.core.errors import FetchError
from ilofeed.core.protocols import Store


def test_time_is_left_between_requests_to_one_host(origin: Origin, store: Store, clock: FakeClock) -> None:
    fetch = polite_fetcher(origin, store, clock)

    for _ in range(3):
        fetch(URL)

    assert origin.urls() == [ROBOTS, URL, URL, URL]
    assert origin.gaps() == [1, 1, 1]


def test_another_host_does_not_wait(origin: Origin, store: Store, clock: FakeClock) -> None:
    fetch = polite_fetcher(origin, store, clock, robots=False)

    fetch(URL)
    fetch("https://example.org/list")

    assert origin.gaps() == [0]


def test_two_processes_share_one_delay(origin: Origin, store: Store, clock: FakeClock) -> None:
    one, other = (polite_fetcher(origin, store, clock, delay=5, robots=False) for _ in range(2))

    one(URL)
    other(URL)
    one(URL)

    assert origin.gaps() == [5, 5]


def test_a_late_request_does_not_wait(origin: Origin, store: Store, clock: FakeClock) -> None:
    fetch = polite_fetcher(origin, store, clock, robots=False)
    fetch(URL)
    clock.pass_by(seconds=7)

    fetch(URL)

    assert origin.gaps() == [7]


def test_the_delay_begins_after_an_answer(origin: Origin, store: Store, clock: FakeClock) -> None:
    origin.seconds = 10
    fetch = polite_fetcher(origin, store, clock, robots=False)

    fetch(URL)
    fetch(URL)

    assert origin.gaps() == [11]


def test_one_host_gets_one_request_at_a_time(origin: Origin, store: Store, clock: FakeClock) -> None:
    store.acquire_host("www.ilo.org", "far.example.org/7", clock.now(), clock.now() + timedelta(seconds=20))

    polite_fetcher(origin, store, clock, robots=False)(URL)

    assert origin.asked == [(URL, clock.monotonic())]
    assert clock.now() == START + timedelta(seconds=20)


def test_a_redirect_is_followed_with_the_same_politeness(origin: Origin, store: Store, clock: FakeClock) -> None:
    origin.rules("User-agent: *\nDisallow: /hidden\n")
    origin.answers[URL] = "https://www.ilo.org/other"
    fetch = polite_fetcher(origin, store, clock)

    assert fetch(URL) == PAGE
    assert origin.gaps() == [1, 1]
    origin.answers[URL] = "https://www.ilo.org/hidden"
    with pytest.raises(FetchError, match="hidden alone"):
        fetch(URL)


def test_a_clock_that_was_ahead_blocks_no_request(origin: Origin, store: Store, clock: FakeClock) -> None:
    fetch = polite_fetcher(origin, store, clock, robots=False)
    fetch(URL)
    clock.pass_by(days=-30)
    before = clock.now()

    fetch(URL)

    assert clock.now() - before <= timedelta(seconds=1)


def test_a_hub_is_notified_with_the_delay_and_without_robots_txt(
    origin: Origin, store: Store, clock: FakeClock
) -> None:
    origin.rules("User-agent: *\nDisallow: /\n")
    hub = polite_fetcher(origin, store, clock, delay=5)

    hub.post_form("https://hub.example.org/", {"hub.mode": "publish"})
    hub.post_form("https://hub.example.org/", {"hub.mode": "publish"})

    assert origin.forms == [{"hub.mode": "publish"}] * 2
    assert origin.gaps() == [5]
