"""A feed upstream breaks in every way that feeds break: subscribers of ours see nothing of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from fakes.feeds import FEED, HOME, Post, atom, json_feed, posts, rss
from fakes.world import World
from ilofeed.core.models import Page, Source
from ilofeed.core.state import Outcome, PollReport

SOURCE = Source(slug="news", url=FEED, profile="feed")
NOW = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
TEN = posts(range(19, 9, -1))


def poll(
    world: World, body: str, source: Source = SOURCE, *, content_type: str = "application/rss+xml"
) -> PollReport:
    """Poll the source an hour later, when its address shows *body*."""
    world.clock.pass_by(hours=1)
    world.fetch.answer = Page(url=FEED, body=body.encode(), content_type=content_type)
    return world.poll(source)


@pytest.fixture
def subscribed(world: World) -> World:
    """A world in which subscribers have the ten posts."""
    world.clock.pass_by(days=5)
    assert poll(world, rss(TEN)).new == 10
    return world


def shown(world: World) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json.loads((world.output / "news.json").read_bytes())["items"]
    return items


def numbers(world: World) -> list[int]:
    return [int(item["url"].rpartition("/")[2]) for item in shown(world)]


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


def test_a_site_that_moves_and_keeps_its_guids_keeps_our_ids(subscribed: World) -> None:
    before = {item["id"]: item["title"] for item in shown(subscribed)}
    moved = [replace(item, link=f"https://new.example.org/{item.number}") for item in TEN]

    report = poll(subscribed, rss(moved))

    assert (report.outcome, report.new) == (Outcome.CHANGED, 0)
    assert {item["id"]: item["title"] for item in shown(subscribed)} == before
    assert all(item["url"].startswith("https://new.example.org/") for item in shown(subscribed))


def test_a_site_that_moves_and_loses_its_guids_keeps_our_ids(subscribed: World) -> None:
    before = {item["id"] for item in shown(subscribed)}
    moved = [
        replace(item, link=f"https://new.example.org/{item.number}", guid=f"new-{item.number}") for item in TEN
    ]

    report = poll(subscribed, rss(moved))

    assert report.new == 0
    assert {item["id"] for item in shown(subscribed)} == before


def test_an_item_whose_address_and_title_change_is_an_edit_by_its_guid(subscribed: World) -> None:
    edited = replace(TEN[2], title="The quay is closed", link=f"{HOME}posts/closed")

    report = poll(subscribed, rss([*TEN[:2], edited, *TEN[3:]]))

    assert (report.new, report.revised) == (0, 1)
    assert len(shown(subscribed)) == 10


def test_times_texts_files_and_categories_reach_our_subscribers(world: World) -> None:
    world.clock.pass_by(days=5)
    post = Post(
        number=3,
        summary="Of the week",
        html="<p>Take <b>care</b>.</p><script>alert(1)</script>",
        more='<category>Port</category><enclosure url="/3.mp3" type="audio/mpeg" length="12345678901"/>',
    )

    assert poll(world, rss([post])).published

    (item,) = shown(world)
    assert item["date_published"] == "2026-11-04T08:18:30Z"
    assert item["summary"] == "Of the week"
    assert item["content_html"] == "<p>Take <b>care</b>.</p>"
    assert item["tags"] == ["Port"]
    assert item["attachments"] == [
        {"url": f"{HOME}3.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 12345678901}
    ]
    assert b'<enclosure url="https://harbour.example.org/3.mp3"' in (world.output / "news.rss").read_bytes()
    assert b'rel="enclosure"' in (world.output / "news.atom").read_bytes()


def test_a_text_that_changes_is_carried_through_without_an_announcement(world: World) -> None:
    world.clock.pass_by(days=5)
    poll(world, rss([Post(number=3, summary="Of the week", html="<p>Before</p>")]))
    updated = shown(world)[0]["date_modified"]

    report = poll(world, rss([Post(number=3, summary="Of the week", html="<p>After</p>")]))

    assert (report.revised, report.published) == (0, True)
    assert (shown(world)[0]["content_html"], shown(world)[0]["date_modified"]) == ("<p>After</p>", updated)


def test_an_edit_is_announced_once_though_an_old_copy_of_the_feed_is_shown_in_between(world: World) -> None:
    world.clock.pass_by(days=5)
    first = atom(TEN)
    time = "<updated>2026-11-20T08:34:30+00:00</updated>"
    assert time in first
    edited = first.replace(time, "<updated>2026-11-27T10:00:00Z</updated>").replace(
        "Post 19 of", "Post nineteen of"
    )
    poll(world, first)

    reports = [poll(world, body) for body in (edited, first, edited, first)]

    assert [report.revised for report in reports] == [1, 0, 0, 0]
    assert shown(world)[0]["title"] == "Post nineteen of the harbour office"


def test_more_new_items_than_a_feed_holds_are_read_from_its_older_documents(subscribed: World) -> None:
    new = [Post(number=each, at=TEN[0].time + timedelta(minutes=each)) for each in range(39, 19, -1)]
    link = '<atom:link rel="next" href="{}feed?page={}"/>'
    subscribed.fetch.behind = {
        f"{FEED}?page=2": Page(
            url=f"{FEED}?page=2", body=rss(new[10:], head=link.format(HOME, 3)).encode(), content_type="text/xml"
        ),
        f"{FEED}?page=3": Page(url=f"{FEED}?page=3", body=rss(TEN).encode(), content_type="text/xml"),
    }

    report = poll(subscribed, rss(new[:10], head=link.format(HOME, 2)))

    assert (report.outcome, report.new) == (Outcome.CHANGED, 20)


@pytest.mark.parametrize("made", [atom, json_feed], ids=["atom", "json"])
def test_the_same_posts_in_another_format_are_the_same_items(
    subscribed: World, made: Callable[[Sequence[Post]], str]
) -> None:
    ids = [item["id"] for item in shown(subscribed)]

    report = poll(subscribed, made(TEN), content_type="application/octet-stream")

    assert (report.outcome, report.new, report.revised) == (Outcome.UNCHANGED, 0, 0)
    assert [item["id"] for item in shown(subscribed)] == ids


def test_a_feed_that_is_unchanged_is_not_read_again(subscribed: World) -> None:
    report = poll(subscribed, rss(TEN))

    assert (report.outcome, report.published) == (Outcome.UNCHANGED, False)


def test_all_times_of_a_feed_are_kept_when_the_site_moves_its_clock(subscribed: World) -> None:
    times = [item["date_published"] for item in shown(subscribed)]

    poll(subscribed, rss(replace(item, at=item.time + timedelta(hours=1)) for item in TEN))

    assert [item["date_published"] for item in shown(subscribed)] == times
