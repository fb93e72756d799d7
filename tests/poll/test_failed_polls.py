"""Polls that fail, are stopped or overtaken: published files stay, the next poll recovers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from fakes.pages import ilo_list, some
from fakes.world import NEWS, NO_VALIDATORS, URL, World
from ilofeed.core.errors import DeferredError, FetchError
from ilofeed.core.models import NotModified, Page, Validators
from ilofeed.core.state import Outcome
from ilofeed.poll.poller import Poller


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "empty"),
        ("<html><body><h1>We are working on it</h1></body></html>", "no_items"),
        ("%PDF-1.7 …", "not_html"),
        ('<ol class="item-list"></ol>', "no_items"),
    ],
)
def test_a_page_that_is_no_list_fails_and_touches_no_file(world: World, body: str, reason: str) -> None:
    world.fetch.show(ilo_list(some(2)), etag='"good"')
    world.poll()
    before = world.files()
    world.fetch.show(body, etag='"bad"')

    report = world.poll()

    assert (report.outcome, report.reason) == (Outcome.FAILED, reason)
    assert world.files() == before
    assert world.state.validators == Validators(etag='"good"')
    assert (world.state.failures, world.state.reason) == (1, reason)


def test_a_source_recovers_by_itself(world: World) -> None:
    world.fetch.answer = FetchError("timeout", "too slow")
    world.poll()
    world.poll()
    assert world.state.failures == 2
    world.fetch.show(ilo_list(some(2)))

    report = world.poll()

    assert report.new == 2
    assert (world.state.failures, world.state.reason, world.state.message) == (0, None, "")


def test_a_poll_that_is_stopped_leaves_nothing(world: World) -> None:
    state = world.store.claim(["news"])["news"]
    world.fetch.answer = DeferredError("stopped", "the program is to end")

    report = world.poller.poll(NEWS, state)

    assert (report.outcome, report.reason) == (Outcome.SKIPPED, "stopped")
    assert world.store.state("news") == state


def test_a_source_that_was_corrected_is_forgiven_its_failures(world: World) -> None:
    world.fetch.answer = FetchError("status_429", "Not now.", not_before=world.clock.now() + timedelta(days=2))
    world.poll()
    world.poll(force=True)
    assert world.state.failures == 2
    world.fetch.show(ilo_list(some(2)))

    report = world.poll(replace(NEWS, url=f"{URL}?corrected"))

    assert report.outcome is Outcome.CHANGED


def test_a_poll_that_was_overtaken_saves_and_publishes_nothing(world: World) -> None:
    world.fetch.show(ilo_list(some(2)))
    early = world.store.claim(["news"])["news"]
    world.poll()
    before = world.files()
    world.fetch.show(ilo_list(some(3)))

    report = world.poller.poll(NEWS, early)

    assert (report.outcome, report.reason) == (Outcome.SKIPPED, "overtaken")
    assert len(world.store.newest("news", 9)) == 2
    assert world.files() == before


def test_a_run_killed_before_publishing_is_healed_by_the_next(world: World) -> None:
    world.fetch.show(ilo_list(some(2)), etag='"1"')

    def killed(*_: object) -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Poller(replace(world.services, publish=killed)).poll(NEWS, world.store.claim(["news"])["news"])
    assert not world.output.exists()
    world.fetch.answer = NotModified(url=URL)

    report = world.poll()

    assert (report.outcome, report.published) == (Outcome.NOT_MODIFIED, True)
    assert len(world.files()) == 3


def test_a_folder_that_cannot_be_written_fails_the_source_and_loses_nothing(world: World) -> None:
    world.fetch.show(ilo_list(some(2)))
    world.output.write_text("in the way")

    failed = world.poll()

    assert (failed.outcome, failed.reason, failed.status) == (Outcome.FAILED, "output", 200)
    assert (failed.items, failed.new, failed.published) == (2, 2, False)
    assert "feeds" in failed.message
    assert world.state.reason == "output"
    assert [report.new for _, report in world.store.polls("news", 9)] == [2]
    world.output.unlink()
    world.fetch.answer = NotModified(url=URL)

    healed = world.poll()

    assert (healed.outcome, healed.published) == (Outcome.NOT_MODIFIED, True)
    assert world.state.reason is None


def test_a_bug_met_with_one_source_is_logged_and_stops_no_other(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    def fetch(_url: str, _validators: Validators = NO_VALIDATORS, /, *, force: bool = False) -> Page:
        raise RuntimeError(f"nobody thought of this: {force}")

    world.poller = Poller(replace(world.services, fetch_for=lambda _: fetch))

    report = world.poll()

    assert (report.outcome, report.reason) == (Outcome.FAILED, "bug")
    assert world.state.failures == 1
    assert "Traceback" in caplog.text
