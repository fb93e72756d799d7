from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from itertools import pairwise
from types import MappingProxyType
from urllib.parse import parse_qsl

import pytest

from fakes.clock import START, FakeClock
from ilofeed.core.errors import DeferredError, FetchError
from ilofeed.core.models import NotModified, Page
from ilofeed.core.protocols import Store
from ilofeed.fetch.politeness import PoliteFetcher, Politeness
from ilofeed.fetch.processes import process_has_ended, process_id
from ilofeed.fetch.redirects import Redirect
from ilofeed.store import open_store

URL = "https://www.ilo.org/list"
ROBOTS = "https://www.ilo.org/robots.txt"
PAGE = Page(url=URL, body=b"<p>news</p>")
NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class Origin:
    """Fake servers that record the time of each request."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self.answers: dict[str, Page | FetchError | str] = {
            ROBOTS: FetchError("status_404", "none", status=404),
            URL: PAGE,
        }
        self.asked: list[tuple[str, float]] = []
        self.forms: list[dict[str, str]] = []
        self.timeouts: list[float | None] = []
        self.seconds = 0.0  #: time that an answer takes

    is_stopped = False

    def exchange(self, _url: str, timeout: float | None = None) -> AbstractContextManager[None]:
        self.timeouts.append(timeout)
        return nullcontext()

    def waiting(self) -> AbstractContextManager[None]:
        return nullcontext()

    def prepare(
        self,
        url: str,
        headers: Mapping[str, str] = NO_HEADERS,  # noqa: ARG002 - of no matter here
    ) -> Callable[[], Page | NotModified | Redirect]:
        return lambda: self._answer(url)

    def prepare_probe(self, url: str) -> Callable[[], Redirect | bool]:
        def probe() -> Redirect | bool:
            answer = self._answer(url)
            return answer if isinstance(answer, Redirect) else True

        return probe

    def prepare_post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Callable[[], None]:
        def post() -> None:
            self.forms.append(dict(parse_qsl(body.decode())))
            self._answer(url)

        assert headers["Content-Type"] == "application/x-www-form-urlencoded"
        return post

    def _answer(self, url: str) -> Page | Redirect:
        self.asked.append((url, self._clock.monotonic()))
        self._clock.pass_by(seconds=self.seconds)
        answer = self.answers.get(url, PAGE)
        if isinstance(answer, FetchError):
            raise answer
        if isinstance(answer, str):
            return Redirect(url=url, location=answer, is_permanent=False)
        return answer

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


def manners(
    origin: Origin, store: Store, clock: FakeClock, *, delay: float = 1, robots: bool = True
) -> PoliteFetcher:
    return PoliteFetcher(
        origin, store, clock, holder="here/1", policy=Politeness(min_delay=timedelta(seconds=delay), robots=robots)
    )


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


def test_the_distance_begins_when_an_answer_has_come(origin: Origin, store: Store, clock: FakeClock) -> None:
    origin.seconds = 10
    fetch = manners(origin, store, clock, robots=False)

    fetch(URL)
    fetch(URL)

    assert origin.gaps() == [11]


def test_nobody_else_asks_a_host_that_is_being_asked(origin: Origin, store: Store, clock: FakeClock) -> None:
    store.acquire_host("www.ilo.org", "far.example.org/7", clock.now(), clock.now() + timedelta(seconds=20))

    manners(origin, store, clock, robots=False)(URL)

    assert origin.asked == [(URL, clock.monotonic())]
    assert clock.now() == START + timedelta(seconds=20)


def test_who_was_killed_while_asking_blocks_nobody(origin: Origin, store: Store, clock: FakeClock) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    holder = process_id().replace(str(os.getpid()), str(ended.pid))
    store.acquire_host("www.ilo.org", holder, clock.now(), clock.now() + timedelta(seconds=20))

    manners(origin, store, clock, robots=False)(URL)

    assert clock.now() == START
    holders = (holder, process_id(), "far.example.org/7", "", "x/y", f"x/{10**30}")
    assert [process_has_ended(each) for each in holders] == [
        True, False, False, False, False, False,
    ]  # fmt: skip


def test_what_one_page_of_a_host_was_told_holds_for_all(origin: Origin, store: Store, clock: FakeClock) -> None:
    until = clock.now() + timedelta(minutes=10)
    origin.answers[URL] = FetchError("status_429", "Not now.", status=429, not_before=until)
    fetch = manners(origin, store, clock, robots=False)
    with pytest.raises(FetchError, match="Not now"):
        fetch(URL)

    with pytest.raises(DeferredError, match=r"www\.ilo\.org wants to be asked again at ") as caught:
        fetch("https://www.ilo.org/other")
    with pytest.raises(DeferredError):
        fetch.locate("https://www.ilo.org/other")

    assert (caught.value.reason, caught.value.not_before) == ("not_before", until)
    assert len(origin.asked) == 1
    assert fetch("https://www.ilo.org/other", force=True) == PAGE
    clock.pass_by(minutes=10)
    assert fetch("https://www.ilo.org/other") == PAGE


def test_one_page_that_is_unavailable_says_nothing_of_its_host_and_two_do(
    origin: Origin, store: Store, clock: FakeClock
) -> None:
    fetch = manners(origin, store, clock, robots=False)

    def ask(path: str, status: int, minutes: int) -> None:
        until = clock.now() + timedelta(minutes=minutes)
        url = f"https://www.ilo.org{path}"
        origin.answers[url] = FetchError(f"status_{status}", "Not now.", status=status, not_before=until)
        with pytest.raises(FetchError, match="Not now"):
            fetch(url)

    ask("/broken", 503, 10)
    assert fetch(URL) == PAGE
    ask("/broken", 503, 10)
    assert fetch(URL) == PAGE
    clock.pass_by(minutes=11)
    ask("/another", 503, 10)
    assert fetch(URL) == PAGE
    ask("/third", 503, 20)
    with pytest.raises(DeferredError) as caught:
        fetch(URL)

    assert caught.value.not_before is not None
    assert timedelta(minutes=19) < caught.value.not_before - clock.now() <= timedelta(minutes=20)
    assert fetch("https://elsewhere.example.org/") == PAGE


def test_a_second_page_that_is_unavailable_counts_though_another_process_met_the_first(
    origin: Origin, store: Store, clock: FakeClock
) -> None:
    until = clock.now() + timedelta(minutes=10)
    for path in ("/one", "/two"):
        url = f"https://www.ilo.org{path}"
        origin.answers[url] = FetchError("status_503", "Not now.", status=503, not_before=until)
        with pytest.raises(FetchError, match="Not now"):
            manners(origin, store, clock, robots=False)(url)

    with pytest.raises(DeferredError, match=r"www\.ilo\.org wants"):
        manners(origin, store, clock, robots=False)(URL)


def test_rules_that_are_unavailable_and_hubs_speak_for_their_host(
    origin: Origin, store: Store, clock: FakeClock
) -> None:
    until = clock.now() + timedelta(minutes=10)
    hub = "https://hub.example.org/"
    for url in (ROBOTS, hub):
        origin.answers[url] = FetchError("status_503", "busy", status=503, not_before=until)
    fetch = manners(origin, store, clock)

    with pytest.raises(FetchError, match="answers 503"):
        fetch(URL)
    with pytest.raises(DeferredError):
        fetch(URL)
    with pytest.raises(FetchError, match="busy"):
        fetch.post_form(hub, {})
    with pytest.raises(DeferredError):
        fetch.post_form(hub, {})


def test_where_a_redirect_leads_is_asked_with_the_same_manners(
    origin: Origin, store: Store, clock: FakeClock
) -> None:
    origin.rules("User-agent: *\nDisallow: /hidden\n")
    origin.answers[URL] = "https://www.ilo.org/other"
    fetch = manners(origin, store, clock)

    assert fetch(URL) == PAGE
    assert origin.gaps() == [1, 1]
    origin.answers[URL] = "https://www.ilo.org/hidden"
    with pytest.raises(FetchError, match="hidden alone"):
        fetch(URL)


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


def test_a_group_of_a_name_that_ours_begins_with_is_not_ours(
    origin: Origin, store: Store, clock: FakeClock
) -> None:
    origin.rules("User-agent: ilo\nDisallow: /\n\nUser-agent: i\nDisallow: /\n")
    assert manners(origin, store, clock)(URL) == PAGE

    clock.pass_by(days=2)
    origin.rules("\ufeffUser-agent: *\nDisallow: /\n")
    with pytest.raises(FetchError, match="asks programs to leave"):
        manners(origin, store, clock)(URL)


def test_a_rule_that_was_cut_off_forbids_nothing(origin: Origin, store: Store, clock: FakeClock) -> None:
    start = "User-agent: *\nDisallow: /hidden\n"
    rest = "Disallow: /hidden/too\n"
    filled = start + "#" * (500 * 1024 - len(start) - len("\nDisallow: /")) + "\n" + rest
    origin.rules(filled)
    fetch = manners(origin, store, clock)

    assert fetch(URL) == PAGE
    with pytest.raises(FetchError, match="leave"):
        fetch("https://www.ilo.org/hidden")


def test_robots_txt_is_read_once_a_day_for_all(origin: Origin, store: Store, clock: FakeClock) -> None:
    origin.rules("User-agent: *\nDisallow: /private\n")
    for _ in range(3):
        manners(origin, store, clock)(URL)
        clock.pass_by(hours=7)
    assert origin.urls().count(ROBOTS) == 1
    clock.pass_by(hours=4)

    manners(origin, store, clock)(URL)

    assert origin.urls().count(ROBOTS) == 2


def test_older_rules_hold_while_there_are_no_others_to_be_had(
    origin: Origin, store: Store, clock: FakeClock
) -> None:
    origin.rules("User-agent: *\nDisallow: /list\n")
    fetch = manners(origin, store, clock)
    with pytest.raises(FetchError):
        fetch(URL)
    clock.pass_by(days=3)
    origin.answers[ROBOTS] = FetchError("timeout", "silence")

    with pytest.raises(FetchError, match="alone") as caught:
        fetch(URL)

    assert caught.value.reason == "robots"
    assert fetch("https://www.ilo.org/other") == PAGE
    clock.pass_by(days=-30)  # the clock is corrected
    origin.rules("")
    assert fetch(URL) == PAGE


def test_the_rules_are_followed_to_where_they_have_moved(origin: Origin, store: Store, clock: FakeClock) -> None:
    origin.answers[ROBOTS] = "https://rules.example.org/robots.txt"
    rules = b"User-agent: *\nDisallow: /list\n"
    origin.answers["https://rules.example.org/robots.txt"] = Page(url=ROBOTS, body=rules)

    with pytest.raises(FetchError, match="alone"):
        manners(origin, store, clock)(URL)


@pytest.mark.parametrize(
    ("group", "is_for_us"),
    [("ilofeed", True), ("ILOFEED/2.0", True), ("Mozilla", False), ("Mozilla/5.0", False), ("compatible", False)],
)
def test_rules_are_those_of_the_product_token_not_of_the_rest_of_the_user_agent(
    origin: Origin, store: Store, clock: FakeClock, group: str, *, is_for_us: bool
) -> None:
    origin.rules(f"User-agent: {group}\nDisallow: /\n\nUser-agent: *\nAllow: /\n")
    fetch = manners(origin, store, clock)

    if is_for_us:
        with pytest.raises(FetchError, match="alone"):
            fetch(URL)
    else:
        assert fetch(URL) == PAGE


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
        FetchError("redirect", "in circles"),
        Page(url=ROBOTS, body=b""),
        Page(url=ROBOTS, body=b"\xff\xfe<html>not rules at all</html>"),
    ],
)
def test_where_there_are_no_rules_all_may_be_asked(
    origin: Origin, store: Store, clock: FakeClock, answer: Page | FetchError
) -> None:
    origin.answers[ROBOTS] = answer

    assert manners(origin, store, clock)(URL) == PAGE


@pytest.mark.parametrize("status", [503, 429])
def test_rules_that_cannot_be_read_forbid_everything_until_they_can(
    origin: Origin, store: Store, clock: FakeClock, status: int
) -> None:
    origin.answers[ROBOTS] = FetchError(f"status_{status}", "busy", status=status, not_before=clock.now())
    fetch = manners(origin, store, clock)

    with pytest.raises(FetchError) as caught:
        fetch(URL)

    assert (caught.value.reason, caught.value.status) == ("robots", status)
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


def test_a_hub_is_told_in_its_turn_and_no_rules_are_asked(origin: Origin, store: Store, clock: FakeClock) -> None:
    origin.rules("User-agent: *\nDisallow: /\n")
    hub = manners(origin, store, clock, delay=5)

    hub.post_form("https://hub.example.org/", {"hub.mode": "publish"})
    hub.post_form("https://hub.example.org/", {"hub.mode": "publish"})

    assert origin.forms == [{"hub.mode": "publish"}] * 2
    assert origin.gaps() == [5]
