"""Several hosts in parallel: none delays another, and a stop ends all of them."""

from __future__ import annotations

import threading

import pytest

from ilofeed.app.clock import SystemClock
from ilofeed.core.errors import DeferredError, StoreError
from ilofeed.core.models import Source
from ilofeed.core.state import Outcome, PollReport
from ilofeed.poll.concurrency import by_host, side_by_side


def source(host: str, name: str = "news") -> Source:
    return Source(slug=f"{host}-{name}", url=f"https://{host}.example.org/{name}")


def unchanged(source: Source) -> PollReport:
    return PollReport(source=source.slug, outcome=Outcome.UNCHANGED)


def test_sources_are_together_by_host_in_their_order_and_all_names_of_the_ilo_are_one() -> None:
    sources = [
        Source(slug="a", url="https://www.ilo.org/a"),
        source("one"),
        Source(slug="b", url="https://www.oit.org/b"),
    ]

    assert [[each.slug for each in group] for group in by_host(sources).values()] == [["a", "b"], ["one-news"]]


def test_a_slow_host_holds_up_no_other() -> None:
    others_are_done, reports = threading.Event(), []

    def poll(source: Source) -> PollReport:
        if source.slug == "slow-news":
            assert others_are_done.wait(30)
        return unchanged(source)

    for report in side_by_side([source("slow"), source("one"), source("two")], poll, stop=lambda: None):
        reports.append(report.source)
        if len(reports) == 2:
            others_are_done.set()

    assert sorted(reports[:2]) == ["one-news", "two-news"]
    assert reports[2] == "slow-news"


def test_an_error_stops_the_running_polls_and_is_raised() -> None:
    stopped, waiting = threading.Event(), threading.Event()

    def poll(source: Source) -> PollReport:
        if source.slug == "broken-news":
            assert waiting.wait(30)
            raise StoreError("the disk is full")
        waiting.set()
        assert stopped.wait(30), "it was not stopped"
        return unchanged(source)

    with pytest.raises(StoreError, match="the disk is full"):
        list(side_by_side([source("slow"), source("broken")], poll, stop=stopped.set))

    assert stopped.is_set()


def test_a_caller_that_wants_no_more_reports_ends_running_polls() -> None:
    stopped = threading.Event()

    def poll(source: Source) -> PollReport:
        if source.slug == "slow-news":
            assert stopped.wait(30), "it was not stopped"
        return unchanged(source)

    reports = side_by_side([source("slow"), source("quick")], poll, stop=stopped.set)
    assert next(reports).source == "quick-news"

    reports.close()  # type: ignore[attr-defined]

    assert stopped.is_set()


def test_no_sleep_continues_once_the_program_is_to_end() -> None:
    clock = SystemClock()
    clock.sleep(0)

    clock.stop()

    with pytest.raises(DeferredError) as caught:
        clock.sleep(3600)
    assert caught.value.reason == "stopped"
