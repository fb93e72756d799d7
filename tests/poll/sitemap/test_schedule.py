"""Polls after which the sitemap is requested, and those after which it is not."""

from __future__ import annotations

import pytest

from fakes.site import Answer
from fakes.watched import ROOT, Watched
from ilofeed.app import use_cases
from ilofeed.core.errors import DeferredError, PublishError
from ilofeed.core.models import NotModified, Page
from ilofeed.core.state import Outcome
from ilofeed.poll.poller import Poller, PollServices
from ilofeed.poll.sitemap_check import ask_witness


def test_the_sitemap_is_asked_twice_a_day_and_only_for_what_has_changed(house: Watched) -> None:
    house.poll()
    parts = [ROOT, f"{ROOT}?page=2", f"{ROOT}?page=3"]
    assert house.asked() == parts

    for _ in range(11):
        house.poll_later(1)
    assert house.asked() == []
    house.poll_later(2)
    assert all("If-None-Match" in request.headers for request in house.site.requests)
    assert house.asked() == parts
    house.list_pages(*range(12))
    house.poll_later(12)
    assert house.asked() == [*parts, f"{ROOT}?page=2"], "pages of all parts are compared together"


def test_a_failed_or_quarantined_poll_asks_no_witness(house: Watched) -> None:
    house.poll()
    house.asked()
    house.site.answer(Answer(status=500))

    house.poll_later(20)

    assert house.asked() == []


def test_a_poll_that_cannot_be_published_stays_failed_and_asks_no_witness(house: Watched) -> None:
    def publish(*_: object) -> bool:
        raise PublishError("output", "the disk is full")

    with house.app() as app:
        poller = Poller(
            PollServices(
                store=app.store,
                fetch_for=lambda _: app.polite_fetcher,
                publish=publish,
                clock=house.clock,
                mint=app.mint,
            )
        )
        report = poller.poll(app.config.sources[0], app.store.claim(["news"])["news"])
        state = app.store.states()["news"]

    assert (report.outcome, state.outcome, state.reason) == (Outcome.FAILED, Outcome.FAILED, "output")
    assert house.asked() == []


def test_a_dry_run_asks_no_witness(house: Watched) -> None:
    with house.app() as app:
        list(use_cases.poll_sources(app, app.config.sources, dry_run=True))

    assert house.asked() == []


def test_the_schedule_asks_the_witness_too_under_the_lease_of_the_source(house: Watched) -> None:
    with house.app() as app:
        report = use_cases.poll_due(app, app.config.sources[0])
        state = app.store.states()["news"]

    assert report is not None
    assert house.asked() == [ROOT, f"{ROOT}?page=2", f"{ROOT}?page=3"]
    assert state.witness.checked_at == house.clock.now()
    assert (state.lease_until, state.lease_by) == (None, "")


def test_a_deferred_request_for_a_sitemap_defers_the_check(house: Watched) -> None:
    house.poll()

    def deferred(*_: object, **__: object) -> Page | NotModified:
        raise DeferredError("stopped", "the program is to end")

    with house.app() as app:
        source, state = app.config.sources[0], app.store.states()["news"]
        with pytest.raises(DeferredError):
            ask_witness(source, state, house.clock.now(), fetch=deferred, store=app.store)


def test_a_sitemap_of_a_rate_limited_host_is_requested_at_the_next_check(house: Watched) -> None:
    house.poll()
    house.asked()
    house.site.answer(Answer(status=429, headers={"Retry-After": "1800"}), ROOT)
    house.poll_later(13)
    assert house.asked() == [ROOT]
    assert "[status_429]" in house.problem()
    house.list_pages(*range(11))

    house.poll_later(1)
    assert house.problem() != "", "at most twice a day, whatever came of it"
    house.poll_later(12)
    assert house.problem() == ""
