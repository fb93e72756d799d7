"""Render entries, their order and their dates as a feed reader expects them."""

from __future__ import annotations

import json

from ilofeed.core.models import Feed
from ilofeed.publish.render import headline, render, whole_second
from publish.render.reading import ATOM, every_feed, every_xml, instant, read, tree
from publish.render.samples import FEEDS


@every_xml
@every_feed
def test_a_reader_finds_nothing_wrong_and_every_entry_in_its_order(feed: Feed, format: str) -> None:
    seen = read(feed, format)

    assert seen.bozo == 0
    assert seen.version == {"rss": "rss20", "atom": "atom10"}[format]
    assert [shown.id for shown in seen.entries] == [entry.id for entry in feed.entries]
    assert [shown.title for shown in seen.entries] == [headline(entry.item) for entry in feed.entries]
    assert [shown.link for shown in seen.entries] == [entry.item.link for entry in feed.entries]


@every_xml
@every_feed
def test_a_reader_sees_our_dates_to_the_second(feed: Feed, format: str) -> None:
    seen = read(feed, format)

    assert [instant(shown.published_parsed) for shown in seen.entries] == [
        whole_second(entry.published) for entry in feed.entries
    ]
    assert [instant(shown.updated_parsed) for shown in seen.entries] == [
        whole_second(entry.updated) for entry in feed.entries
    ]
    assert instant(seen.feed.updated_parsed) == whole_second(feed.updated)


@every_xml
@every_feed
def test_the_printed_date_is_the_date_that_a_reader_shows(feed: Feed, format: str) -> None:
    seen = read(feed, format)

    dated = [
        (shown, entry.item.published)
        for shown, entry in zip(seen.entries, feed.entries, strict=True)
        if entry.item.published and entry.item.published <= entry.first_seen.date()
    ]
    assert [instant(shown.published_parsed).date() for shown, _ in dated] == [day for _, day in dated]


@every_xml
@every_feed
def test_no_entry_is_updated_before_it_is_published(feed: Feed, format: str) -> None:
    seen = read(feed, format)

    assert all(shown.published_parsed <= shown.updated_parsed for shown in seen.entries)


@every_feed
def test_ids_are_the_same_in_every_format(feed: Feed) -> None:
    rss = [guid.text for guid in tree(feed, "rss").iter("guid")]
    atom = [entry.findtext(f"{ATOM}id") for entry in tree(feed, "atom").iter(f"{ATOM}entry")]
    items = [item["id"] for item in json.loads(render(feed, "json"))["items"]]

    assert rss == atom == items
    assert len(set(rss)) == len(feed.entries)


@every_feed
def test_the_first_id_and_the_first_date_of_an_entry_are_those_that_readers_shall_take(feed: Feed) -> None:
    items = [[child.tag for child in item] for item in tree(feed, "rss").iter("item")]
    entries = [[child.tag for child in entry] for entry in tree(feed, "atom").iter(f"{ATOM}entry")]

    # libgrss takes the first of guid and link for the id, libmrss the first date for the date.
    assert [tags[:3] for tags in items] == [["title", "guid", "link"]] * len(feed.entries)
    dates = [[tag for tag in tags if tag in (f"{ATOM}published", f"{ATOM}updated")] for tags in entries]
    assert dates == [[f"{ATOM}published", f"{ATOM}updated"]] * len(feed.entries)


def test_the_id_in_rss_is_not_offered_as_an_address() -> None:
    guids = list(tree(FEEDS["full"], "rss").iter("guid"))

    assert {guid.get("isPermaLink") for guid in guids} == {"false"}
