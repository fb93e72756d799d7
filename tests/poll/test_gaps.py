"""Lists that were not read for long: what is read back, and the gap that is left."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from fakes.pages import ilo_list, some
from fakes.world import NEWS, World, after_a_good_poll, show_list
from ilofeed.core.state import Outcome
from ilofeed.decide.health import health


def test_a_long_silence_with_a_pager_announces_everything_once(world: World) -> None:
    show_list(world, some(10))
    world.poll()
    show_list(world, some(35))

    assert world.poll().new == 25
    assert world.state.gap_from is None


def test_a_long_silence_without_a_pager_is_held_and_leaves_a_gap(world: World) -> None:
    after_a_good_poll(world, some(10))
    world.fetch.show(ilo_list(some(35)[:10]))

    report = world.poll()

    assert (report.outcome, report.reason) == (Outcome.QUARANTINED, "disjoint")
    assert world.state.gap_from == date(2023, 5, 10)
    assert world.state.gap_to is not None
    found = health(NEWS, world.state, world.clock.now())
    assert (found.gap_from, found.gap_to) == (world.state.gap_from, world.state.gap_to)


def test_a_gap_is_read_into_ever_deeper_until_it_closes(world: World) -> None:
    show_list(world, some(10))
    world.poll()
    show_list(world, some(120))
    source = replace(NEWS, max_pages=3)

    outcomes = [world.poll(source).outcome for _ in range(3)]

    assert outcomes == [Outcome.QUARANTINED, Outcome.QUARANTINED, Outcome.CHANGED]
    assert world.state.gap_from is None
    assert world.state.reach == 0
    assert len(world.store.newest("news", 500)) == 120


def test_accepting_closes_a_gap(world: World) -> None:
    after_a_good_poll(world, some(10))
    world.fetch.show(ilo_list(some(35)[:10]))
    world.poll()

    world.accept()

    assert (world.state.gap_from, world.state.gap_to, world.state.reach) == (None, None, 0)
