"""What a feed reader makes of the documents."""

from __future__ import annotations

import calendar
import json
from datetime import UTC, datetime, timedelta
from html import unescape
from io import BytesIO
from time import struct_time
from typing import Any

import feedparser
import pytest
from lxml import etree
from msgspec.structs import replace

from ilofeed.core.models import Feed
from ilofeed.publish.render import FORMATS, MEDIA_TYPES, headline, render, text, unmarked, whole_second
from publish.render.samples import BODY, FEEDS

ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
SY = "{http://purl.org/rss/1.0/modules/syndication/}"
MEDIA = "{http://search.yahoo.com/mrss/}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

each_feed = pytest.mark.parametrize("feed", FEEDS.values(), ids=FEEDS)
each_xml = pytest.mark.parametrize("format", ["rss", "atom"])


def read(feed: Feed, format: str) -> Any:
    return feedparser.parse(
        BytesIO(render(feed, format)),
        response_headers={"content-type": f"{MEDIA_TYPES[format]}; charset=utf-8"},
    )


def tree(feed: Feed, format: str) -> etree._Element:
    return etree.fromstring(render(feed, format))


def instant(parsed: struct_time) -> datetime:
    return datetime.fromtimestamp(calendar.timegm(parsed), UTC)


@each_xml
@each_feed
def test_a_reader_finds_nothing_wrong_and_every_entry_in_its_order(feed: Feed, format: str) -> None:
    seen = read(feed, format)

    assert seen.bozo == 0
    assert seen.version == {"rss": "rss20", "atom": "atom10"}[format]
    assert [each.id for each in seen.entries] == [entry.id for entry in feed.entries]
    assert [each.title for each in seen.entries] == [headline(entry.item) for entry in feed.entries]
    assert [each.link for each in seen.entries] == [entry.item.link for entry in feed.entries]


@each_xml
@each_feed
def test_a_reader_sees_our_dates_to_the_second(feed: Feed, format: str) -> None:
    seen = read(feed, format)

    assert [instant(each.published_parsed) for each in seen.entries] == [
        whole_second(entry.published) for entry in feed.entries
    ]
    assert [instant(each.updated_parsed) for each in seen.entries] == [
        whole_second(entry.updated) for entry in feed.entries
    ]
    assert instant(seen.feed.updated_parsed) == whole_second(feed.updated)


@each_xml
@each_feed
def test_the_printed_day_is_the_day_a_reader_shows(feed: Feed, format: str) -> None:
    seen = read(feed, format)

    dated = [
        (each, entry.item.published)
        for each, entry in zip(seen.entries, feed.entries, strict=True)
        if entry.item.published and entry.item.published <= entry.first_seen.date()
    ]
    assert [instant(each.published_parsed).date() for each, _ in dated] == [day for _, day in dated]


@each_xml
@each_feed
def test_nothing_was_changed_before_it_was_published(feed: Feed, format: str) -> None:
    seen = read(feed, format)

    assert all(each.published_parsed <= each.updated_parsed for each in seen.entries)


@each_xml
@each_feed
def test_a_feed_has_its_title_home_and_address(feed: Feed, format: str) -> None:
    about = read(feed, format).feed

    assert about.title == feed.title
    assert about.subtitle == (feed.description or feed.title)
    assert about.link == feed.home
    assert about.get("language", "") == feed.language
    assert about.generator == "ilofeed"
    self_links = [link.href for link in about.links if link.rel == "self"]
    assert self_links == [address for key, address in feed.locations.items() if key == format]


@each_feed
def test_ids_are_the_same_in_every_format(feed: Feed) -> None:
    rss = [guid.text for guid in tree(feed, "rss").iter("guid")]
    atom = [entry.findtext(f"{ATOM}id") for entry in tree(feed, "atom").iter(f"{ATOM}entry")]
    items = [item["id"] for item in json.loads(render(feed, "json"))["items"]]

    assert rss == atom == items
    assert len(set(rss)) == len(feed.entries)


