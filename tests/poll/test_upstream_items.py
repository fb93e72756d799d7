"""What a feed upstream has is carried through: ids, times, texts and files, moves and edits."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from msgspec.structs import replace

from fakes.feeds import FEED, HOME, Post, atom, json_feed, rss
from fakes.world import World
from ilofeed.core.models import Page, Source
from ilofeed.core.state import Outcome
from poll.upstream import SOURCE, TEN, poll, shown, subscribe


@pytest.fixture
def subscribed(world: World) -> World:
    """A world in which subscribers have the ten posts."""
    return subscribe(world)


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


def test_a_page_and_a_feed_with_the_same_items_give_them_one_id(world: World) -> None:
    world.clock.pass_by(days=5)
    rows = "".join(
        f'<li><a href="/posts/{each.number}">{each.heading}</a> <span>{each.time:%d %B %Y}</span></li>'
        for each in TEN
    )
    page = f"<html lang=en><h1>Posts</h1><ul>{rows}</ul></html>"
    source = Source(slug="news", url=FEED)
    assert poll(world, page, source, content_type="text/html").new == 10
    ids = {item["url"]: item["id"] for item in shown(world)}

    poll(world, rss(TEN), replace(SOURCE, slug="other"))

    other = json.loads((world.output / "other.json").read_bytes())["items"]
    assert {item["url"]: item["id"] for item in other} == ids


def test_the_same_guid_in_two_feeds_is_not_the_same_item(world: World) -> None:
    world.clock.pass_by(days=5)
    poll(world, rss([Post(number=1, guid="1")]))

    report = poll(world, rss([Post(number=2, guid="1")]), replace(SOURCE, slug="other"))

    assert report.new == 1
    other = json.loads((world.output / "other.json").read_bytes())["items"]
    assert {item["id"] for item in other}.isdisjoint(item["id"] for item in shown(world))


def test_guids_that_change_at_each_poll_do_not_push_out_former_addresses(subscribed: World) -> None:
    moved = [replace(item, link=f"https://new.example.org/{item.number}") for item in TEN]
    for step in range(25):
        poll(subscribed, rss(replace(item, guid=f"{step}-{item.number}") for item in moved))

    (entry,) = [each for each in subscribed.store.newest("news", 99) if each.item.link == moved[0].link]

    assert "harbour.example.org/posts/19" in entry.aliases
    assert poll(subscribed, rss(TEN)).new == 0
