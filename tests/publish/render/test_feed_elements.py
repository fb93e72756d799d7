"""Render the title, links, language, author and frequency of a feed."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from msgspec.structs import replace

from ilofeed.core.models import Feed
from ilofeed.publish.render import FORMATS, render
from publish.render.reading import ATOM, SY, every_feed, every_xml, read, tree
from publish.render.samples import FEEDS


@every_xml
@every_feed
def test_a_feed_has_its_title_home_and_address(feed: Feed, format: str) -> None:
    about = read(feed, format).feed

    assert about.title == feed.title
    assert about.subtitle == (feed.description or feed.title)
    assert about.link == feed.home
    assert about.get("language", "") == feed.language
    assert about.generator == "ilofeed"
    self_links = [link.href for link in about.links if link.rel == "self"]
    assert self_links == [address for key, address in feed.locations.items() if key == format]


def test_rss_links_to_the_page_and_not_to_itself() -> None:
    feed = FEEDS["full"]
    channel = tree(feed, "rss")[0]

    assert channel.findtext("link") == feed.home
    assert [dict(link.attrib) for link in channel.findall(f"{ATOM}link")] == [
        {"href": feed.locations["rss"], "rel": "self", "type": "application/rss+xml"}
    ]


def test_atom_links_have_their_relation_and_type() -> None:
    feed = FEEDS["full"]
    root = tree(feed, "atom")

    assert [dict(link.attrib) for link in root.findall(f"{ATOM}link")] == [
        {"href": feed.home, "rel": "alternate", "type": "text/html"},
        {"href": feed.locations["atom"], "rel": "self", "type": "application/atom+xml"},
    ]
    for written, entry in zip(root.iter(f"{ATOM}entry"), feed.entries, strict=True):
        expected = {"href": entry.item.link, "rel": "alternate", "type": "text/html"}
        if entry.item.language:
            expected["hreflang"] = entry.item.language
        assert [dict(link.attrib) for link in written.findall(f"{ATOM}link")] == [expected]


@every_xml
def test_hubs_and_archives_are_links_of_the_feed(format: str) -> None:
    links = [(link.rel, link.href) for link in read(FEEDS["whole"], format).feed.links if link.rel != "alternate"]

    assert links == [
        ("self", f"https://feeds.example.org/news.{format}"),
        ("prev-archive", f"https://feeds.example.org/news.2026-10.{format}"),
        ("hub", "https://hub.example.org/"),
        ("hub", "https://hub.example.net/publish"),
    ]


@every_xml
def test_an_archive_is_marked_and_links_the_feed(format: str) -> None:
    archive = FEEDS["archive"]

    relations = {link.rel: link.href for link in read(archive, format).feed.links}
    assert relations["current"] == archive.current[format]
    assert relations["self"] == archive.locations[format]
    assert b"fh:archive" in render(archive, format)


def test_the_author_is_the_site_the_feed_was_read_from() -> None:
    assert read(FEEDS["seed"], "atom").feed.author == "International Labour Organization"
    assert json.loads(render(FEEDS["minimal"], "json"))["authors"] == [{"name": "example.org"}]


@pytest.mark.parametrize(("name", "minutes"), [("seed", "60"), ("full", "30"), ("minimal", "1")])
def test_rss_has_its_time_to_live_in_minutes(name: str, minutes: str) -> None:
    assert tree(FEEDS[name], "rss")[0].findtext("ttl") == minutes


@pytest.mark.parametrize(
    ("minutes", "word", "times"),
    [
        (1, "hourly", 60),
        (60, "hourly", 1),
        (90, "daily", 16),
        (1440, "daily", 1),
        (2880, "weekly", 3),
        (99999, "monthly", 1),
    ],
)
def test_the_frequency_is_given_as_a_period_too(minutes: int, word: str, times: int) -> None:
    channel = tree(replace(FEEDS["seed"], ttl=timedelta(minutes=minutes)), "rss")[0]

    assert channel.findtext(f"{SY}updatePeriod") == word
    assert channel.findtext(f"{SY}updateFrequency") == str(times)


@pytest.mark.parametrize("format", FORMATS)
def test_a_feed_without_a_base_url_has_no_address_of_its_own(format: str) -> None:
    rendered = render(FEEDS["minimal"], format)

    assert b"self" not in rendered
    assert b"feed_url" not in rendered
