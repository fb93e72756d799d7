"""Quarantined polls: what holds a poll back, and what ends a quarantine."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from msgspec.structs import replace

from fakes.pages import Listed, elsewhere, ilo_list, some, suffixed
from fakes.world import NEWS, World, after_a_good_poll
from ilofeed.core.errors import FetchError
from ilofeed.core.models import NotModified
from ilofeed.core.state import Outcome


def undated(items: Sequence[Listed]) -> list[Listed]:
    return [replace(item, day="Press release only") for item in items]


def maintenance(_items: Sequence[Listed]) -> list[Listed]:
    return [Listed(number=999_999, title="The site is being maintained", summary="Please come back.")]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [(suffixed, "mass_revision"), (elsewhere, "disjoint"), (undated, "fields_lost"), (maintenance, "disjoint")],
)
def test_a_suspicious_page_reaches_no_subscriber_and_recovery_announces_only_what_is_new(
    world: World, broken: Callable[[Sequence[Listed]], list[Listed]], reason: str
) -> None:
    items = some(8)
    before = after_a_good_poll(world, items)
    world.fetch.show(ilo_list(broken(items)), etag='"bad"')

    report = world.poll()

    assert (report.outcome, report.reason, report.published) == (Outcome.QUARANTINED, reason, False)
    assert world.files() == before
    assert world.state.validators.etag == '"good"'
    held = world.store.quarantine("news")
    assert held is not None
    assert (held.reason, held.since) == (reason, world.clock.now())
    world.fetch.show(ilo_list(some(9)))
    well = world.poll()
    assert (well.outcome, well.new, well.revised) == (Outcome.CHANGED, 1, 0)
    assert world.store.quarantine("news") is None


def test_a_quarantine_keeps_its_beginning_and_shows_the_newest_page(world: World) -> None:
    items = some(8)
    after_a_good_poll(world, items)
    world.fetch.show(ilo_list(elsewhere(items)))
    world.poll()
    since = world.clock.now()
    world.clock.pass_by(hours=1)
    world.fetch.show(ilo_list(elsewhere(some(9))))

    world.poll()

    held = world.store.quarantine("news")
    assert held is not None
    assert held.since == since
    assert len(held.extraction.items) == 9


def test_a_page_that_is_again_as_it_was_ends_the_quarantine_by_itself(world: World) -> None:
    items = some(8)
    before = after_a_good_poll(world, items)
    world.fetch.show(ilo_list(elsewhere(items)))
    world.poll()
    world.fetch.answer = NotModified(url=NEWS.url)

    report = world.poll()

    assert report.outcome is Outcome.NOT_MODIFIED
    assert world.store.quarantine("news") is None
    assert world.state.failures == 0
    assert world.files() == before


def test_a_quarantine_outlasts_a_failure_to_fetch(world: World) -> None:
    items = some(8)
    after_a_good_poll(world, items)
    world.fetch.show(ilo_list(elsewhere(items)))
    world.poll()
    world.fetch.answer = FetchError("timeout", "too slow")

    world.poll()

    assert world.store.quarantine("news") is not None


def test_a_half_loaded_page_revises_nothing(world: World) -> None:
    items = [replace(item, summary="What it is about and what follows from it.") for item in some(8)]
    before = after_a_good_poll(world, items)
    text = ilo_list(items)
    starts = [at for at in range(len(text)) if text.startswith("<li>", at)]
    for cut in range(starts[1] + 5, len(text), 37):
        world.fetch.show(text[:cut])

        report = world.poll()

        assert (report.new, report.revised, report.moved, report.published) == (0, 0, 0, False), text[
            cut - 40 : cut
        ]
        assert world.files() == before


def test_one_item_of_the_future_among_good_ones_is_published_when_first_seen(world: World) -> None:
    items = some(8)
    after_a_good_poll(world, items)
    world.fetch.show(ilo_list([Listed(number=990_001, title="From 2031", day="1 May 2031"), *items]))

    report = world.poll()

    assert (report.outcome, report.new) == (Outcome.CHANGED, 1)
    (entry,) = world.store.newest("news", 1)
    assert entry.published == world.clock.now()


def test_a_dry_run_reports_a_quarantine_and_saves_none(world: World) -> None:
    items = some(8)
    after_a_good_poll(world, items)
    world.fetch.show(ilo_list(elsewhere(items)))

    report = world.poll(dry_run=True)

    assert report.outcome is Outcome.QUARANTINED
    assert world.store.quarantine("news") is None
