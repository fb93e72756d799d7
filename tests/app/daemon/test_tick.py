"""The daemon's rounds: a host is polled by one thread at a time, and again when that is done."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from fakes.clock import FakeClock
from ilofeed.app.daemon.tick import Jobs, Scheduler
from ilofeed.core.errors import NotifyError, PublishError
from ilofeed.core.models import Source
from ilofeed.core.state import Notification, Outcome, PollReport

ONE = Source(slug="one", url="https://one.example.org/news")
TWO = Source(slug="two", url="https://two.example.org/news")


class FakeApp:
    """Polls when it is let."""

    def __init__(self) -> None:
        self.polled: list[str] = []
        self.wanted = [ONE]
        self.shared = 0
        self.publishes = True
        self.open = threading.Event()
        self.done = threading.Semaphore(0)
        self.clock = FakeClock()
        self.alerts = 0
        self.tidied = False

    def scheduler(self) -> Scheduler:
        return Scheduler(self, jobs=self.jobs)  # type: ignore[arg-type]

    @property
    def jobs(self) -> Jobs:
        return Jobs(
            due_sources=lambda _: self.wanted,
            poll_due=lambda _, source: self.poll_due(source),
            publish_shared=lambda _: self.publish_shared(),
            notify_hubs=lambda _: iter(()),
            send_alerts=lambda _: self.alert(),
        )

    def poll_due(self, source: Source) -> PollReport | None:
        self.polled.append(source.slug)
        assert self.open.wait(30)
        self.done.release()
        return PollReport(source=source.slug, outcome=Outcome.CHANGED, published=self.publishes)

    def publish_shared(self) -> Iterator[tuple[str, bool | PublishError]]:
        self.shared += 1
        yield "all", True

    def close_idle(self) -> None:
        self.tidied = True

    def alert(self) -> Iterator[tuple[Notification, NotifyError | None]]:
        self.alerts += 1
        return iter(())


def test_a_host_that_is_being_polled_is_left_out_of_the_next_round() -> None:
    app = FakeApp()

    with app.scheduler() as rounds:
        rounds.tick()
        app.wanted = [ONE, TWO]
        rounds.tick()
        rounds.tick()
        app.open.set()
        for _ in range(2):
            assert app.done.acquire(timeout=30)

    assert sorted(app.polled) == ["one", "two"]
    assert app.tidied


class BuggyApp(FakeApp):
    """Meets a bug with one source."""

    def poll_due(self, source: Source) -> PollReport | None:
        if source is ONE:
            raise UnicodeError("a host name")
        return super().poll_due(source)


def test_a_bug_met_with_one_source_leaves_the_others_of_its_host_their_turn(
    caplog: pytest.LogCaptureFixture,
) -> None:
    app = BuggyApp()
    beside = replace(ONE, slug="beside")
    app.wanted = [ONE, beside]
    app.open.set()

    with app.scheduler() as rounds:
        rounds.tick()
        assert app.done.acquire(timeout=30)

    assert app.polled == ["beside"]
    assert "met with source one" in caplog.text


def test_a_host_is_polled_again_when_it_is_done() -> None:
    app = FakeApp()
    app.open.set()

    with app.scheduler() as rounds:
        rounds.tick()
        assert app.done.acquire(timeout=30)
        while app.polled.count("one") < 2:
            rounds.tick()

    assert app.polled.count("one") >= 2


def test_feeds_of_several_sources_are_published_at_the_start_and_after_a_published_poll() -> None:
    app = FakeApp()
    app.open.set()
    app.wanted = []

    with app.scheduler() as rounds:
        rounds.tick()
        assert app.shared == 1
        rounds.tick()
        assert app.shared == 1
        app.wanted = [ONE]
        rounds.tick()
        assert app.done.acquire(timeout=30)

    assert app.shared == 2


def test_alerts_are_checked_every_ten_seconds() -> None:
    app = FakeApp()
    app.open.set()
    app.wanted = []

    for _ in range(30):
        with app.scheduler() as rounds:
            rounds.tick()
            rounds.tick()
    assert app.alerts == 30
    with app.scheduler() as rounds:
        rounds.tick()
        app.clock.pass_by(seconds=9)
        rounds.tick()
    assert app.alerts == 31


def test_the_conditions_of_all_sources_are_written_a_minute_after_polls_that_published_nothing() -> None:
    app = FakeApp()
    app.publishes = False

    with app.scheduler() as rounds:
        rounds.tick()
        app.open.set()
        assert app.done.acquire(timeout=30)
        assert rounds.polled.wait(30)
        app.wanted = []
        rounds.tick()
        soon = app.shared
        app.clock.pass_by(seconds=61)
        rounds.tick()
        a_minute_later = app.shared
        app.clock.pass_by(seconds=61)
        rounds.tick()
        without_a_poll = app.shared

    assert (soon, a_minute_later, without_a_poll, app.shared) == (1, 2, 2, 2)
