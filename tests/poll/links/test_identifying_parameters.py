"""Parameters that identify the item: they are never taken for session ids."""

from __future__ import annotations

from datetime import date

import pytest

from fakes.notices import NOTICES, TITLES, URL, counted, ids, links, numbered, show, sid
from fakes.world import World
from ilofeed.core import link_rules
from ilofeed.core.models import Item
from ilofeed.core.state import LinkRules, Outcome


@pytest.mark.parametrize("links", [("/tariff", "/tariff"), ("/news/{}", "/archive/{}")], ids=str)
def test_an_item_with_a_counter_in_its_title_that_comes_back_is_the_same(
    world: World, links: tuple[str, str]
) -> None:
    then, now = links
    for views, numbers in ((0, (6, 5, 4, 3, 2, 1)), (5, (6, 5, 4, 3, 2, 1)), (9, (7, 6, 5, 4, 3, 2))):
        show(world, *counted(then, "", views, *numbers))
    before = sorted(ids(world).values())

    outcome = show(world, *counted(now, "", 800, 6, 5, 4, 3, 2, 1))

    assert outcome is not Outcome.QUARANTINED
    assert sorted(ids(world).values()) == before


@pytest.mark.parametrize("days", [(None, None), (date(2025, 3, 1), date(2026, 3, 1))])
def test_numbered_titles_of_other_years_teach_no_session(days: tuple[date | None, date | None]) -> None:
    """Check that the date distinguishes a counter from the number of a year."""
    then, now = (
        [
            Item(
                key=f"{URL}/{name}?y={year}",
                title=f"{name} of {year}",
                link=f"{URL}/{name}?y={year}",
                published=day,
            )
            for name in ("Budget", "Report", "Accounts", "Audit")
        ]
        for year, day in zip((2025, 2026), days, strict=True)
    )

    assert link_rules.learn(now, then, LinkRules()).volatile == ()


def topics(*numbers: int) -> list[tuple[str, str, int]]:
    return numbered(*numbers, link="/viewtopic.php?f=3&t={}")


def test_a_parameter_that_names_the_item_is_never_touched(world: World) -> None:
    show(world, *topics(4, 3, 2, 1))
    before = ids(world)
    for numbers in ((5, 4, 3), (5, 5, 5), (6, 5, 4, 3), (6,), (7, 6), (8, 7, 6, 5)):
        show(world, *topics(*numbers))

    assert before.items() <= ids(world).items()
    assert world.state.link_rules.volatile == ()
    assert all(f"t={TITLES.index(title) + 1}" in link for title, link in links(world).items())


def test_a_parameter_that_once_distinguished_items_is_not_touched_when_all_items_share_it(world: World) -> None:
    def moved_to(*threads: int) -> list[tuple[str, str, int]]:
        return [(f"/read?p={n}&t={t}", TITLES[n - 1], n) for n, t in zip((3, 2, 1), threads, strict=True)]

    show(world, *moved_to(3, 2, 1))
    for thread in (7, 8, 9):
        show(world, *moved_to(thread, thread, thread))

    assert world.state.link_rules.volatile == ()
    assert all("t=9" in link for link in links(world).values())


def test_a_parameter_that_all_items_share_at_some_poll_still_names_them_later(world: World) -> None:
    one = [(f"/read?t=5&p={n}", TITLES[n - 1], n) for n in (3, 2, 1)]
    other = [(f"/read?t=6&p={n}", TITLES[n + 2], n + 3) for n in (3, 2, 1)]
    show(world, *one, *numbered(8, link="/news/{}"))

    show(world, *other, *numbered(8, link="/news/{}"))

    assert world.state.link_rules.volatile == ()
    if world.state.outcome is Outcome.QUARANTINED:
        world.accept(NOTICES)
    assert len(ids(world)) == 7


def test_a_parameter_taken_for_volatile_that_distinguishes_items_is_put_back(world: World) -> None:
    show(world, *sid("1111", 4, 3, 2, 1))
    show(world, *sid("2222", 4, 3, 2, 1))
    assert "sid" in world.state.link_rules.volatile

    show(world, ("/news/9?sid=1", TITLES[5], 6), ("/news/9?sid=2", TITLES[6], 7), *sid("2222", 4, 3, 2, 1))

    assert world.state.link_rules.volatile == ()
    assert world.state.link_rules.telling == ("sid",)
    assert len(ids(world)) == 6
