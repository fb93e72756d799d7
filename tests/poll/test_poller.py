"""Polls of a readable list: what is announced, revised, counted and published."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from fakes.pages import Listed, ilo_cards, ilo_list, some
from fakes.world import NEWS, World
from ilofeed.core.models import Page
from ilofeed.core.state import Outcome, PollReport


def test_a_first_poll_takes_every_item_and_publishes_three_files(world: World) -> None:
    world.fetch.show(ilo_list(some(7)), etag='"1"')

    report = world.poll()

    assert (report.outcome, report.items, report.new, report.published) == (Outcome.CHANGED, 7, 7, True)
    assert set(world.files()) == {"news.rss", "news.atom", "news.json"}
    assert world.state.last_success == world.clock.now()


def test_other_bytes_with_the_same_items_are_unchanged(world: World) -> None:
    world.fetch.show(ilo_list(some(2)))
    world.poll()
    before = world.files()
    world.fetch.show(ilo_list(some(2)) + "<!-- rendered anew -->")

    report = world.poll()

    assert (report.outcome, report.items, report.published) == (Outcome.UNCHANGED, 2, False)
    assert world.files() == before


def test_a_new_item_is_announced_once_and_the_others_keep_their_ids(world: World) -> None:
    world.fetch.show(ilo_list(some(2)))
    world.poll()
    before = {entry.id for entry in world.store.newest("news", 9)}
    world.clock.pass_by(hours=1)
    world.fetch.show(ilo_list(some(3)))

    report = world.poll()

    assert (report.outcome, report.new, report.published) == (Outcome.CHANGED, 1, True)
    assert before < {entry.id for entry in world.store.newest("news", 9)}


def test_edits_and_moves_are_counted(world: World) -> None:
    world.fetch.show(ilo_list(some(3)))
    world.poll()
    first, second, third = some(3)
    edited = Listed(number=first.number, title="Other words", day=first.day)
    moved = Listed(number=second.number, title=second.title, day=second.day, section="/africa")
    world.fetch.show(ilo_list([edited, moved, third]))

    report = world.poll()

    assert (report.new, report.revised, report.moved) == (0, 1, 1)


def test_a_dry_run_reports_the_outcome_and_changes_nothing(world: World) -> None:
    world.fetch.show(ilo_list(some(2)))
    state = world.store.claim(["news"])["news"]

    report = world.poller.poll(NEWS, state, dry_run=True)

    assert (report.outcome, report.new, report.published) == (Outcome.CHANGED, 2, False)
    assert world.store.state("news") == state
    assert world.store.newest("news", 9) == ()
    assert not world.output.exists()


def test_an_address_used_again_brings_a_new_entry_and_leaves_the_old_one_alone(world: World) -> None:
    one = Listed(number=1, title="Fishers agree", summary="")
    two = Listed(number=2, title="Miners agree", summary="", day="14 June 2023")
    three = Listed(number=3, title="Bakers agree", summary="", day="15 June 2023")

    def cards(*shown: tuple[str, Listed]) -> PollReport:
        page = ilo_cards([each for _, each in shown])
        for name, each in shown:
            page = page.replace(f"document-{each.number}", name)
        world.clock.pass_by(hours=1)
        world.fetch.show(page)
        return world.poll()

    cards(("top", one))
    assert cards(("fishers", one)).moved == 1
    assert (cards(("top", two), ("fishers", one)).new, world.store.counts()) == (1, {"news": 2})
    # Both changes in one poll.
    report = cards(("top", three), ("miners", two), ("fishers", one))

    assert (report.new, report.revised, report.moved) == (1, 0, 1)
    titles = {entry.item.link.rpartition("/")[2]: entry.item.title for entry in world.store.newest("news", 9)}
    assert titles == {"top": three.title, "miners": two.title, "fishers": one.title}
    assert (cards(("fishers", one)).new, cards(("top", three), ("fishers", one)).new) == (0, 0)


def test_a_clock_that_was_far_ahead_is_forgotten(world: World) -> None:
    world.fetch.show(ilo_list(some(60)))
    world.clock.pass_by(days=30)
    world.poll()
    world.clock.pass_by(days=-30)
    world.fetch.show(ilo_list(some(61)))
    assert isinstance(world.fetch.answer, Page)
    world.fetch.answer = replace(world.fetch.answer, date=world.clock.now())

    report, _ = world.poll(), world.poll()

    assert (report.new, report.revised) == (1, 0)
    newest = world.store.newest("news", 99)
    assert newest[0].item.title == some(61)[0].title
    assert newest[0].updated == max(entry.updated for entry in newest) <= world.clock.now() + timedelta(minutes=2)
    assert world.state.due_at is not None
    assert world.state.due_at < world.clock.now() + timedelta(hours=2)


def test_an_item_that_leaves_the_page_stays_in_the_feed_and_is_not_new_again(world: World) -> None:
    world.fetch.show(ilo_list(some(3)))
    world.poll()
    world.fetch.show(ilo_list(some(3)[:2]))
    without = world.poll()
    world.fetch.show(ilo_list(some(3)))

    back = world.poll()

    assert (without.new, back.new) == (0, 0)
    assert world.files()["news.json"][0].count(b'"id"') == 3
    assert not without.published
    assert not back.published
