"""Further pages of a list: which are read, and how far."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from fakes.pages import some
from fakes.world import NEWS, World, listing, row, show_list
from ilofeed.core.errors import FetchError, PollError
from ilofeed.core.models import NotModified, Page
from ilofeed.core.state import Outcome


def test_a_first_poll_reads_one_page_unless_configured_otherwise(world: World) -> None:
    show_list(world, some(35))

    first = world.poll()

    assert (first.new, world.fetch.read_on) == (10, [])


def test_a_first_poll_reads_back_as_far_as_it_is_configured(world: World) -> None:
    show_list(world, some(35))

    report = world.poll(replace(NEWS, backfill=3))

    assert report.new == 30
    assert world.fetch.read_on == [row(10), row(20)]


def test_many_new_items_are_read_on_until_one_is_known(world: World) -> None:
    show_list(world, some(10))
    world.poll()
    show_list(world, some(35))

    report = world.poll()

    assert (report.new, report.items) == (25, 30)
    assert world.fetch.read_on == [row(10), row(20)]
    numbers = [entry.item.number or 0 for entry in world.store.newest("news", 25)]
    assert numbers == sorted(set(numbers))


def test_one_known_item_on_the_page_is_enough(world: World) -> None:
    show_list(world, some(10))
    world.poll()
    show_list(world, some(13))

    assert world.poll().new == 3
    assert world.fetch.read_on == []


def test_reading_on_has_a_limit(world: World) -> None:
    show_list(world, some(10))
    world.poll()
    show_list(world, some(100))

    world.poll(replace(NEWS, max_pages=3))

    assert world.fetch.read_on == [row(10), row(20)]
    assert len(world.fetch.asked) == 2  # no address is guessed where a link leads on


def test_a_further_page_that_does_not_come_fails_the_poll_so_that_nothing_is_missed(world: World) -> None:
    show_list(world, some(10))
    world.poll()
    before = world.files()
    show_list(world, some(35))
    world.fetch.behind[row(20)] = FetchError("timeout", "too slow")

    failed = world.poll()

    assert (failed.outcome, failed.reason, failed.new) == (Outcome.FAILED, "timeout", 0)
    assert world.files() == before
    show_list(world, some(35))
    assert world.poll().new == 25


@pytest.mark.parametrize(
    "end",
    [
        FetchError("status_404", "gone", status=404),
        Page(url=row(10), body=b"<p>No more.</p>"),
        NotModified(url=row(10)),
    ],
)
def test_a_list_that_ends_before_its_pager_says_so_is_read_to_its_end(
    world: World, end: Page | NotModified | PollError
) -> None:
    show_list(world, some(10))
    world.poll()
    show_list(world, [*some(20, first=990001, about="pay"), *some(10)])
    world.fetch.behind[row(10)] = end

    report = world.poll()

    assert (report.outcome, report.items) == (Outcome.QUARANTINED, 10)


def test_a_pager_that_leads_in_circles_is_followed_once(world: World) -> None:
    show_list(world, some(10))
    world.poll()
    world.fetch.show(listing(some(10, first=990001, about="pay"), 10))
    world.fetch.show_behind(10, some(10, first=980001, about="rest"), 20)
    world.fetch.show_behind(20, some(10, first=970001, about="time"), 10)

    world.poll()

    assert world.fetch.read_on == [row(10), row(20)]


def test_a_page_cannot_send_us_to_another_port(world: World) -> None:
    world.fetch.show(listing(some(10), 10).replace('href="https://www.ilo.org/', 'href="https://www.ilo.org:22/'))
    assert isinstance(world.fetch.answer, Page)
    assert b"https://www.ilo.org:22/" in world.fetch.answer.body

    world.poll(replace(NEWS, backfill=5))

    assert world.fetch.read_on == []


def test_an_item_that_slides_onto_the_next_page_between_two_requests_counts_once(world: World) -> None:
    show_list(world, some(5))
    world.poll()
    items = some(25)
    world.fetch.show(listing(items[:10], 10))
    world.fetch.show_behind(10, items[9:25])

    report = world.poll()

    assert (report.new, report.items) == (20, 25)


def test_further_pages_are_not_read_if_the_first_shows_a_known_item(world: World) -> None:
    show_list(world, some(30))
    world.poll()

    world.fetch.show(listing(some(31)[:10], 10))
    world.poll()

    assert row(10) not in world.fetch.read_on
