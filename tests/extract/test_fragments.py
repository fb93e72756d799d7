"""Find the ids of items on their page."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from ilofeed.extract.autodetect.fragments import own_fragments


def fragments(*markup: str) -> list[str]:
    soup = BeautifulSoup("".join(markup), "html.parser")
    return own_fragments([(tag,) for tag in soup.find_all("li")])


@pytest.mark.parametrize(
    "item",
    ["<li id={}>A</li>", "<li><a name={}></a>A</li>", "<li><h3 id={}>A</h3></li>", "<li><a id={}>A</a></li>"],
)
def test_ids_of_items_are_their_fragments(item: str) -> None:
    assert fragments(*(item.format(each) for each in ("fire", "flood-3", "n8"))) == ["fire", "flood-3", "n8"]


@pytest.mark.parametrize(
    "ids",
    [
        ("row1", "row2", "row3", "row4"),
        ("item-4", "item-3", "item-2", "item-1"),
        ("tab-0-1", "tab-0-2", "tab-0-3", "tab-0-4"),
        ("same", "same", "same", "same"),
        ("fire", "flood", "", "storm"),
        ("a b", "c d", "e f", "g h"),
        ("%41", "%42", "%43", "%44"),
        ("9lives", "8ball", "5a", "2b"),
    ],
    ids=["counted", "counted down", "two numbers", "equal", "one without", "blanks", "escapes", "numbers first"],
)
def test_ids_of_places_and_ids_that_no_address_can_have_are_no_fragments(ids: tuple[str, ...]) -> None:
    assert fragments(*(f'<li id="{each}">A</li>' for each in ids)) == ["", "", "", ""]


def test_numbers_that_the_site_gave_are_fragments_even_with_two_neighbours() -> None:
    assert fragments(*(f"<li id=n{each}>A</li>" for each in (912, 911, 840, 722))) == [
        "n912",
        "n911",
        "n840",
        "n722",
    ]


def test_no_items_have_no_fragments() -> None:
    assert own_fragments([]) == []
