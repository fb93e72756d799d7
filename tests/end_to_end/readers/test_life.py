"""The life of a feed, as real readers see it: a new item is announced once, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from end_to_end.readers.announced import ROWS
from end_to_end.readers.subscribers import SUBSCRIBERS, Subscriber
from fakes.house import House
from fakes.pages import Listed, ilo_list, some
from fakes.shelf import Shelf, shelving
from fakes.site import Answer, serving
from ilofeed.core.state import PollReport


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with serving() as site:
        yield House(tmp_path, site)


@pytest.fixture
def shelf(house: House) -> Iterator[Shelf]:
    with shelving(house.output) as shelf:
        house.base_url = shelf.url
        yield shelf


class Life:
    """The numbers of announcements of a reader, step by step."""

    def __init__(self, subscriber: Subscriber) -> None:
        self._subscriber = subscriber
        self._before = 0
        self.steps: list[int] = []

    def step(self) -> int:
        """Return the number of new announcements; newsboat sends conditions from the third request on."""
        for _ in range(3):
            self._subscriber.look()
        total = self._subscriber.announced().total()
        self.steps.append(total - self._before)
        self._before = total
        return self.steps[-1]


def subscribe(folder: Path, shelf: Shelf, name: str, format: str) -> Subscriber:
    home = folder / "reader"
    home.mkdir()
    return SUBSCRIBERS[name](f"{shelf.url}news.{format}", home)


def poll(house: House, items: list[Listed]) -> PollReport:
    """Show *items* on the page, and poll it."""
    house.site.show(ilo_list(items))
    (report,) = house.poll()
    return report


@pytest.mark.parametrize("format", ["rss", "atom"])
@pytest.mark.parametrize("name", SUBSCRIBERS)
def test_each_new_item_is_announced_once_and_nothing_else(
    house: House, shelf: Shelf, tmp_path: Path, name: str, format: str
) -> None:
    life = Life(subscribe(tmp_path, shelf, name, format))
    items = some(4)
    edited = [items[0], replace(items[1], title="A title that was put right"), *items[2:]]
    moved = [replace(each, section="/moved/to/another/place") for each in edited]
    newest = replace(some(5)[0], section="/moved/to/another/place")

    assert (poll(house, some(3)).new, life.step()) == (3, 3)
    assert (poll(house, items).new, life.step()) == (1, 1)
    assert (poll(house, edited).revised, life.step()) == (1, 0)
    assert (poll(house, moved).moved, life.step()) == (4, 0)

    house.site.answer(Answer(status=500))
    house.poll()
    shelf.is_down = True
    assert life.step() == 0

    shelf.is_down = False
    assert (poll(house, [newest, *moved]).new, life.step()) == (1, 1)

    ROWS.append((name, format, *map(str, life.steps)))


@pytest.mark.parametrize("format", ["rss", "atom"])
def test_two_changes_within_a_second_reach_newsboat(
    house: House, shelf: Shelf, tmp_path: Path, format: str
) -> None:
    poll(house, some(3))
    life = Life(subscribe(tmp_path, shelf, "newsboat", format))
    assert life.step() == 3

    for count in (4, 5):
        house.clock.pass_by(hours=-1)  # the hour that a poll takes: both within the same second
        poll(house, some(count))
        assert life.step() == 1
