"""Decide about items that only one of two readings finds."""

from __future__ import annotations

from fakes.world import World
from ilofeed.core.state import Outcome
from poll.reread.readings import NEW, OLD, Notice, entries, notice, page, same, upgraded


def test_few_items_that_only_the_new_reading_finds_are_announced(world: World) -> None:
    world.fetch.show(page([*same(9, 8), (None, notice(7)), *same(6, 5)]))
    world.poll(OLD)
    world.clock.pass_by(hours=1)
    upgraded(world)

    report = world.poll(NEW)

    assert (report.outcome, report.new, report.revised) == (Outcome.CHANGED, 1, 0)
    assert entries(world)[notice(7).title].first_seen == world.clock.now()


def test_many_items_that_only_the_new_reading_finds_are_kept_without_being_announced(world: World) -> None:
    world.fetch.show(page([*same(25, 24), *((None, notice(at)) for at in range(23, 9, -1)), *same(9, 8)]))
    world.poll(OLD)
    before = world.files()
    upgraded(world)

    first = world.poll(NEW)
    world.fetch.show(page(same(*range(26, 8, -1))))
    second = world.poll(NEW)

    assert (first.outcome, first.new) == (Outcome.UNCHANGED, 0)
    assert (second.outcome, second.new, second.revised) == (Outcome.CHANGED, 1, 0)
    assert set(entries(world)) == {notice(at).title for at in (26, 25, 24, 9, 8)}
    assert before.keys() == world.files().keys()


def test_an_item_in_the_place_of_one_that_is_no_longer_read_is_not_announced(world: World) -> None:
    other = Notice("Quite another heading", "/elsewhere")
    world.fetch.show(page([*same(9, 8), (notice(7), other), *same(6, 5)]))
    world.poll(OLD)
    upgraded(world)

    report = world.poll(NEW)

    assert (report.outcome, report.new, report.revised) == (Outcome.UNCHANGED, 0, 0)
    assert notice(7).title in entries(world)
    assert other.title not in entries(world)


def test_an_item_that_only_the_old_reading_found_is_not_withdrawn(world: World) -> None:
    box = Notice("About the author", "/author")
    world.fetch.show(page([*same(9, 8), (box, None), *same(7, 6)]))
    world.poll(OLD)
    upgraded(world)

    first = world.poll(NEW)
    world.fetch.show(page([*same(10, 9, 8), (box, None), *same(7, 6)]))
    second = world.poll(NEW)

    assert (first.new, first.revised, second.new, second.revised) == (0, 0, 1, 0)
    assert entries(world)[box.title].withdrawn is None
    assert entries(world)[box.title].item.number is None
    assert world.store.withdrawn() == {}


def test_a_list_with_nothing_in_common_is_silent_after_an_upgrade(world: World) -> None:
    other = [Notice(f"Story {at} from elsewhere", f"/story/{at}") for at in range(9)]
    world.fetch.show(page([(notice(at + 1), other[at]) for at in range(9)]))
    world.poll(OLD)
    before = set(entries(world))
    upgraded(world)

    report = world.poll(NEW)

    assert (report.outcome, report.new, report.revised) == (Outcome.UNCHANGED, 0, 0)
    assert set(entries(world)) == before


def test_the_operator_decides_where_new_selectors_read_another_list(world: World) -> None:
    other = [Notice(f"Story {at} from elsewhere", f"/story/{at}") for at in range(9)]
    world.fetch.show(page([(notice(at + 1), other[at]) for at in range(9)]))
    world.poll(OLD)

    report = world.poll(NEW)

    assert (report.outcome, report.reason) == (Outcome.QUARANTINED, "disjoint")
