"""Items that get another title and another URL are recognized by the pages of both URLs."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from fakes.pages import Listed, ilo_cards, some
from fakes.world import World
from ilofeed.core.errors import DeferredError, FetchError
from ilofeed.core.models import Page
from ilofeed.extract.node_id import node_id

HOST = "https://www.ilo.org"
ITEMS = some(6)
OLD = ITEMS[2]
NEW = replace(OLD, number=77, title="Quite another headline")
CHANGED = [*ITEMS[:2], NEW, *ITEMS[3:]]


@pytest.fixture
def world(world: World) -> World:
    """Show a list whose items have no page that can be read."""
    world.fetch.show(ilo_cards(ITEMS))
    world.poll()
    world.clock.pass_by(hours=1)
    for item in (*ITEMS, NEW):
        world.fetch.behind[link(item)] = FetchError("status_404", "It is not there.", status=404)
    return world


def link(item: Listed) -> str:
    return f"{HOST}/resource/news/document-{item.number}"


def tell(world: World, item: Listed, node: str, at: str = "", status: int = 200) -> None:
    """Give the page of *item* the number *node*, at its own URL or *at* another one."""
    body = f'<html><head><meta name="node_id" content="{node}"></head><body><h1>x</h1></body></html>'
    world.fetch.behind[link(item)] = Page(url=at or link(item), body=body.encode(), status=status)


def change(world: World, items: list[Listed] = CHANGED) -> tuple[int, int, bool]:
    """Poll the list of *items*; return the numbers of new and revised ones, and whether all ids are unchanged."""
    before = {entry.id for entry in world.store.newest("news", 99)}
    world.fetch.show(ilo_cards(items))
    report = world.poll()
    return report.new, report.revised, {entry.id for entry in world.store.newest("news", 99)} == before


def test_two_pages_with_one_number_are_one_document(world: World) -> None:
    tell(world, OLD, "716386")
    tell(world, NEW, "716386")
    tell(world, ITEMS[0], "1")

    assert change(world) == (0, 1, True)
    world.clock.pass_by(hours=1)
    assert change(world) == (0, 0, True)


def test_an_old_address_that_leads_to_the_new_one_is_the_same_document(world: World) -> None:
    tell(world, OLD, "", at=link(NEW))

    assert change(world) == (0, 1, True)


@pytest.mark.parametrize(
    ("old", "new", "other"),
    [
        ("716386", "716387", "1"),
        ("716386", "716386", "716386"),
        ("716386", "716386", ""),
        ("", "", "1"),
        ("0", "0", "1"),
        ("node", "node", "1"),
    ],
)
def test_other_numbers_or_one_that_a_third_page_has_are_no_evidence(
    old: str, new: str, other: str, world: World
) -> None:
    tell(world, OLD, old)
    tell(world, NEW, new)
    tell(world, ITEMS[0], other)

    assert change(world) == (1, 0, False)


@pytest.mark.parametrize("status", [404, 203, 500])
def test_a_page_with_another_status_than_200_is_no_evidence(status: int, world: World) -> None:
    tell(world, OLD, "716386", status=status)
    tell(world, NEW, "716386")
    tell(world, ITEMS[0], "1")

    assert change(world) == (1, 0, False)


def test_a_number_that_two_pairs_have_is_void(world: World) -> None:
    other = replace(ITEMS[3], number=78, title="One more headline")
    for item in (OLD, NEW, ITEMS[3], other):
        tell(world, item, "404404")
    tell(world, ITEMS[0], "1")

    assert change(world, [*ITEMS[:2], NEW, other, *ITEMS[4:]])[0] == 2


def test_an_item_of_another_date_is_not_asked_about(world: World) -> None:
    world.fetch.read_on.clear()
    asked = len(world.fetch.asked)

    new, _, _ = change(world, [replace(NEW, day="9 June 2023"), *ITEMS[:2], *ITEMS[3:]])

    assert new == 1
    assert len(world.fetch.asked) == asked + 1  # only the list


def test_an_address_with_the_number_needs_no_request(world: World) -> None:
    node = f"/resource/news/document-{OLD.number}", "/node/716386"
    world.fetch.show(ilo_cards(ITEMS).replace(*node))
    world.poll()
    tell(world, NEW, "716386")
    tell(world, ITEMS[0], "1")
    asked = len(world.fetch.asked)

    assert change(world) == (0, 1, True)
    assert len(world.fetch.asked) == asked + 3  # the list, the new page and the control


def test_pages_of_items_that_scrolled_off_are_not_requested(world: World) -> None:
    asked = len(world.fetch.asked)

    new, _, _ = change(world, [replace(NEW, day=ITEMS[-1].day), *ITEMS[:-1]])

    assert new == 1
    assert len(world.fetch.asked) == asked + 1


def test_an_ordinary_poll_with_news_asks_for_the_list_alone(world: World) -> None:
    asked = len(world.fetch.asked)

    change(world, [Listed(number=99, title="Really new", day="9 June 2023"), *ITEMS[:-1]])

    assert len(world.fetch.asked) == asked + 1


def test_a_translation_with_the_number_of_its_original_is_another_document(world: World) -> None:
    tell(world, OLD, "716386")
    tell(world, ITEMS[0], "1")
    french = f"/fr/resource/news/document-{NEW.number}"
    french_page = Page(url=HOST + french, body=b'<html><head><meta name="node_id" content="716386"></head></html>')
    world.fetch.behind[HOST + french] = french_page
    world.fetch.show(ilo_cards(CHANGED).replace(f"/resource/news/document-{NEW.number}", french))

    assert world.poll().new == 1


def test_a_site_that_wants_to_be_left_alone_is_asked_at_the_next_poll(world: World) -> None:
    tell(world, NEW, "716386")
    world.fetch.behind[link(OLD)] = DeferredError("not_before", "Not now.")
    assert change(world)[0] == 0
    tell(world, OLD, "716386")
    tell(world, ITEMS[0], "1")
    world.clock.pass_by(hours=1)

    assert change(world) == (0, 1, True)


@pytest.mark.parametrize(
    ("head", "number"),
    [
        ('<meta name="node_id" content="716386">', "716386"),
        ('<meta name="node_id" content=" 716386 "><meta name="node_id" content="716386">', "716386"),
        ('<meta name="node_id" content="1"><meta name="node_id" content="2">', ""),
        ('<meta name="node_id">', ""),
        ('<meta name="node_id" content="12345678901">', ""),
        ('<meta name="node_id" content="1/../2">', ""),
        ('<meta property="node_id" content="5">', ""),
        ("", ""),
    ],
)
def test_the_number_of_a_page_counts_if_it_appears_once(head: str, number: str) -> None:
    page = Page(url=HOST, body=f"<html><head>{head}</head><body><p>x</p></body></html>".encode())

    assert node_id(page) == number


def test_a_file_has_no_number() -> None:
    assert node_id(Page(url=HOST, body=b"%PDF-1.7 \x00\x01", content_type="application/pdf")) == ""
