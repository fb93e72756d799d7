"""Work that the operator asks for on the admin site, done by a scheduler or by threads of its own."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from fakes.house import House
from fakes.pages import ilo_list, some
from fakes.site import serving
from ilofeed.app import use_cases
from ilofeed.app.container import Container
from ilofeed.app.daemon.tick import Scheduler
from ilofeed.app.operator_requests import OperatorRequests, in_own_threads
from ilofeed.core.errors import StoreError
from ilofeed.core.models import Source
from ilofeed.core.state import PollReport

MORE = """
[[feed]]
slug = "both"
"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with serving() as site:
        site.show(ilo_list(some(7)))
        house = House(tmp_path, site)
        house.more = MORE
        house.poll()
        site.show(ilo_list(some(8)))
        yield house


def poll(container: Container, source: Source) -> PollReport | None:
    return use_cases.poll_due(container, source, even_early=True)


def pages(house: House) -> int:
    """Return the number of requests for the page so far."""
    return sum(request.path != "/robots.txt" for request in house.site.requests)


def result(report: Future[PollReport | None]) -> PollReport | None:
    return report.result(30)


def test_a_scheduler_polls_on_request_and_publishes_the_feeds_over_several_sources(house: House) -> None:
    requests = OperatorRequests()
    early = requests.ask("news", poll)
    with house.app() as app, Scheduler(app, requests=requests) as scheduler:
        assert result(early) is not None
        scheduler.behind.clear()
        house.site.show(ilo_list(some(9)))

        report = result(requests.ask("news", poll))

        scheduler.pool.shutdown(wait=True)
        assert scheduler.behind.is_set()
    assert report is not None
    assert report.new == 1
    assert "Report number 9 on work" in house.titles("both")


def test_threads_do_the_same_where_nothing_is_scheduled(house: House) -> None:
    requests = OperatorRequests()
    with house.app() as app, in_own_threads(app, requests):
        report = result(requests.ask("news", poll))

    assert report is not None
    assert report.new == 1
    assert "Report number 8 on work" in house.titles("both")


def test_a_poll_on_request_is_not_made_while_the_source_is_polled(house: House) -> None:
    requests = OperatorRequests()
    before = pages(house)
    house.site.hold()
    house.clock.pass_by(hours=2)
    with house.app() as app, Scheduler(app, requests=requests) as scheduler:
        scheduler.begin()
        house.site.await_request()

        report = result(requests.ask("news", poll))
        house.site.release()

    assert report is None
    assert pages(house) == before + 1


def test_an_error_reaches_the_operator(house: House) -> None:
    def broken(_container: Container, _source: Source) -> PollReport | None:
        raise StoreError("the disk is full")

    requests = OperatorRequests()
    with house.app() as app, in_own_threads(app, requests):
        report = requests.ask("news", broken)

        with pytest.raises(StoreError, match="the disk is full"):
            result(report)


def test_nothing_is_done_for_a_source_that_is_gone_or_after_the_end(house: House) -> None:
    requests = OperatorRequests()
    with house.app() as app, in_own_threads(app, requests):
        assert result(requests.ask("other", poll)) is None

    assert result(requests.ask("news", poll)) is None
