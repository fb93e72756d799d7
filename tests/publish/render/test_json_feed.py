"""The rules of JSON Feed 1.1, held against what is rendered."""

from __future__ import annotations

import json
import re
from datetime import UTC
from typing import Any
from urllib.parse import urlsplit

import pytest
from msgspec.structs import replace

from ilofeed.core.models import Feed
from ilofeed.publish.render import body, categories, headline, render, text
from publish.render.samples import FEEDS

FEED_KEYS = {
    "version",
    "title",
    "home_page_url",
    "feed_url",
    "next_url",
    "description",
    "expired",
    "language",
    "authors",
    "hubs",
    "items",
}
ITEM_KEYS = {
    "attachments",
    "id",
    "url",
    "title",
    "content_text",
    "content_html",
    "authors",
    "summary",
    "image",
    "date_published",
    "date_modified",
    "tags",
    "language",
}

each_feed = pytest.mark.parametrize("feed", FEEDS.values(), ids=FEEDS)


def document(feed: Feed) -> Any:
    return json.loads(render(feed, "json"))


def is_absolute(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in ("http", "https") and bool(parts.netloc) and address.isascii()


@each_feed
def test_the_bytes_are_those_of_pythons_own_encoder(feed: Feed) -> None:
    awkward = 'é 中 😀 \u2028 \x7f </script> \\ " \t / & ’'
    entry = replace(feed.entries[0], item=replace(feed.entries[0].item, title=awkward, summary=awkward))

    rendered = render(replace(feed, entries=(entry, *feed.entries[1:])), "json")

    found = json.loads(rendered)
    assert found["items"][0]["summary"] == awkward
    assert rendered == (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode()


@each_feed
def test_the_top_level_follows_the_rules(feed: Feed) -> None:
    found = document(feed)

    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert found["title"] == feed.title
    assert found["home_page_url"] == feed.home
    assert found.get("feed_url") == feed.locations.get("json")
    assert found.get("description", "") == feed.description
    assert found.get("language", "") == feed.language
    assert found["authors"]
    assert all(author.keys() & {"name", "url", "avatar"} for author in found["authors"])
    assert found.keys() <= FEED_KEYS
    assert isinstance(found["items"], list)


def test_only_a_feed_that_has_ended_is_expired() -> None:
    expired = {name: document(feed)["expired"] for name, feed in FEEDS.items() if "expired" in document(feed)}

    assert expired == {"ended": True}


@each_feed
def test_every_item_follows_the_rules(feed: Feed) -> None:
    items = document(feed)["items"]

    assert len({item["id"] for item in items}) == len(items) == len(feed.entries)
    for item, entry in zip(items, feed.entries, strict=True):
        assert {name for name in item if not name.startswith("_")} <= ITEM_KEYS
        assert item["id"] == entry.id
        assert item["url"] == entry.item.link
        assert is_absolute(item["url"])
        assert item["title"] == headline(entry.item)
        html = body(entry, feed)
        assert item.get("content_html", "") == html
        assert item.get("content_text") == (None if html else text(entry) or headline(entry.item))
        assert item.get("summary", "") == entry.item.summary
        assert item.get("image") == entry.item.image
        assert item.get("tags", []) == list(categories(entry.item))


@each_feed
def test_dates_are_rfc_3339_in_utc_and_whole_seconds(feed: Feed) -> None:
    items = document(feed)["items"]

    dates = [item[name] for item in items for name in ("date_published", "date_modified")]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", each) for each in dates)
    assert all(item["date_published"] <= item["date_modified"] for item in items)


@each_feed
def test_nothing_is_said_where_there_is_nothing_to_say(feed: Feed) -> None:
    def values(value: object) -> list[object]:
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return [value, *(found for each in inner for found in values(each))]

    assert all(values(document(feed)))


def test_fields_that_json_feed_does_not_know_are_in_our_extension() -> None:
    feed = FEEDS["full"]

    own = [item["_ilofeed"] for item in document(feed)["items"]]

    first_seen = [each.pop("first_seen") for each in own]
    assert first_seen == [f"{entry.first_seen.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" for entry in feed.entries]
    told = [
        {
            "place": entry.item.place,
            "date_text": entry.item.date_text,
            "date_ahead": entry.date_ahead and entry.date_ahead.isoformat(),
        }
        for entry in feed.entries
    ]
    assert own == [{name: value for name, value in each.items() if value} for each in told]
    assert {"place": "Genève, Côte d’Ivoire", "date_text": "20 November 2026"} in own


def test_only_an_item_in_another_language_says_so() -> None:
    items = document(FEEDS["full"])["items"]

    told = {item["title"]: item.get("language") for item in items}
    assert {language for language in told.values() if language} == {"ar", "zh-Hans"}
    assert told["国际劳工组织：体面劳动"] == "zh-Hans"


def test_letters_are_written_as_they_are_and_the_file_ends_with_a_line() -> None:
    rendered = render(FEEDS["full"], "json").decode()

    assert "国际劳工组织" in rendered
    assert "\\u" not in rendered
    assert rendered.endswith("}\n")
