"""The page for a person beside each feed."""

from __future__ import annotations

import re

import pytest
from lxml import html
from msgspec.structs import replace

from ilofeed.core.models import Feed
from ilofeed.publish.render import FORMATS, MEDIA_TYPES, headline, page
from publish.render.samples import FEEDS

each_feed = pytest.mark.parametrize("feed", FEEDS.values(), ids=FEEDS)


def tree(feed: Feed, *translations: Feed) -> html.HtmlElement:
    return html.document_fromstring(page(feed, translations))


@each_feed
def test_it_shows_every_entry_with_its_day_and_link(feed: Feed) -> None:
    found = tree(feed)

    assert [each.get("href") for each in found.cssselect(".entries h3 a")] == [
        each.item.link for each in feed.entries
    ]
    assert [each.text for each in found.cssselect(".entries h3 a")] == [
        headline(each.item) for each in feed.entries
    ]
    assert [each.get("datetime") for each in found.cssselect(".entries time")] == [
        f"{each.published:%Y-%m-%d}" for each in feed.entries
    ]


def test_it_names_the_author_of_an_entry_beside_its_date() -> None:
    entry = FEEDS["full"].entries[0]
    item = replace(entry.item, kicker="Blog", author="Ada <b>Example</b>", place="Geneva")

    found = tree(replace(FEEDS["full"], entries=(replace(entry, item=item),)))

    (facts,) = found.cssselect(".entries p.faint")
    assert facts.text_content() == f"{entry.published:%Y-%m-%d} · Blog · Ada <b>Example</b> · Geneva"


@each_feed
def test_readers_find_the_feeds_by_it(feed: Feed) -> None:
    links = tree(feed).cssselect("head link[rel=alternate]")

    assert [(each.get("type"), each.get("href")) for each in links] == [
        (MEDIA_TYPES[format], feed.locations[format])
        for format in FORMATS
        if format in feed.locations and not (feed.is_archive or feed.farewell)
    ]
    assert {each.get("hreflang") for each in links} <= {feed.language or None}


def test_the_same_page_in_another_language_is_found_as_well() -> None:
    english, french = FEEDS["en"], replace(FEEDS["fr"], locations=FEEDS["arabic"].locations, title="Nouvelles")

    found = tree(english, french)

    links = found.cssselect("head link[rel=alternate]")
    assert {each.get("hreflang") for each in links} == {"en", "fr"}
    assert len(links) == 6
    (other,) = found.cssselect("a[lang=fr]")
    assert (other.text, other.get("href")) == ("Nouvelles", f"{french.slug}.html")


@each_feed
def test_it_needs_nothing_from_elsewhere_and_runs_nothing(feed: Feed) -> None:
    found = tree(feed)

    assert not found.cssselect("script, iframe, object, embed, img, link[rel=stylesheet], form")
    assert not [each for each in found.iter() for name in each.attrib if name.startswith("on") or name == "style"]
    assert "url(" not in found.cssselect("style")[0].text_content()
    assert "@import" not in found.cssselect("style")[0].text_content()


def test_what_a_page_says_is_text() -> None:
    entry = FEEDS["full"].entries[0]
    hostile = replace(
        entry,
        item=replace(
            entry.item,
            title="<script>alert(1)</script>",
            kicker='"><img src=x onerror=alert(1)>',
            link='https://www.ilo.org/"onclick="alert(1)',
            summary="</li></ol><b>x</b>",
        ),
    )

    rendered = page(replace(FEEDS["full"], entries=(hostile,), title="</title><script>x</script>"))

    found = html.document_fromstring(rendered)
    assert not found.cssselect("script, img, b")
    assert not [each for each in found.iter() for name in each.attrib if name.startswith("on")]


def test_what_is_in_another_language_says_so_and_text_goes_its_own_way() -> None:
    found = tree(FEEDS["full"])

    assert {each.get("lang") for each in found.cssselect(".entries li")} == {None, "ar", "zh-Hans"}
    assert {(each.get("lang") == "ar", each.get("dir")) for each in found.cssselect(".entries li")} == {
        (False, "auto"),
        (True, "rtl"),
    }
    assert tree(FEEDS["ar"]).cssselect(".entries")[0].get("lang") == "ar"


@pytest.mark.parametrize("language", ["ar", "he", "fa", "ur"])
def test_a_page_in_a_language_from_right_to_left_goes_that_way_with_english_words_marked(language: str) -> None:
    found = tree(replace(FEEDS["ar"], language=language))

    assert (found.get("lang"), found.get("dir")) == (language, "rtl")
    assert found.cssselect("body")[0].get("lang") == "en"
    assert {each.get("lang") for each in found.cssselect("h1, .entries")} == {language}
    (hint,) = (each for each in found.cssselect("p") if each.text_content().startswith("Add one of these"))
    assert hint.get("dir") == "ltr"


@pytest.mark.parametrize(
    ("key", "language", "is_marked"), [("en", "en", False), ("fr", "fr", True), ("no-language", "en", False)]
)
def test_other_pages_go_from_left_to_right(key: str, language: str, *, is_marked: bool) -> None:
    feed = replace(FEEDS["en"], language="") if key == "no-language" else FEEDS[key]

    found = tree(feed)

    assert (found.get("lang"), found.get("dir")) == (language, None)
    assert found.cssselect("body")[0].get("lang") == ("en" if is_marked else None)
    assert not found.cssselect("p[dir=ltr]")


def test_a_title_that_begins_with_latin_letters_goes_the_way_of_its_language() -> None:
    entry = FEEDS["ar"].entries[0]
    feed = replace(
        FEEDS["ar"], entries=(replace(entry, item=replace(entry.item, title=f"ILO: {entry.item.title}")),)
    )

    (row,) = tree(feed).cssselect(".entries li")

    assert row.get("dir") == "rtl"


def test_a_feed_that_has_ended_says_farewell_and_offers_no_subscription() -> None:
    farewell = "Ended; see https://example.org/new & <b>more</b>."
    last = FEEDS["en"].entries[0]
    last = replace(last, item=replace(last.item, key=FEEDS["en"].slug, title=farewell))
    feed = replace(FEEDS["en"], farewell=farewell, entries=(last, *FEEDS["en"].entries))

    found = tree(feed, FEEDS["fr"])

    (notice,) = found.cssselect("header .notice")
    assert notice.text_content().startswith(f"This feed has ended. {farewell}")
    assert [each.get("href") for each in notice.cssselect("a")] == ["https://example.org/new"]
    assert not found.cssselect("#subscribe, .notice b")
    assert {each.get("hreflang") for each in found.cssselect("head link[rel=alternate]")} <= {"fr"}
    assert len(found.cssselect(".entries h3")) == len(FEEDS["en"].entries)


@each_feed
def test_it_describes_itself(feed: Feed) -> None:
    (description,) = tree(feed).cssselect("meta[name=description]")

    assert feed.title in description.get("content", "")
    assert description.get("lang") == "en"


@each_feed
def test_the_same_feed_gives_the_same_page(feed: Feed) -> None:
    assert page(feed) == page(feed)
    assert not re.search(rb"^\s*$\n\s*$", page(feed), re.MULTILINE)
