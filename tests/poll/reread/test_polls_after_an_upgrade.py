"""Reread the kept page at the first poll that can, and only then."""

from __future__ import annotations

from msgspec.structs import replace

from fakes.world import World
from ilofeed.core.errors import FetchError
from ilofeed.core.models import Page, Validators
from ilofeed.core.state import Outcome
from ilofeed.decide import outcomes
from poll.reread.readings import NEW, NEW_SELECTORS, OLD, Notice, entries, notice, page, same, source, upgraded


def test_validators_are_sent_again_after_the_page_was_reread(world: World) -> None:
    world.fetch.show(page(same(3, 2, 1)), etag='"1"')
    world.poll(NEW)
    upgraded(world)

    world.poll(NEW)
    world.poll(NEW)

    assert world.fetch.asked[1:] == [Validators(), Validators(etag='"1"')]
    assert world.state.recipe == outcomes.recipe(NEW)


def test_another_address_is_fetched_without_validators_and_its_page_is_compared(world: World) -> None:
    body = page(same(3, 2, 1))
    world.fetch.show(body)
    world.poll(NEW)
    moved = source(NEW_SELECTORS, "https://www.ilo.org/moved/index.htm")
    world.fetch.answer = Page(url="https://other.example/list", body=body.encode())

    report = world.poll(moved)

    assert report.outcome is not Outcome.NOT_MODIFIED
    assert report.moved == 3


def test_a_kept_page_that_cannot_be_reread_does_not_change_the_comparison(world: World) -> None:
    world.fetch.show(page([(notice(at), None) for at in (3, 2, 1)]))
    world.poll(OLD)
    upgraded(world)
    world.fetch.show(page(same(4, 3, 2, 1)))

    report = world.poll(NEW)

    assert (report.outcome, report.new, report.revised) == (Outcome.CHANGED, 1, 0)


def test_a_poll_that_fails_leaves_the_rereading_to_the_next_one(world: World) -> None:
    world.fetch.show(page([(replace(notice(at), title=f"No{at}"), notice(at)) for at in (3, 2, 1)]))
    world.poll(OLD)
    upgraded(world)
    answer, world.fetch.answer = world.fetch.answer, FetchError("timeout", "too slow")
    assert world.poll(NEW).outcome is Outcome.FAILED
    world.fetch.answer = answer

    report = world.poll(NEW)

    assert (report.outcome, report.new, report.revised) == (Outcome.UNCHANGED, 0, 0)


def test_a_new_page_that_cannot_be_read_still_saves_the_kept_one(world: World) -> None:
    world.fetch.show(page([(replace(notice(at), title=f"No{at}"), notice(at)) for at in (3, 2, 1)]))
    world.poll(OLD)
    upgraded(world)
    world.fetch.show("<html><body>We are working on it</body></html>")

    report = world.poll(NEW)

    assert (report.outcome, report.reason) == (Outcome.FAILED, "no_items")
    assert set(entries(world)) == {notice(at).title for at in (3, 2, 1)}
    assert world.state.recipe == outcomes.recipe(NEW)


def test_a_dry_run_rereads_and_saves_nothing(world: World) -> None:
    world.fetch.show(page([(replace(notice(at), title=f"No{at}"), notice(at)) for at in (3, 2, 1)]))
    world.poll(OLD)
    upgraded(world)
    before, state = entries(world), world.state
    world.fetch.show(page(same(4, 3, 2, 1)))

    report = world.poll(NEW, dry_run=True)

    assert (report.new, report.revised) == (1, 0)
    assert (entries(world), replace(world.state, generation=0)) == (before, replace(state, generation=0))


def test_a_quarantined_poll_that_another_release_read_is_accepted_without_a_wave_after_it(world: World) -> None:
    world.fetch.show(page(same(9, 8, 7, 6, 5)))
    world.poll(OLD)
    links = {at: f"/notice/{at}" for at in range(9, 4, -1)}
    rewritten = [(Notice(f"Rewritten{at}", link), Notice(f"Rewritten {at}", link)) for at, link in links.items()]
    world.fetch.show(page(rewritten))
    world.clock.pass_by(hours=1)
    assert world.poll(OLD).reason == "mass_revision"
    held = world.store.quarantine("news")
    assert held is not None
    upgraded(world)
    world.poller.accept(NEW, world.store.claim(["news"])["news"], held)

    report = world.poll(NEW)

    assert (report.outcome, report.revised) == (Outcome.UNCHANGED, 0)
    assert set(entries(world)) == {f"Rewritten {at}" for at in range(9, 4, -1)}