def test_the_id_in_rss_is_not_offered_as_an_address() -> None:
    guids = list(tree(FEEDS["full"], "rss").iter("guid"))

    assert {guid.get("isPermaLink") for guid in guids} == {"false"}


def test_rss_links_to_the_page_and_not_to_itself() -> None:
    feed = FEEDS["full"]
    channel = tree(feed, "rss")[0]

    assert channel.findtext("link") == feed.home
    assert [dict(link.attrib) for link in channel.findall(f"{ATOM}link")] == [
        {"href": feed.locations["rss"], "rel": "self", "type": "application/rss+xml"}
    ]


def test_atom_links_say_what_they_are() -> None:
    feed = FEEDS["full"]
    root = tree(feed, "atom")

    assert [dict(link.attrib) for link in root.findall(f"{ATOM}link")] == [
        {"href": feed.home, "rel": "alternate", "type": "text/html"},
        {"href": feed.locations["atom"], "rel": "self", "type": "application/atom+xml"},
    ]
    for written, entry in zip(root.iter(f"{ATOM}entry"), feed.entries, strict=True):
        told = {"href": entry.item.link, "rel": "alternate", "type": "text/html"}
        if entry.item.language:
            told["hreflang"] = entry.item.language
        assert [dict(link.attrib) for link in written.findall(f"{ATOM}link")] == [told]


@each_feed
def test_a_summary_reads_the_same_as_html_in_rss_and_as_text_in_atom(feed: Feed) -> None:
    rss = [item.findtext("description", "") for item in tree(feed, "rss").iter("item")]
    atom = [entry.find(f"{ATOM}summary") for entry in tree(feed, "atom").iter(f"{ATOM}entry")]

    summaries = [
        text(entry) or (headline(entry.item) if entry.id in feed.bodies else "") for entry in feed.entries
    ]
    assert not any("<" in description for description in rss)
    assert [unescape(description) for description in rss] == summaries
    shown = [
        unescape(each.text or "") if each.get("type") == "html" else each.text for each in atom if each is not None
    ]
    assert shown == [text(entry) or headline(entry.item) for entry in feed.entries]


def test_a_summary_that_looks_like_markup_says_that_it_is_none() -> None:
    summaries = [entry.find(f"{ATOM}summary") for entry in tree(FEEDS["full"], "atom").iter(f"{ATOM}entry")]

    kinds = {(each.text or "")[:7]: each.get("type") for each in summaries if each is not None}
    assert kinds["Workers"] == "html"
    assert kinds["يدعو ال"] == "text"


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Q&A: R&D at 3 < 4", "Q&A: R&D at 3 < 4"),
        ("A </b> too many", "A ‹/b› too many"),
        ("AT&amp;T", "AT& amp;T"),
        ("Safety &1st", "Safety & 1st"),
    ],
)
def test_what_validators_take_for_markup_in_a_title_is_shown_as_text(title: str, shown: str) -> None:
    assert unmarked(title) == shown
    assert unmarked(shown) == shown


@each_xml
def test_the_text_of_an_article_is_beside_its_summary(format: str) -> None:
    seen = read(FEEDS["whole"], format)

    with_text = [each for each in seen.entries if each.get("content")]
    assert [each.content[0].value for each in with_text] == [BODY, f"<p>2026-11-24</p>{BODY}", BODY]
    assert all(each.summary for each in with_text)


@each_xml
def test_hubs_and_archives_are_links_of_the_feed(format: str) -> None:
    links = [(link.rel, link.href) for link in read(FEEDS["whole"], format).feed.links if link.rel != "alternate"]

    assert links == [
        ("self", f"https://feeds.example.org/news.{format}"),
        ("prev-archive", f"https://feeds.example.org/news.2026-10.{format}"),
        ("hub", "https://hub.example.org/"),
        ("hub", "https://hub.example.net/publish"),
    ]


