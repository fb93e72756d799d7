"""Render the summary, text, author, language, place, image and kicker of an entry."""

from __future__ import annotations

from html import unescape

import pytest

from ilofeed.core.models import Feed
from ilofeed.publish.render import headline, text, unmarked
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


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Q&A: R&D at 3 < 4", "Q&A: R&D at 3 < 4"),
        ("A </b> too many", "A ‹/b› too many"),
        ("AT&amp;T", "AT& amp;T"),
        ("Safety &1st", "Safety & 1st"),
    ],
)
def test_text_in_a_title_that_validators_take_for_markup_is_changed(title: str, shown: str) -> None:
    assert unmarked(title) == shown
    assert unmarked(shown) == shown


@every_xml
def test_the_text_of_an_article_is_beside_its_summary(format: str) -> None:
    seen = read(FEEDS["whole"], format)

    with_text = [shown for shown in seen.entries if shown.get("content")]
    assert [shown.content[0].value for shown in with_text] == [BODY, f"<p>2026-11-24</p>{BODY}", BODY]
    assert all(shown.summary for shown in with_text)


def test_an_entry_from_elsewhere_names_its_own_author() -> None:
    feed = FEEDS["whole"]
    (elsewhere,) = feed.authors

    rss = {item.findtext("guid"): item.findtext(f"{DC}creator") for item in tree(feed, "rss").iter("item")}
    atom = {
        entry.findtext(f"{ATOM}id"): entry.findtext(f"{ATOM}author/{ATOM}name") for entry in tree(feed, "atom")
    }

    assert rss.pop(elsewhere) == atom[elsewhere] == "www.example.org"
    assert set(rss.values()) == {"International Labour Organization"}


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
    assert not any(shown.enclosures for shown in seen.entries)


@every_xml
def test_a_kicker_is_a_category(format: str) -> None:
    seen = read(FEEDS["full"], format)

    assert [[tag.term for tag in shown.get("tags", [])] for shown in seen.entries] == [
        [entry.item.kicker] if entry.item.kicker else [] for entry in FEEDS["full"].entries
    ]
