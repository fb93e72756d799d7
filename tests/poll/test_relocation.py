"""Sites that move to other URLs and retitle some items: no item is announced twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from fakes.pages import Listed, ilo_cards, ilo_list, some
from fakes.polled import PolledCase
from fakes.redirects import Redirects
from fakes.world import World, after_a_good_poll
from ilofeed.core.errors import FetchError
from ilofeed.core.state import Outcome
from ilofeed.store import open_store

HOST = "https://www.ilo.org"


@pytest.fixture
def world(world: World) -> World:
    """Poll ten items an hour ago."""
    after_a_good_poll(world, some(10))
    return world


def moved(items: Sequence[Listed]) -> list[Listed]:
    """Return the same items with other URLs, without a number in common."""
    return [replace(item, number=item.number + 500_000) for item in items]


def retitled(items: Sequence[Listed], places: Sequence[int]) -> list[Listed]:
    """Return *items*, those at *places* with titles that have nothing in common with the old ones."""
    return [
        replace(each, title=f"Quite another headline {at}") if at in places else each
        for at, each in enumerate(items)
    ]


def leading(old: Sequence[Listed], new: Sequence[Listed]) -> Mapping[str, str]:
    """Return redirects from the old URL of each item to its new one."""
    return {f"{HOST}{was.path}": f"{HOST}{now.path}" for was, now in zip(old, new, strict=True)}


def ids(world: World) -> set[str]:
    return {entry.id for entry in world.store.newest("news", 99)}


@pytest.mark.parametrize("places", [(0, 1), (3, 7), (8, 9), (0, 9), (2, 3, 4)])
def test_items_retitled_during_a_move_are_known_by_their_redirects(
    places: tuple[int, ...], world: World, redirects: Redirects
) -> None:
    before = ids(world)
    now = retitled(moved(some(10)), places)
    redirects.to.update(leading(some(10), now))
    world.fetch.show(ilo_list(now))

    report = world.poll()

    assert (report.outcome, report.new, report.revised) == (Outcome.CHANGED, 0, len(places))
    assert ids(world) == before
    assert len(redirects.asked) == len(places)


def test_a_new_item_on_top_of_a_moved_page_is_announced_once(world: World, redirects: Redirects) -> None:
    before = ids(world)
    now = retitled(moved(some(10)), (1, 4))
    redirects.to.update(leading(some(10), now))
    world.fetch.show(ilo_list([Listed(number=99, title="Really new", day="1 July 2023"), *now[:9]]))

    report = world.poll()

    assert (report.outcome, report.new, report.revised) == (Outcome.CHANGED, 1, 2)
    assert len(ids(world) - before) == 1


def test_nothing_is_announced_before_all_that_may_have_moved_were_requested(
    world: World, redirects: Redirects
) -> None:
    before = ids(world)
    now = retitled(moved(some(10)), (0, 1, 2, 3, 4))
    redirects.to.update(leading(some(10), now))
    world.fetch.show(ilo_list(now))

    held, report = world.poll(), world.poll()

    assert (held.outcome, held.reason) == (Outcome.QUARANTINED, "disjoint")
    assert "2 more addresses" in held.message
    assert len(redirects.asked) == len(set(redirects.asked)) == 5
    assert (report.outcome, report.new) == (Outcome.CHANGED, 0)
    assert ids(world) == before
    assert world.state.requested_through == 0


def test_failures_before_a_move_leave_no_url_out(world: World, redirects: Redirects) -> None:
    before = ids(world)
    now = retitled(moved(some(10)), (0, 1, 2, 3, 4))
    redirects.to.update(leading(some(10), now))
    for _ in range(3):
        world.fetch.answer = FetchError("timeout", "It does not answer.")
        world.poll()
        world.fetch.show(ilo_list(now))
        world.poll()

    assert ids(world) == before
    assert len(redirects.asked) == 5


def test_urls_that_lead_nowhere_hold_nothing_back_for_long(world: World, redirects: Redirects) -> None:
    now = retitled(moved(some(10)), (0, 1, 2, 3, 4))
    world.fetch.show(ilo_list(now))

    reports = [world.poll(), world.poll()]

    assert [report.new for report in reports] == [5, 5]
    assert [report.outcome for report in reports] == [Outcome.QUARANTINED, Outcome.CHANGED]
    assert len(redirects.asked) == 5


def test_entries_that_have_scrolled_off_hold_nothing_back(world: World, redirects: Redirects) -> None:
    now = moved(some(10))[:4]
    fresh = [Listed(number=at, title=f"Really new {at}", day="1 July 2023") for at in range(5)]
    world.fetch.show(ilo_list([*fresh, *now]))

    report = world.poll()

    assert (report.outcome, report.new) == (Outcome.CHANGED, 5)
    assert len(redirects.asked) == 3


def test_a_layout_that_moves_along_is_no_obstacle(world: World, redirects: Redirects) -> None:
    before = ids(world)
    now = retitled(moved(some(10)), (2, 6))
    redirects.to.update(
        {
            f"{HOST}{was.path}": f"{HOST}/resource/news/document-{new.number}"
            for was, new in zip(some(10), now, strict=True)
        }
    )
    world.fetch.show(ilo_cards(now))

    assert world.poll().new == 0
    assert ids(world) == before


def test_a_dry_run_says_the_same_and_keeps_nothing(world: World, redirects: Redirects) -> None:
    now = retitled(moved(some(10)), (0, 1))
    redirects.to.update(leading(some(10), now))
    world.fetch.show(ilo_list(now))

    report = world.poll(dry_run=True)

    assert (report.new, report.revised) == (0, 2)
    assert world.state.requested_through == 0
    assert world.poll().revised == 2


def test_a_page_that_shows_no_sign_of_a_move_costs_no_request(world: World, redirects: Redirects) -> None:
    world.fetch.show(ilo_list(some(13)[:10]))

    assert world.poll().new == 3
    assert redirects.asked == []


@pytest.mark.parametrize("redirected", [True, False])
def test_a_slug_that_follows_the_headline_is_an_edit(redirected: bool, tmp_path: Path) -> None:  # noqa: FBT001 - of the test's cases
    store = open_store("sqlite:///:memory:")
    case = PolledCase("10-slug-headline", store, tmp_path)
    case.poll(1)
    before = {entry.id: entry.first_seen for entry in case.entries()}
    origin = case.source().url.removesuffix("/10/list")
    if redirected:
        old = f"{origin}/10/news/minister-resigns-918273"
        case.leads_to[old] = f"{origin}/10/news/minister-resigns-over-leak-918273"

    reports = [case.poll(2), case.poll(3), case.poll(3)]

    assert [(each.new, each.revised) for each in reports] == [(0, 1), (0, 1), (0, 0)]
    assert {entry.id: entry.first_seen for entry in case.entries()} == before
    store.close()
