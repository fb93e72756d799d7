"""Answers of a server that steer later polls: Retry-After, 410, permanent redirects."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from fakes.pages import ilo_list, some
from fakes.world import NEWS, URL, World
from ilofeed.core.errors import DeferredError, FetchError
from ilofeed.core.models import NotModified, Page
from ilofeed.core.state import Outcome
from ilofeed.decide.schedule import is_due


def test_an_ordinary_failure_ends_the_wait_that_a_server_asked_for_and_backs_off(world: World) -> None:
    world.fetch.answer = FetchError("status_429", "Not now.", not_before=world.clock.now() + timedelta(hours=1))
    world.poll()
    world.fetch.answer = FetchError("timeout", "It does not answer.")
    world.clock.pass_by(hours=2)

    for hours in (2, 4, 8):
        world.poll()
        assert world.state.not_before is None
        assert world.state.due_at is not None
        assert world.state.due_at - world.clock.now() >= timedelta(hours=hours)


def test_the_wait_that_a_server_asks_for_binds_manual_polls_too_unless_forced(world: World) -> None:
    wait = timedelta(hours=2)
    world.fetch.answer = FetchError("status_429", "slow down", status=429, not_before=world.clock.now() + wait)
    world.poll()
    world.fetch.show(ilo_list(some(2)))

    skipped = world.poll()
    forced = world.poll(force=True)

    assert (skipped.outcome, skipped.reason) == (Outcome.SKIPPED, "not_before")
    assert forced.new == 2
    assert len(world.fetch.asked) == 2
    assert world.state.not_before is None


def test_a_rate_limited_host_defers_the_poll_and_counts_as_no_failure(world: World) -> None:
    until = world.clock.now() + timedelta(hours=3)
    world.fetch.answer = DeferredError("not_before", "www.ilo.org wants to be left alone", not_before=until)

    dry, report = world.poll(dry_run=True), world.poll()

    assert (report.outcome, report.reason) == (Outcome.SKIPPED, "not_before")
    assert dry == report
    assert (world.state.not_before, world.state.failures, world.state.outcome) == (until, 0, None)
    assert world.store.polls("news", 9) == ()
    assert not is_due(NEWS, world.state, until - timedelta(seconds=1))
    assert is_due(NEWS, world.state, until)


def test_a_page_that_is_permanently_gone_is_requested_only_when_forced_or_corrected(world: World) -> None:
    world.fetch.answer = FetchError("status_410", "Gone.", status=410)
    world.poll()
    world.clock.pass_by(days=9)

    again = world.poll()

    assert (again.outcome, again.reason, len(world.fetch.asked)) == (Outcome.SKIPPED, "gone", 1)
    assert not is_due(NEWS, world.state, world.clock.now())
    assert is_due(replace(NEWS, url=f"{URL}?other"), world.state, world.clock.now())
    world.fetch.show(ilo_list(some(2)))
    assert world.poll(force=True).outcome is Outcome.CHANGED
    assert world.fetch.forced
    assert world.poll().outcome is Outcome.UNCHANGED


def test_a_page_that_moved_permanently_is_read_there_and_its_new_url_is_remembered(world: World) -> None:
    moved_to = "https://www.ilo.org/resource/news"
    world.fetch.show(ilo_list(some(2)), etag='"1"')
    assert isinstance(world.fetch.answer, Page)
    world.fetch.answer = replace(world.fetch.answer, url=moved_to, moved_to=moved_to)

    world.poll()

    assert world.state.moved_to == moved_to
    world.fetch.answer = NotModified(url=moved_to, moved_to=moved_to)
    world.poll()
    assert world.state.moved_to == moved_to
    world.fetch.answer = FetchError("timeout", "It does not answer.")
    world.poll()
    assert world.state.moved_to == moved_to
    world.fetch.show(ilo_list(some(3)))
    world.poll()
    assert world.state.moved_to == ""
