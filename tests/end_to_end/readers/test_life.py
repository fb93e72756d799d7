"""The life of a feed, as real readers see it: what is new is told once, and nothing is told again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from end_to_end.readers.announced import ROWS
from end_to_end.readers.subscribers import SUBSCRIBERS, Subscriber
from fakes.house import House
from fakes.pages import ilo_list, some
from fakes.shelf import Shelf, shelving
from fakes.site import Answer, serving


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
    """What was announced, step by step."""

    def __init__(self, subscriber: Subscriber) -> None:
        self._subscriber = subscriber
        self._before = 0
        self.steps: list[int] = []

    def step(self) -> int:
        """How many entries are announced now: newsboat asks conditionally from the third time on."""
        for _ in range(3):
            self._subscriber.look()
        total = self._subscriber.announced().total()
        self.steps.append(total - self._before)
        self._before = total
        return self.steps[-1]


@pytest.mark.parametrize("format", ["rss", "atom"])
@pytest.mark.parametrize("name", SUBSCRIBERS)
def test_what_is_new_is_told_once_and_nothing_again(
    house: House, shelf: Shelf, tmp_path: Path, name: str, format: str
) -> None:
    home = tmp_path / "reader"
    home.mkdir()
    items = some(3)
    house.site.show(ilo_list(items))
    house.poll()
    life = Life(SUBSCRIBERS[name](f"{shelf.url}news.{format}", home))

    assert life.step() == 3

    items = some(4)
    house.site.show(ilo_list(items))
    house.poll()
    assert life.step() == 1

    items[1] = replace(items[1], title="A title that was put right")
    house.site.show(ilo_list(items))
    (report,) = house.poll()
    assert report.revised == 1
    assert life.step() == 0

    items = [replace(each, section="/moved/to/another/place") for each in items]
    house.site.show(ilo_list(items))
    (report,) = house.poll()
    assert report.moved == 4
    assert life.step() == 0

    house.site.answer(Answer(status=500))
    house.poll()
    shelf.is_down = True
    assert life.step() == 0

    shelf.is_down = False
    newest = replace(some(5)[0], section="/moved/to/another/place")
    house.site.show(ilo_list([newest, *items]))
    house.poll()
    assert life.step() == 1

    ROWS.append((name, format, *map(str, life.steps)))


@pytest.mark.parametrize("format", ["rss", "atom"])
def test_two_changes_within_a_second_reach_newsboat(
    house: House, shelf: Shelf, tmp_path: Path, format: str
) -> None:
    home = tmp_path / "reader"
    home.mkdir()
    house.site.show(ilo_list(some(3)))
    house.poll()
    life = Life(SUBSCRIBERS["newsboat"](f"{shelf.url}news.{format}", home))
    assert life.step() == 3

    for count in (4, 5):
        house.site.show(ilo_list(some(count)))
        house.clock.pass_by(hours=-1)  # the hour that a poll takes: both within the same second
        house.poll()
        assert life.step() == 1
