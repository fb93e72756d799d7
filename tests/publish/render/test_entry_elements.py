"""Render the summary, text, author, language, place, image and kicker of an entry."""

from __future__ import annotations

import json
from html import unescape

import pytest
from msgspec.structs import replace

from ilofeed.core.models import Feed
from ilofeed.publish.render import entry_author, headline, render, text
from ilofeed.publish.render.pictures import media_type
from publish.render.reading import ATOM, DC, LANGUAGE, every_feed, every_xml, read, tree
from publish.render.samples import BODY, FEEDS


@every_feed
def test_a_summary_reads_the_same_as_html_in_rss_and_as_text_in_atom(feed: Feed) -> None:
    rss = [item.findtext("description", "") for item in tree(feed, "rss").iter("item")]
    atom = [entry.find(f"{ATOM}summary") for entry in tree(feed, "atom").iter(f"{ATOM}entry")]

    summaries = [
        text(entry) or (headline(entry.item) if entry.id in feed.bodies else "") for entry in feed.entries
    ]
    assert not any("<" in description for description in rss)
    assert [unescape(description) for description in rss] == summaries
    shown = [
        unescape(summary.text or "") if summary.get("type") == "html" else summary.text
        for summary in atom
        if summary is not None
    ]
    assert shown == [text(entry) or headline(entry.item) for entry in feed.entries]


def test_a_summary_that_looks_like_markup_is_escaped() -> None:
    summaries = [entry.find(f"{ATOM}summary") for entry in tree(FEEDS["full"], "atom").iter(f"{ATOM}entry")]

    kinds = {(summary.text or "")[:7]: summary.get("type") for summary in summaries if summary is not None}
    assert kinds["Workers"] == "html"
    assert kinds["يدعو ال"] == "text"


@every_xml
def test_the_text_of_an_article_is_beside_its_summary(format: str) -> None:
    seen = read(FEEDS["whole"], format)

    with_text = [shown for shown in seen.entries if shown.get("content")]
    assert [shown.content[0].value for shown in with_text] == [BODY, f"<p>2026-11-24</p>{BODY}", BODY]
    assert all(shown.summary for shown in with_text)


def test_every_entry_names_its_author_alike_in_all_formats() -> None:
    feed = FEEDS["whole"]
    (elsewhere,) = feed.authors

    rss = {item.findtext("guid"): item.findtext(f"{DC}creator") for item in tree(feed, "rss").iter("item")}
    entries = tree(feed, "atom").iter(f"{ATOM}entry")
    atom = {entry.findtext(f"{ATOM}id"): entry.findtext(f"{ATOM}author/{ATOM}name") for entry in entries}
    items = json.loads(render(feed, "json"))["items"]

    assert rss == atom == {item["id"]: item["authors"][0]["name"] for item in items}
    assert rss.pop(elsewhere) == "www.example.org"
    assert set(rss.values()) == {"International Labour Organization"}


@every_xml
@every_feed
def test_a_reader_finds_an_author_on_each_entry(feed: Feed, format: str) -> None:
    authors = [shown.get("author") for shown in read(feed, format).entries]

    assert authors == [entry_author(entry, feed) for entry in feed.entries]


def test_a_place_is_the_coverage_of_an_item() -> None:
    places = [element.text for element in tree(FEEDS["full"], "rss").iter(f"{DC}coverage")]

    assert places == ["Genève, Côte d’Ivoire"]


def test_markup_in_a_title_is_shown_as_text() -> None:
    (title,) = (
        title
        for entry in tree(FEEDS["full"], "atom").iter(f"{ATOM}entry")
        for title in entry.iter(f"{ATOM}title")
        if title.text == "a <b> & c"
    )

    assert title.get("type") == "text"
    assert len(title) == 0


@every_xml
def test_only_an_entry_in_another_language_names_it(format: str) -> None:
    entries = list(tree(FEEDS["full"], format).iter("item", f"{ATOM}entry"))

    assert {entry.get(LANGUAGE) for entry in entries} == {None, "ar", "zh-Hans"}
    (chinese,) = (entry for entry in entries if entry.get(LANGUAGE) == "zh-Hans")
    assert chinese[0].text == "国际劳工组织：体面劳动" or chinese[1].text == "国际劳工组织：体面劳动"


@every_xml
def test_a_picture_is_a_thumbnail_and_nothing_to_download(format: str) -> None:
    seen = read(FEEDS["full"], format)

    assert [shown.get("media_thumbnail") for shown in seen.entries] == [
        entry.item.image and [{"url": entry.item.image}] for entry in FEEDS["full"].entries
    ]
    assert [shown.get("media_content") for shown in seen.entries] == [
        entry.item.image and [{"url": entry.item.image, "medium": "image", "type": "image/jpeg"}]
        for entry in FEEDS["full"].entries
    ]
    assert not any(shown.enclosures for shown in seen.entries)


@every_xml
@pytest.mark.parametrize(
    "quoted", ["https://www.ilo.org/one.jpg?width=200&amp;height=100", "https://www.ilo.org/2.jpg"]
)
def test_a_picture_that_the_text_shows_is_no_content_beside_it(quoted: str, format: str) -> None:
    feed = FEEDS["whole"]
    pictured = next(entry for entry in feed.entries if entry.item.image)
    shown = replace(feed, bodies={pictured.id: f'<p>Text</p><img src="{quoted}">'})

    entry = next(each for each in read(shown, format).entries if each.id == pictured.id)

    is_shown = pictured.item.image == unescape(quoted)
    assert ("media_content" in entry) is not is_shown
    assert entry.media_thumbnail == [{"url": pictured.item.image}]


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://www.ilo.org/a.JPG", "image/jpeg"),
        ("https://www.ilo.org/styles/wide/photo.jpg.webp?itok=5fQ", "image/webp"),
        ("https://www.ilo.org/a.svg#b.png", "image/svg+xml"),
        ("https://www.ilo.org/a.jpg?fm=webp", ""),
        ("https://www.ilo.org/a.jpg?w=200&Format", ""),
        ("https://www.ilo.org/image?file=a.jpg", ""),
        ("https://www.ilo.org/photo.jpg/raw", ""),
        ("https://www.ilo.org/jpg", ""),
        ("https://www.ilo.org/a.php", ""),
    ],
)
def test_the_type_of_a_picture_is_given_only_if_its_address_shows_it(url: str, kind: str) -> None:
    assert media_type(url) == kind


@every_xml
def test_a_kicker_is_a_category(format: str) -> None:
    seen = read(FEEDS["full"], format)

    assert [[tag.term for tag in shown.get("tags", [])] for shown in seen.entries] == [
        [entry.item.kicker] if entry.item.kicker else [] for entry in FEEDS["full"].entries
    ]
