"""Parameters that change at each poll, as session ids do: they are no part of a URL."""

from __future__ import annotations

from pathlib import Path

import pytest

from fakes.notices import AUTO, NOTICES, TITLES, counted, ids, links, numbered, show, sid
from fakes.polled import PolledCase
from fakes.world import World
from ilofeed.core.models import Source
from ilofeed.core.protocols import Store
from ilofeed.core.state import Outcome

PARAMETERS = (
    "{};jsessionid={}", "{}?sid={}", "{}?t={}", "{}?_={}", "{}?PHPSESSID={}", "{};jsessionid={}?y=1", "{};v={}",
    "{}?a=1&ts={}", "{}?sid={}#top", "{}?utm_source={}",
)  # fmt: skip


@pytest.mark.parametrize("pattern", PARAMETERS)
def test_a_parameter_that_changes_at_each_poll_is_no_part_of_an_address(world: World, pattern: str) -> None:
    def page(value: str, *numbers: int) -> list[tuple[str, str, int]]:
        return [
            (pattern.format(link, value), title, day) for link, title, day in numbered(*numbers, link="/news/{}")
        ]

    show(world, *page("A7CAE528906395D8", 4, 3, 2, 1))
    before = ids(world)
    second = show(world, *page("D101467455C5438E", 4, 3, 2, 1))
    files = {name: body for name, (body, _) in world.files().items()}
    assert not any(b"A7CAE528906395D8" in body for body in files.values())
    third = show(world, *page("159977059DF368A7", 4, 3, 2, 1))

    assert (second, third) == (Outcome.UNCHANGED, Outcome.UNCHANGED)
    assert files == {name: body for name, (body, _) in world.files().items()}
    show(world, *page("77AB77059DF368A7", 5, 4, 3, 2, 1))
    assert before.items() <= ids(world).items()
    assert len(ids(world)) == 5
    for secret in ("A7CAE528906395D8", "D101467455C5438E", "159977059DF368A7", "77AB77059DF368A7"):
        assert not any(secret in link for link in links(world).values())
    known = world.store.known("news", ())
    assert max(len(entry.aliases) for entry in known) <= 3
    assert world.store.revisions("news") == ()


def test_a_volatile_parameter_is_found_although_a_title_changes_too(world: World) -> None:
    show(world, *sid("AAAA1111", 4, 3, 2, 1))
    before = ids(world)

    show(world, *sid("BBBB2222", 4, 3, 2), ("/news/1?sid=BBBB2222", "Reworded wholly this time", 1))

    assert ids(world)["Reworded wholly this time"] == before[TITLES[0]]


def test_a_session_id_may_vanish_for_visitors_with_cookies_and_come_back(world: World) -> None:
    show(world, *sid("A7CAE528906395D8", 4, 3, 2, 1))
    before = ids(world)

    outcomes = [show(world, *sid(value, 4, 3, 2, 1)) for value in ("", "D101467455C5438E", "", "77AB77059DF368A7")]

    assert set(outcomes) == {Outcome.UNCHANGED}
    assert ids(world) == before
    assert set(links(world).values()) == {f"https://www.example.org/news/{n}" for n in (1, 2, 3, 4)}


def test_a_session_id_in_a_shared_address_is_no_part_of_it(world: World) -> None:
    def page(value: str, *numbers: int) -> list[tuple[str, str, int]]:
        return numbered(*numbers, link=f"/tariff?sid={value}#n{{}}")

    show(world, *page("A7CAE528906395D8", 3, 2, 1))
    before = ids(world)

    outcomes = [show(world, *page(value, 3, 2, 1)) for value in ("D101467455C5438E", "77AB77059DF368A7")]
    show(world, *page("1111111111AAAAAA", 4, 3, 2, 1))

    assert set(outcomes) == {Outcome.UNCHANGED}
    assert before.items() <= ids(world).items()
    assert links(world)[TITLES[3]] == "https://www.example.org/tariff#n4"


@pytest.mark.parametrize("source", [NOTICES, AUTO], ids=["selectors", "auto"])
@pytest.mark.parametrize(
    "link", ["/news/{}?t={}", "/news/{};s={}", "/read?id={}&sid={}", "/tariff", "/tariff?t={1}"]
)
def test_session_ids_and_counters_in_titles_are_recognised_at_once(
    world: World, link: str, source: Source
) -> None:
    show(world, *counted(link, "3b7f00a1", 0, 6, 5, 4, 3, 2, 1), source=source)
    before = sorted(ids(world).values())

    outcomes = [
        show(world, *counted(link, value, views, 6, 5, 4, 3, 2, 1), source=source)
        for value, views in (("9c2e55d4", 3), ("77aa01ef", 90), ("0d1f9b8c", 400))
    ]

    assert Outcome.QUARANTINED not in outcomes
    assert outcomes[1:] == [Outcome.UNCHANGED, Outcome.UNCHANGED]
    assert sorted(ids(world).values()) == before
    assert not any("3b7f" in shown for shown in links(world).values())

    assert show(world, *counted(link, "1e1e4d4d", 500, 7, 6, 5, 4, 3, 2), source=source) is Outcome.CHANGED
    assert len(ids(world)) == 7


def test_a_session_id_behind_a_document_number_makes_no_move(world: World) -> None:
    def page(value: str) -> list[tuple[str, str, int]]:
        return numbered(3, 2, 1, link=f"/news/WCMS_88000{{}}/lang--en/index.htm?sid={value}")

    show(world, *page("A7CAE528906395D8"))

    outcomes = [show(world, *page(value)) for value in ("D101467455C5438E", "77AB77059DF368A7")]

    assert set(outcomes) == {Outcome.UNCHANGED}
    assert world.store.revisions("news") == ()


def test_addresses_that_change_at_each_poll_leave_a_limited_number_of_aliases(world: World) -> None:
    """Check that a parameter with another value in each link is kept, with a limited number of aliases."""
    for at in range(60):
        show(world, *[(f"/news/{n}?x={at}-{n}-{at * 7}", TITLES[n - 1], n) for n in (4, 3, 2, 1)])

    known = world.store.known("news", ())

    assert len(ids(world)) == 4
    assert max(len(entry.aliases) for entry in known) <= 20
    assert len(world.store.revisions("news")) <= 4 * 20


@pytest.mark.parametrize("name", ["12-session-ids"])
def test_session_ids_of_different_forms_on_one_page_are_all_recognized(
    store: Store, tmp_path: Path, name: str
) -> None:
    case = PolledCase(name, store, tmp_path)
    case.poll(1)
    before = {entry.id for entry in case.entries()}

    outcomes = [case.poll(2), case.poll(3)]

    assert [(each.outcome, each.moved) for each in outcomes] == [(Outcome.UNCHANGED, 0)] * 2
    assert not outcomes[1].published
    assert {entry.id for entry in case.entries()} == before
    assert {entry.item.link.rpartition("/12/")[2] for entry in case.entries()} == {
        "a/1", "doc.php?id=1", "b/1", "c/1", "d/1", "e/1", "f/1", "g/1", "h/1", "i/1.aspx",
    }  # fmt: skip
