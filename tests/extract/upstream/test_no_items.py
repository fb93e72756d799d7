"""What is no item, and what is no feed."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import pytest
from msgspec.structs import replace

from extract.upstream.reading import data_of, every_format, read, refused
from fakes.feeds import FEED, HOME, Post, json_feed, posts, rss
from ilofeed.core.models import Page
from ilofeed.extract.highlight import marked


@every_format
def test_an_error_in_place_of_an_item_is_none(made: Callable[..., str]) -> None:
    errors = [
        "503 Service Unavailable",
        "Error establishing a database connection",
        "PHP Warning: mysql_connect()",
    ]
    bad = [Post(number=9 + at, title=title) for at, title in enumerate(errors)]

    found = read(made([*bad, *posts([2, 1])]))

    assert [item.title for item in found.items] == [post.heading for post in posts([2, 1])]
    assert [(element.reason, element.text) for element in found.skipped] == [
        ("error_page", title) for title in reversed(errors)
    ]
    assert found.unreadable == 3


def test_titles_about_errors_are_items() -> None:
    titles = [
        "Error in the tide tables of May",
        "404 new berths",
        "Access denied to the west quay",
        "Warning of storms",
    ]

    found = read(rss(Post(number=at, title=title) for at, title in enumerate(titles)))

    assert {item.title for item in found.items} == set(titles)


def test_an_item_that_leads_to_the_feed_itself_is_none_where_the_others_have_pages() -> None:
    feed = rss([Post(number=4, link=HOME, title="Please renew"), *posts([3, 2, 1])])

    found = read(feed)

    assert len(found.items) == 3
    assert [element.reason for element in found.skipped] == ["no_link"]


def test_items_that_all_lead_to_the_page_of_the_feed_are_kept_apart_by_their_words() -> None:
    feed = rss(replace(post, link=HOME) for post in posts([3, 2, 1]))

    keys = {item.key for item in read(feed).items}

    assert len(keys) == 3


def test_an_item_of_json_with_a_broken_field_is_skipped_alone() -> None:
    feed = json_feed([Post(number=2, more='{"title": 7}'), Post(number=1, more='{"id": 7}')])

    found = read(feed)

    assert [data_of(item).name for item in found.items] == ["7"]
    assert [element.reason for element in found.skipped] == ["no_title"]


@pytest.mark.parametrize(
    "broken",
    [
        '"tags": [1]',
        '"author": "Jane"',
        '"date_modified": 1700000000',
        '"attachments": [{}]',
        '"image": {"a": [[]]}',
    ],
)
def test_an_item_of_json_is_read_without_the_fields_that_break_the_format(broken: str) -> None:
    feed = json_feed([Post(number=1, more=f'{{{broken}, "summary": "In short"}}')])

    (item,) = read(feed).items

    assert (item.title, item.summary, item.at) == (Post(number=1).heading, "In short", Post(number=1).time)


@pytest.mark.parametrize("broken", ["7", "null", '"text"', "[]", '{"tags": [1], "title": 1e999}'])
def test_what_is_no_item_of_json_is_skipped_alone(broken: str) -> None:
    feed = json_feed(posts([1])).replace('"items": [', f'"items": [{broken}, ')

    found = read(feed)

    assert [item.title for item in found.items] == [Post(number=1).heading]
    assert [element.reason for element in found.skipped] == ["no_title"]


@every_format
def test_a_feed_without_items_is_refused(made: Callable[..., str]) -> None:
    assert refused(made([])).reason == "no_items"


@pytest.mark.parametrize("profile", ["auto", "feed"])
@every_format
def test_auto_recognises_a_feed_by_its_content(made: Callable[..., str], profile: str) -> None:
    assert read(made(posts([1])), content_type="text/html", profile=profile).profile == "feed"


def test_a_source_that_was_read_as_a_page_is_not_read_as_a_feed_by_itself() -> None:
    error = refused(rss(posts([1])), profile="auto", last_profile="ilo-list")

    assert str(error) == f'{FEED} is a feed (RSS), not a page; set profile = "feed"'


def test_a_source_that_was_read_as_a_feed_is_not_read_as_a_page_by_itself() -> None:
    rows = "".join(
        f"<li><a href=/{each}>Post {each} of the office</a> {each} May 2026</li>" for each in range(1, 9)
    )
    page = f"<!doctype html><html><h1>News</h1><ul>{rows}</ul></html>"
    assert read(page, content_type="text/html", profile="auto").profile == "auto"

    error = refused(page, content_type="text/html", profile="auto", last_profile="feed")

    assert (error.reason, str(error)) == (
        "not_feed", f"{FEED} is a page now, and not a feed; the next poll fetches it again"
    )  # fmt: skip


def test_a_challenge_in_place_of_a_feed_is_called_so() -> None:
    page = "<!DOCTYPE html><html><title>Just a moment...</title><p>Please wait</html>"

    assert refused(page, content_type="text/html").reason == "challenge"


@pytest.mark.parametrize(
    "body",
    [
        "Service unavailable", '{"error": 503}', '{"version": "2", "items": []}', "<urlset/>", "<svg></svg>",
        '<html xmlns="http://www.w3.org/1999/xhtml"><p>Error</p></html>', b"\x89PNG\r\n\x1a\n",
    ],
)  # fmt: skip
def test_other_answers_are_no_feeds(body: str | bytes) -> None:
    assert refused(body).reason == "not_feed"


def test_the_preview_of_a_feed_in_the_browser_shows_it_as_it_is_written() -> None:
    body = rss([Post(number=1, html="<script>alert(1)</script>")])
    page = Page(url=FEED, body=body.encode(), content_type="text/xml")

    assert marked(page, read(body)) == f"<pre>{escape(body)}</pre>"
