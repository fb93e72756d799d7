from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pytest

from fakes.clock import FakeClock
from ilofeed.errors import FetchError
from ilofeed.manners import Manners
from ilofeed.model import NotModified, Page, Validators
from ilofeed.ports import Store
from ilofeed.store import open_store

URL = "https://www.ilo.org/list"
ROBOTS = "https://www.ilo.org/robots.txt"
PAGE = Page(url=URL, body=b"<p>news</p>")
NO_VALIDATORS = Validators()


class Origin:
    """Servers, and when each of their pages was asked for."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self.answers: dict[str, Page | FetchError] = {
            ROBOTS: FetchError("status_404", "none", status=404),
            URL: PAGE,
        }
        self.asked: list[tuple[str, float]] = []

    def __call__(self, url: str, _validators: Validators = NO_VALIDATORS, /) -> Page | NotModified:
        self.asked.append((url, self._clock.monotonic()))
        answer = self.answers.get(url, PAGE)
        if isinstance(answer, FetchError):
            raise answer
        return answer

    def locate(self, url: str, /) -> str | None:
        self.asked.append((url, self._clock.monotonic()))
        return url

    def rules(self, text: str) -> None:
        self.answers[ROBOTS] = Page(url=ROBOTS, body=text.encode())

    def urls(self) -> list[str]:
        return [url for url, _ in self.asked]

    def gaps(self) -> list[float]:
        times = [at for _, at in self.asked]
        return [round(after - before, 3) for before, after in pairwise(times)]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def origin(clock: FakeClock) -> Origin:
    return Origin(clock)


@pytest.fixture
def store() -> Iterator[Store]:
    store = open_store("sqlite:///:memory:")
    yield store
    store.close()


def manners(origin: Origin, store: Store, clock: FakeClock, *, delay: float = 1, robots: bool = True) -> Manners:
    return Manners(origin, origin.locate, store, clock, min_delay=timedelta(seconds=delay), robots=robots)


def test_time_is_left_between_requests_to_one_host(origin: Origin, store: Store, clock: FakeClock) -> None:
    fetch = manners(origin, store, clock)

    for _ in range(3):
        fetch(URL)

    assert origin.urls() == [ROBOTS, URL, URL, URL]
    assert origin.gaps() == [1, 1, 1]


def test_another_host_does_not_wait(origin: Origin, store: Store, clock: FakeClock) -> None:
    fetch = manners(origin, store, clock, robots=False)

    fetch(URL)
    fetch("https://example.org/list")

    assert origin.gaps() == [0]


def test_two_processes_share_one_distance(origin: Origin, store: Store, clock: FakeClock) -> None:
    one, other = (manners(origin, store, clock, delay=5, robots=False) for _ in range(2))

    one(URL)
    other(URL)
    one(URL)

    assert origin.gaps() == [5, 5]


def test_who_comes_late_enough_does_not_wait(origin: Origin, store: Store, clock: FakeClock) -> None:
    fetch = manners(origin, store, clock, robots=False)
    fetch(URL)
    clock.pass_by(seconds=7)

    fetch(URL)

    assert origin.gaps() == [7]


def test_a_clock_that_was_ahead_blocks_nobody(origin: Origin, store: Store, clock: FakeClock) -> None:
    fetch = manners(origin, store, clock, robots=False)
    fetch(URL)
    clock.pass_by(days=-30)
    before = clock.now()

    fetch(URL)

    assert clock.now() - before <= timedelta(seconds=1)


def test_what_robots_txt_forbids_is_not_asked_for(origin: Origin, store: Store, clock: FakeClock) -> None:
    origin.rules("User-agent: *\nDisallow: /private\n\nUser-agent: ilofeed\nDisallow: /list\n")
    fetch = manners(origin, store, clock)

    with pytest.raises(FetchError, match=r"robots\.txt of www\.ilo\.org asks") as caught:
        fetch(URL)

    assert caught.value.reason == "robots"
    assert origin.urls() == [ROBOTS]
    assert isinstance(fetch("https://www.ilo.org/private"), Page)
    assert fetch.locate(URL) is None


def test_robots_txt_is_read_once_a_day_for_all(origin: Origin, store: Store, clock: FakeClock) -> None:
    origin.rules("User-agent: *\nDisallow: /private\n")
    for _ in range(3):
        manners(origin, store, clock)(URL)
        clock.pass_by(hours=7)
    assert origin.urls().count(ROBOTS) == 1
    clock.pass_by(hours=4)

    manners(origin, store, clock)(URL)

    assert origin.urls().count(ROBOTS) == 2


def test_a_crawl_delay_is_a_floor(origin: Origin, store: Store, clock: FakeClock) -> None:
    origin.rules("User-agent: *\nCrawl-delay: 10\n")
    fetch = manners(origin, store, clock)

    fetch(URL)
    fetch(URL)

    assert origin.gaps()[-1] == 10


@pytest.mark.parametrize(
    "answer",
    [
        FetchError("status_404", "none", status=404),
        FetchError("status_403", "no", status=403),
        FetchError("redirect", "elsewhere"),
        Page(url=ROBOTS, body=b""),
        Page(url=ROBOTS, body=b"\xff\xfe<html>not rules at all</html>"),
    ],
)
def test_where_there_are_no_rules_all_may_be_asked(
    origin: Origin, store: Store, clock: FakeClock, answer: Page | FetchError
) -> None:
    origin.answers[ROBOTS] = answer

    assert manners(origin, store, clock)(URL) == PAGE


def test_rules_that_cannot_be_read_forbid_everything_until_they_can(
    origin: Origin, store: Store, clock: FakeClock
) -> None:
    origin.answers[ROBOTS] = FetchError("status_503", "busy", status=503, not_before=clock.now())
    fetch = manners(origin, store, clock)

    with pytest.raises(FetchError) as caught:
        fetch(URL)

    assert (caught.value.reason, caught.value.status) == ("robots", 503)
    assert origin.urls() == [ROBOTS]
    origin.rules("")
    assert fetch(URL) == PAGE


def test_a_host_that_cannot_be_reached_is_said_to_be_just_that(
    origin: Origin, store: Store, clock: FakeClock
) -> None:
    origin.answers[ROBOTS] = FetchError("dns", "unknown")

    with pytest.raises(FetchError) as caught:
        manners(origin, store, clock)(URL)

    assert caught.value.reason == "dns"


def test_robots_txt_need_not_be_asked(origin: Origin, store: Store, clock: FakeClock) -> None:
    origin.rules("User-agent: *\nDisallow: /\n")

    assert manners(origin, store, clock, robots=False)(URL) == PAGE
    assert origin.urls() == [URL]
