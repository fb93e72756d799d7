"""URLs that show another document than before: held once, then remembered."""

from __future__ import annotations

import pytest

from fakes.notices import NOTICES, TITLES, ids, numbered, show
from fakes.world import World
from ilofeed.core.state import Outcome


def test_an_address_of_its_own_that_shows_another_document_is_held_once(world: World) -> None:
    rest = numbered(8, 7, link="/news/{}")
    show(world, ("/latest", TITLES[0], 1), *rest)
    before = ids(world)

    outcome = show(world, ("/latest", TITLES[3], 4), *rest)

    assert (outcome, world.state.reason) == (Outcome.QUARANTINED, "ambiguous")
    world.accept(NOTICES)
    after = ids(world)
    assert before.items() <= after.items()
    assert after[TITLES[3]] not in before.values()
    assert show(world, ("/latest", TITLES[3], 4), *rest) is Outcome.UNCHANGED
    assert show(world, ("/latest", TITLES[4], 5), *rest) is Outcome.CHANGED, "it has been used again before"
    assert after.items() <= ids(world).items()
    assert len(ids(world)) == len(after) + 1


def test_an_address_that_was_given_up_before_shows_another_document_without_a_question(world: World) -> None:
    rest = numbered(8, 7, link="/news/{}")
    show(world, ("/latest", TITLES[0], 1), *rest)
    show(world, ("/latest", TITLES[3], 4), *rest, ("/news/1", TITLES[0], 1))
    before = ids(world)

    outcome = show(world, ("/latest", TITLES[4], 5), *rest)

    assert outcome is Outcome.CHANGED
    assert before.items() <= ids(world).items()
    assert len(ids(world)) == 5


def test_a_page_that_is_read_otherwise_gives_no_address_another_document(world: World) -> None:
    show(world, *numbered(6, 5, 4, 3, 2, 1, link="/news/{}"))

    show(world, *[(f"/news/{n}", TITLES[(n + 2) % 8] + " of old", n + 1) for n in (6, 5, 4, 3, 2, 1)])

    assert world.state.reason == "mass_revision"


def test_another_document_at_a_known_address_is_an_edit_if_the_operator_says_so(world: World) -> None:
    rest = numbered(8, 7, link="/news/{}")
    show(world, ("/latest", TITLES[0], 1), *rest)
    before = ids(world)
    show(world, ("/latest", TITLES[3], 4), *rest)

    world.accept(NOTICES, as_known=True)

    assert ids(world)[TITLES[3]] == before[TITLES[0]]
    assert len(ids(world)) == len(before)
    assert show(world, ("/latest", TITLES[3], 4), *rest) is Outcome.UNCHANGED


@pytest.mark.parametrize(
    ("title", "day"), [(TITLES[3], 1), (TITLES[0], 9), ("New fees for large boats and yachts", 9)]
)
def test_an_ordinary_edit_is_not_held(world: World, title: str, day: int) -> None:
    rest = numbered(8, 7, 6, link="/news/{}")
    show(world, ("/news/1", TITLES[0], 1), *rest)
    before = ids(world)

    outcome = show(world, ("/news/1", title, day), *rest)

    assert outcome is Outcome.CHANGED
    assert ids(world)[title] == before[TITLES[0]]


def test_a_document_number_is_never_given_to_another_document(world: World) -> None:
    rest = numbered(8, 7, 6, link="/news/{}")
    show(world, ("/news/WCMS_881234/lang--en/index.htm", TITLES[0], 1), *rest)
    before = ids(world)

    outcome = show(world, ("/news/WCMS_881234/lang--en/index.htm", TITLES[3], 4), *rest)

    assert outcome is Outcome.CHANGED
    assert ids(world)[TITLES[3]] == before[TITLES[0]]
