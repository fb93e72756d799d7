"""Fetch, keep and obey robots.txt."""

from __future__ import annotations

import pytest

from fakes.clock import FakeClock
from fetch.fake_origin import PAGE, ROBOTS, URL, Origin, polite_fetcher
from ilofeed.core import urls
from ilofeed.core.errors import FetchError
from ilofeed.core.models import Page
from ilofeed.core.protocols import Store


def test_a_page_that_robots_txt_forbids_is_not_fetched(origin: Origin, store: Store, clock: FakeClock) -> None:
    origin.rules("User-agent: *\nDisallow: /private\n\nUser-agent: ilofeed\nDisallow: /list\n")
    fetch = polite_fetcher(origin, store, clock)

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
    assert polite_fetcher(origin, store, clock)(URL) == PAGE

    clock.pass_by(days=2)
    origin.rules("\ufeffUser-agent: *\nDisallow: /\n")
    with pytest.raises(FetchError, match="asks programs to leave"):
        polite_fetcher(origin, store, clock)(URL)


def test_a_rule_beyond_the_size_limit_forbids_nothing(origin: Origin, store: Store, clock: FakeClock) -> None:
    start = "User-agent: *\nDisallow: /hidden\n"
    rest = "Disallow: /hidden/too\n"
    filled = start + "#" * (500 * 1024 - len(start) - len("\nDisallow: /")) + "\n" + rest
    origin.rules(filled)
    fetch = polite_fetcher(origin, store, clock)

    assert fetch(URL) == PAGE
    with pytest.raises(FetchError, match="leave"):
        fetch("https://www.ilo.org/hidden")


def test_robots_txt_is_read_once_a_day_for_all(origin: Origin, store: Store, clock: FakeClock) -> None:
    origin.rules("User-agent: *\nDisallow: /private\n")
    for _ in range(3):
        polite_fetcher(origin, store, clock)(URL)
        clock.pass_by(hours=7)
    assert origin.urls().count(ROBOTS) == 1
    clock.pass_by(hours=4)

    polite_fetcher(origin, store, clock)(URL)

    assert origin.urls().count(ROBOTS) == 2


def test_older_rules_apply_while_no_newer_ones_can_be_fetched(
    origin: Origin, store: Store, clock: FakeClock
) -> None:
    origin.rules("User-agent: *\nDisallow: /list\n")
    fetch = polite_fetcher(origin, store, clock)
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
        polite_fetcher(origin, store, clock)(URL)


@pytest.mark.parametrize(
    ("group", "is_for_us"),
    [("ilofeed", True), ("ILOFEED/2.0", True), ("Mozilla", False), ("Mozilla/5.0", False), ("compatible", False)],
)
def test_rules_are_those_of_the_product_token_not_of_the_rest_of_the_user_agent(
    origin: Origin, store: Store, clock: FakeClock, group: str, *, is_for_us: bool
) -> None:
    origin.rules(f"User-agent: {group}\nDisallow: /\n\nUser-agent: *\nAllow: /\n")
    fetch = polite_fetcher(origin, store, clock)

    if is_for_us:
        with pytest.raises(FetchError, match="alone"):
            fetch(URL)
    else:
        assert fetch(URL) == PAGE


def test_a_crawl_delay_is_a_floor(origin: Origin, store: Store, clock: FakeClock) -> None:
    origin.rules("User-agent: *\nCrawl-delay: 10\n")
    fetch = polite_fetcher(origin, store, clock)

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
def test_without_rules_every_page_may_be_fetched(
    origin: Origin, store: Store, clock: FakeClock, answer: Page | FetchError
) -> None:
    origin.answers[ROBOTS] = answer

    assert polite_fetcher(origin, store, clock)(URL) == PAGE


def test_a_proxy_that_wants_a_login_has_not_said_that_there_are_no_rules(
    origin: Origin, store: Store, clock: FakeClock
) -> None:
    origin.answers[ROBOTS] = FetchError("status_407", "the proxy wants a login", status=407)

    with pytest.raises(FetchError) as caught:
        polite_fetcher(origin, store, clock)(URL)

    assert caught.value.reason == "status_407"
    assert store.robots(urls.host_of(URL)) is None


@pytest.mark.parametrize("status", [503, 429])
def test_rules_that_cannot_be_read_forbid_everything_until_they_can(
    origin: Origin, store: Store, clock: FakeClock, status: int
) -> None:
    origin.answers[ROBOTS] = FetchError(f"status_{status}", "busy", status=status, not_before=clock.now())
    fetch = polite_fetcher(origin, store, clock)

    with pytest.raises(FetchError) as caught:
        fetch(URL)

    assert (caught.value.reason, caught.value.status) == ("robots", status)
    assert origin.urls() == [ROBOTS]
    origin.rules("")
    assert fetch(URL) == PAGE


def test_a_host_that_cannot_be_reached_is_reported_as_such(origin: Origin, store: Store, clock: FakeClock) -> None:
    origin.answers[ROBOTS] = FetchError("dns", "unknown")

    with pytest.raises(FetchError) as caught:
        polite_fetcher(origin, store, clock)(URL)

    assert caught.value.reason == "dns"


def test_robots_txt_can_be_ignored(origin: Origin, store: Store, clock: FakeClock) -> None:
    origin.rules("User-agent: *\nDisallow: /\n")

    assert polite_fetcher(origin, store, clock, robots=False)(URL) == PAGE
    assert origin.urls() == [URL]
