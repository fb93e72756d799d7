"""Leave a host alone after it, or several of its pages, asked for time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fakes.clock import FakeClock
from fetch.fake_origin import PAGE, ROBOTS, URL, Origin, polite_fetcher
from ilofeed.core.errors import DeferredError, FetchError
from ilofeed.core.protocols import Store


def test_a_refusal_of_one_page_is_for_the_whole_host(origin: Origin, store: Store, clock: FakeClock) -> None:
    until = clock.now() + timedelta(minutes=10)
    origin.answers[URL] = FetchError("status_429", "Not now.", status=429, not_before=until)
    fetch = polite_fetcher(origin, store, clock, robots=False)
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


def test_one_unavailable_page_does_not_block_its_host_and_two_do(
    origin: Origin, store: Store, clock: FakeClock
) -> None:
    fetch = polite_fetcher(origin, store, clock, robots=False)

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


def test_a_second_unavailable_page_counts_although_another_process_met_the_first(
    origin: Origin, store: Store, clock: FakeClock
) -> None:
    until = clock.now() + timedelta(minutes=10)
    for path in ("/one", "/two"):
        url = f"https://www.ilo.org{path}"
        origin.answers[url] = FetchError("status_503", "Not now.", status=503, not_before=until)
        with pytest.raises(FetchError, match="Not now"):
            polite_fetcher(origin, store, clock, robots=False)(url)

    with pytest.raises(DeferredError, match=r"www\.ilo\.org wants"):
        polite_fetcher(origin, store, clock, robots=False)(URL)


def test_unavailable_rules_and_hubs_block_their_host(origin: Origin, store: Store, clock: FakeClock) -> None:
    until = clock.now() + timedelta(minutes=10)
    hub = "https://hub.example.org/"
    for url in (ROBOTS, hub):
        origin.answers[url] = FetchError("status_503", "busy", status=503, not_before=until)
    fetch = polite_fetcher(origin, store, clock)

    with pytest.raises(FetchError, match="answers 503"):
        fetch(URL)
    with pytest.raises(DeferredError):
        fetch(URL)
    with pytest.raises(FetchError, match="busy"):
        fetch.post_form(hub, {})
    with pytest.raises(DeferredError):
        fetch.post_form(hub, {})
