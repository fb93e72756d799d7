"""A feed upstream breaks in every way that feeds break: subscribers of ours see nothing of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from msgspec.structs import replace

from fakes.feeds import HOME, Post, posts, rss
from fakes.world import World
from ilofeed.core.state import Outcome
from poll.upstream import NOW, TEN, numbers, poll, subscribe


@pytest.fixture
def subscribed(world: World) -> World:
    """A world in which subscribers have the ten posts."""
    return subscribe(world)


ERROR = Post(number=99, title="Error establishing a database connection", link=f"{HOME}error")


def other_guids(items: Sequence[Post]) -> str:
    return rss(replace(item, guid=f"{HOME}?p={item.number}") for item in items)


def repeated(items: Sequence[Post]) -> str:
    return rss([*items, *items])


def repeated_with_other_guids(items: Sequence[Post]) -> str:
    return rss([*(replace(item, guid=f"again-{item.number}") for item in items), *items])


def emptied(_items: Sequence[Post]) -> str:
    return rss([])


def with_an_error(items: Sequence[Post]) -> str:
    return rss([ERROR, *items])


def only_an_error(_items: Sequence[Post]) -> str:
    return rss([ERROR])


def an_unknown_error(_items: Sequence[Post]) -> str:
    return rss([Post(number=99, title="Something went wrong", link=f"{HOME}oops", at=NOW)])


def earlier(items: Sequence[Post]) -> str:
    return rss([*items[3:], *posts(range(9, 6, -1))])


def much_earlier(_items: Sequence[Post]) -> str:
    return rss(posts(range(9, -1, -1)))


def cut(items: Sequence[Post]) -> str:
    return rss(items)[:-600]


def cut_between_items(items: Sequence[Post]) -> str:
    return rss(items[:4]).removesuffix("</channel></rss>")


def a_page(_items: Sequence[Post]) -> str:
    return "<!doctype html><html><title>Harbour</title><p>We are being maintained.</html>"


def nothing(_items: Sequence[Post]) -> str:
    return ""


def mixed(items: Sequence[Post]) -> str:
    return rss(sorted(items, key=lambda item: item.number * 7 % 10))


def all_dated_now(items: Sequence[Post]) -> str:
    return rss(replace(item, at=NOW) for item in items)


@pytest.mark.parametrize(
    ("broken", "outcome"),
    [
        (other_guids, Outcome.UNCHANGED),
        (repeated, Outcome.UNCHANGED),
        (repeated_with_other_guids, Outcome.UNCHANGED),
        (mixed, Outcome.UNCHANGED),
        (with_an_error, Outcome.UNCHANGED),
        (earlier, Outcome.UNCHANGED),
        (emptied, Outcome.FAILED),
        (cut, Outcome.FAILED),
        (cut_between_items, Outcome.FAILED),
        (a_page, Outcome.FAILED),
        (nothing, Outcome.FAILED),
        (only_an_error, Outcome.FAILED),
        (an_unknown_error, Outcome.QUARANTINED),
        (much_earlier, Outcome.QUARANTINED),
        (all_dated_now, Outcome.QUARANTINED),
    ],
)
def test_a_feed_that_breaks_reaches_no_subscriber_and_goes_on_after_it(
    subscribed: World, broken: Callable[[Sequence[Post]], str], outcome: Outcome
) -> None:
    before = {name: content for name, (content, _) in subscribed.files().items()}

    report = poll(subscribed, broken(TEN))

    assert (report.outcome, report.new, report.revised) == (outcome, 0, 0) or outcome is Outcome.QUARANTINED
    assert {name: content for name, (content, _) in subscribed.files().items()} == before
    later = poll(subscribed, rss([Post(number=20), *TEN]))
    assert (later.outcome, later.new, later.revised) == (Outcome.CHANGED, 1, 0)
    assert numbers(subscribed) == list(range(20, 9, -1))


def test_what_rises_in_a_feed_that_went_back_is_never_announced(subscribed: World) -> None:
    poll(subscribed, earlier(TEN))

    poll(subscribed, rss([*posts([21, 20]), *TEN]))

    assert numbers(subscribed) == list(range(21, 9, -1))