@each_xml
def test_an_archive_says_that_it_is_one_and_where_the_feed_is(format: str) -> None:
    archive = FEEDS["archive"]

    relations = {link.rel: link.href for link in read(archive, format).feed.links}
    assert relations["current"] == archive.current[format]
    assert relations["self"] == archive.locations[format]
    assert b"fh:archive" in render(archive, format)


def test_an_entry_from_elsewhere_names_its_own_author() -> None:
    feed = FEEDS["whole"]
    (elsewhere,) = feed.authors

    rss = {item.findtext("guid"): item.findtext(f"{DC}creator") for item in tree(feed, "rss").iter("item")}
    atom = {each.findtext(f"{ATOM}id"): each.findtext(f"{ATOM}author/{ATOM}name") for each in tree(feed, "atom")}

    assert rss.pop(elsewhere) == atom[elsewhere] == "www.example.org"
    assert set(rss.values()) == {"International Labour Organization"}


def test_a_place_is_what_an_item_covers() -> None:
    places = [each.text for each in tree(FEEDS["full"], "rss").iter(f"{DC}coverage")]

    assert places == ["Genève, Côte d’Ivoire"]


def test_markup_in_a_title_is_shown_and_not_obeyed() -> None:
    (title,) = (
        title
        for entry in tree(FEEDS["full"], "atom").iter(f"{ATOM}entry")
        for title in entry.iter(f"{ATOM}title")
        if title.text == "a <b> & c"
    )

    assert title.get("type") == "text"
    assert len(title) == 0


@each_xml
def test_only_an_entry_in_another_language_says_so(format: str) -> None:
    entries = list(tree(FEEDS["full"], format).iter("item", f"{ATOM}entry"))

    assert {each.get(LANGUAGE) for each in entries} == {None, "ar", "zh-Hans"}
    (chinese,) = (each for each in entries if each.get(LANGUAGE) == "zh-Hans")
    assert chinese[0].text == "国际劳工组织：体面劳动" or chinese[1].text == "国际劳工组织：体面劳动"


@each_xml
def test_a_picture_is_a_thumbnail_and_nothing_to_download(format: str) -> None:
    seen = read(FEEDS["full"], format)

    assert [each.get("media_thumbnail") for each in seen.entries] == [
        entry.item.image and [{"url": entry.item.image}] for entry in FEEDS["full"].entries
    ]
    assert not any(each.enclosures for each in seen.entries)


@each_xml
def test_a_kicker_is_a_category(format: str) -> None:
    seen = read(FEEDS["full"], format)

    assert [[tag.term for tag in each.get("tags", [])] for each in seen.entries] == [
        [entry.item.kicker] if entry.item.kicker else [] for entry in FEEDS["full"].entries
    ]


def test_the_author_is_the_site_the_feed_was_read_from() -> None:
    assert read(FEEDS["seed"], "atom").feed.author == "International Labour Organization"
    assert json.loads(render(FEEDS["minimal"], "json"))["authors"] == [{"name": "example.org"}]


@pytest.mark.parametrize(("name", "minutes"), [("seed", "60"), ("full", "30"), ("minimal", "1")])
def test_rss_tells_how_many_minutes_it_stays_fresh(name: str, minutes: str) -> None:
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
def test_the_rhythm_is_said_in_words_as_well(minutes: int, word: str, times: int) -> None:
    channel = tree(replace(FEEDS["seed"], ttl=timedelta(minutes=minutes)), "rss")[0]

    assert channel.findtext(f"{SY}updatePeriod") == word
    assert channel.findtext(f"{SY}updateFrequency") == str(times)


@pytest.mark.parametrize("format", FORMATS)
def test_a_feed_published_nowhere_claims_no_address_of_its_own(format: str) -> None:
    rendered = render(FEEDS["minimal"], format)

    assert b"self" not in rendered
    assert b"feed_url" not in rendered
