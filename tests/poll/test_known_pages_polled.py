"""A process notes how elements were read from the second poll of a source on; earlier and forced ones read all."""

from __future__ import annotations

import bs4
import pytest

from fakes.pages import ilo_list, some
from fakes.world import World
from ilofeed.core.state import Outcome


@pytest.fixture
def tags(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The number of elements put into a soup; a test sets it back."""
    count = [0]
    plain = bs4.BeautifulSoup.handle_starttag

    def counting(*arguments: object, **named: object) -> object:
        count[0] += 1
        return plain(*arguments, **named)  # type: ignore[arg-type] # as it was called

    monkeypatch.setattr(bs4.BeautifulSoup, "handle_starttag", counting)
    return count


def polled(world: World, tags: list[int], items: int, *, force: bool = False) -> int:
    """Poll a page of *items*, and return how many elements were put into a soup."""
    tags[0] = 0
    world.fetch.show(ilo_list(some(items)))
    world.clock.pass_by(hours=1)
    assert world.poll(force=force).outcome is Outcome.CHANGED
    return tags[0]


def test_a_third_poll_reads_only_what_is_new(world: World, tags: list[int]) -> None:
    first, second, third, fourth = (polled(world, tags, items) for items in range(40, 44))

    assert 0 < max(third, fourth) < first / 2
    assert second > first


def test_a_forced_poll_reads_all(world: World, tags: list[int]) -> None:
    first, *_ = (polled(world, tags, items) for items in range(40, 43))

    assert polled(world, tags, 43, force=True) > first
