"""`ilofeed.render_feed` and `ilofeed.validate_document`: never a broken document, out of anything."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

import ilofeed
from fakes.handmade import NOW, item
from ilofeed.core.item_data import Enclosure, ItemData

FORMATS = ("rss", "atom", "json")


def entries(*items: ilofeed.Item, now: datetime = NOW) -> tuple[ilofeed.Entry, ...]:
    return ilofeed.detect_changes(items, now=now).new


def feed(*of: ilofeed.Entry, **changes: Any) -> ilofeed.Feed:
    facts: dict[str, Any] = {
        "id": "tag:example.org,2026:rules",
        "slug": "rules",
        "title": "Rules",
        "description": "All rules",
        "home": "https://example.org/",
        "entries": of or entries(item()),
    }
    return ilofeed.Feed(**{**facts, **changes})


@pytest.mark.parametrize("format", FORMATS)
def test_a_feed_of_items_made_by_hand_is_read_by_a_reader(format: str) -> None:
    document = ilofeed.render_feed(feed(*entries(item(1, published=date(2026, 2, 3)), item(2))), format)

    assert ilofeed.validate_document(document, now=NOW) == []
    if format == "json":
        assert [each["title"] for each in json.loads(document)["items"]] == ["Rule number 2", "Rule number 1"]
    else:
        assert [each.title for each in feedparser.parse(document).entries] == ["Rule number 2", "Rule number 1"]


@pytest.mark.parametrize("format", FORMATS)
def test_the_order_of_the_entries_does_not_matter(format: str) -> None:
    found = entries(*(item(number) for number in range(5)))

    assert ilofeed.render_feed(feed(*found), format) == ilofeed.render_feed(feed(*reversed(found)), format)


@pytest.mark.parametrize("format", FORMATS)
def test_entries_of_two_lists_that_were_seen_at_one_time_are_one_feed(format: str) -> None:
    both = (*entries(item(1)), *entries(item(2)))

    document = ilofeed.render_feed(feed(*both), format)

    assert ilofeed.validate_document(document, now=NOW + timedelta(days=1)) == []


def test_entries_that_are_not_announced_are_left_out() -> None:
    first, second = entries(item(1), item(2))

    document = ilofeed.render_feed(feed(first, replace(second, announced=False)), "json")

    assert [each["title"] for each in json.loads(document)["items"]] == [first.item.title]


def test_html_is_sanitised() -> None:
    (entry,) = entries(item())
    html = '<p onclick="x()">Read <a href="/more">more</a><script>x()</script>'

    document = json.loads(ilofeed.render_feed(feed(entry, bodies={entry.id: html}), "json"))

    assert document["items"][0]["content_html"] == '<p>Read <a href="https://example.org/more">more</a></p>'


@pytest.mark.parametrize("format", FORMATS)
def test_html_with_characters_that_no_feed_may_contain_is_published_without_them(format: str) -> None:
    (entry,) = entries(item())

    document = ilofeed.render_feed(feed(entry, bodies={entry.id: "<p>Rest&#1;at &#x202e;sea\x0c</p>"}), format)

    assert b"Rest at sea" in document


@pytest.mark.parametrize("html", [" ", "&#1; ", "<script>x()</script>\n"])
def test_html_without_content_is_left_out(html: str) -> None:
    (entry,) = entries(item())

    assert ilofeed.render_feed(feed(entry, bodies={entry.id: html}), "json") == ilofeed.render_feed(
        feed(entry), "json"
    )


def test_the_text_that_an_item_comes_with_is_in_the_feed() -> None:
    (entry,) = entries(item(data=ItemData(html="<p>Read it</p><script>x()</script>")))

    document = json.loads(ilofeed.render_feed(feed(entry), "json"))

    assert document["items"][0]["content_html"] == "<p>Read it</p>"


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"entries": ()}, ValueError, "feed 'rules' has no entries; an empty feed is never published"),
        ({"entries": None}, TypeError, "feed.entries is None, which cannot be iterated over"),
        ({"entries": entries(item()) * 2}, ValueError, r"feed.entries\[1\] has the id .*, which an entry before"),
        ({"entries": entries(*map(item, range(501)))}, ValueError, "rule 'too_many_entries' at feed: 501 entries"),
        ({"entries": entries(*(item(at, summary="x" * 5000) for at in range(200)))}, ValueError, "rule 'too_large'"),
        ({"entries": entries(item(), now=datetime(1970, 3, 1, tzinfo=UTC))}, ValueError, "rule 'date_range'"),
        ({"id": "7"}, ValueError, "feed.id: '7' is neither a tag: URI nor a urn:uuid:"),
        ({"id": ""}, ValueError, "feed.id is ''; it must be a line of text"),
        ({"title": "\x00"}, ValueError, r"feed.title is '\\x00'; a feed needs a title"),
        ({"home": "example.org"}, ValueError, "feed.home is 'example.org', which is no http or https address"),
        ({"locations": {"rss": "/rules.rss"}}, ValueError, r"feed.locations\['rss'\] is '/rules.rss', which is no"),
        ({"hubs": ("x",)}, ValueError, r"feed.hubs\[0\] is 'x', which is no http or https address"),
        ({"ttl": timedelta(0)}, ValueError, "feed.ttl is 0:00:00; it is more than nothing"),
        ({"ttl": 3600}, TypeError, "feed is no complete ilofeed.Feed: Expected `duration`, got `int`"),
        ({"language": "xx-"}, ValueError, "feed.language is 'xx-', which is no BCP 47 tag"),
    ],
)  # fmt: skip
def test_a_feed_that_cannot_be_published_is_an_error(
    changes: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        ilofeed.render_feed(feed(**changes), "rss")


@pytest.mark.parametrize(
    "changes", [{"first_seen": NOW.replace(tzinfo=None)}, {"updated": NOW.replace(tzinfo=None)}]
)
def test_an_entry_with_a_naive_time_is_an_error(changes: dict[str, Any]) -> None:
    (entry,) = entries(item())

    with pytest.raises(
        ValueError, match=r"feed.entries\[0\].\w+ is .* without a time zone; use an aware datetime"
    ):
        ilofeed.render_feed(feed(replace(entry, **changes)), "rss")


def test_another_format_is_an_error_that_names_those_there_are() -> None:
    with pytest.raises(ValueError, match="format is 'opml'; there are rss, atom, json"):
        ilofeed.render_feed(feed(), "opml")


def test_the_locale_of_the_process_is_not_set_for_each_entry() -> None:
    calls: list[str] = []
    fed = feed(*entries(*map(item, range(20))))

    sys.setprofile(lambda _frame, event, value: calls.append(value.__name__) if event == "c_call" else None)
    try:
        ilofeed.render_feed(fed, "rss")
    finally:
        sys.setprofile(None)

    assert 0 < calls.count("setlocale") <= 3  # feedgen sets it for the date of the feed


_TEXTS = st.text(st.characters(), max_size=30) | st.sampled_from(
    ["<b>&amp;]]>", "\ud800", "\ufffe", "&#0;", "\u202ex"]
)
_INSTANTS = st.datetimes(timezones=st.none() | st.just(UTC))
_LINKS = (
    st.sampled_from(["https://example.org/1", "https://exämple.org/ä b?c=%zz#d", "HTTP://example.org"]) | _TEXTS
)
_DATA = st.builds(
    ItemData,
    at=st.none() | _INSTANTS,
    html=_TEXTS,
    categories=st.tuples(_TEXTS),
    enclosures=st.tuples(st.builds(Enclosure, url=_LINKS, type=_TEXTS, length=st.none() | st.integers())),
)
_ITEMS = st.builds(
    ilofeed.Item,
    key=st.uuids().map(str),
    title=_TEXTS,
    link=_LINKS,
    summary=_TEXTS,
    published=st.none() | st.dates() | _INSTANTS,
    date_text=_TEXTS,
    kicker=st.none() | _TEXTS,
    place=st.none() | _TEXTS,
    author=st.none() | _TEXTS,
    image=st.none() | _LINKS,
    data=st.none() | _DATA,
)


@given(st.lists(_ITEMS, min_size=1, max_size=4), _TEXTS, st.datetimes(datetime(1995, 1, 1), datetime(2200, 1, 1)))  # noqa: DTZ001 - bounds
def test_items_of_any_text_make_valid_feeds_or_clean_errors(
    items: list[ilofeed.Item], title: str, now: datetime
) -> None:
    at, errors = now.replace(tzinfo=UTC), list[ValueError]()

    for format in FORMATS:
        try:
            document = ilofeed.render_feed(feed(*entries(*items, now=at), title=title), format)
        except ValueError as error:
            errors.append(error)
        else:
            assert ilofeed.validate_document(document, now=at) == []
    assert [error for error in errors if type(error) is not ValueError or not str(error).isprintable()] == []


@pytest.mark.parametrize(
    "document",
    ["", b"", "\ud800", b"\xff\xfe", "[" * 99_999, "<a>" * 100_000, "{}", "null", "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"],
)  # fmt: skip
def test_a_document_of_any_kind_has_findings(document: str | bytes) -> None:
    found = ilofeed.validate_document(document)

    assert found
    assert all(isinstance(finding, ilofeed.Finding) for finding in found)


@pytest.mark.parametrize("written", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
def test_a_date_at_an_end_of_the_calendar_is_out_of_range(written: str) -> None:
    document = ilofeed.render_feed(feed(), "json").replace(b"2026-03-01T12:00:00Z", written.encode())

    assert "date_range" in {finding.rule for finding in ilofeed.validate_document(document)}


@pytest.mark.parametrize("section", ["<![CDATA[x]]>", "<![CDA[x]]>", "<![x", "<![&[x]]>", "<![if x]>y<![endif]>"])
def test_a_marked_section_in_html_is_a_finding(section: str) -> None:
    (entry,) = entries(item())
    document = json.loads(ilofeed.render_feed(feed(entry, bodies={entry.id: "<p>Rule</p>"}), "json"))
    document["items"][0]["content_html"] = f"<p>{section}</p>"

    found = ilofeed.validate_document(json.dumps(document), now=NOW)

    assert "html_element" in {finding.rule for finding in found}


def test_a_document_as_text_has_the_findings_of_its_bytes() -> None:
    document = "<?xml version='1.0' encoding='UTF-8'?><rss version='2.0'><channel/></rss>"

    assert ilofeed.validate_document(document) == ilofeed.validate_document(document.encode())


def test_a_document_is_checked_at_a_time_and_at_a_place() -> None:
    document = ilofeed.render_feed(feed(), "atom")

    early = ilofeed.validate_document(document, now=NOW - timedelta(days=9))
    elsewhere = ilofeed.validate_document(document, now=NOW, location="https://example.org/rules.atom")

    assert {finding.rule for finding in early} == {"date_range"}
    assert {finding.rule for finding in elsewhere} == {"location"}


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: ilofeed.validate_document(None), TypeError, "document is a NoneType; pass bytes or str"),  # type: ignore[arg-type]  # on purpose
        (lambda: ilofeed.validate_document(b"", now=NOW.replace(tzinfo=None)), ValueError, "now is .* without a time"),
        (lambda: ilofeed.render_feed("feed", "rss"), TypeError, "feed is 'feed', which is no ilofeed.Feed"),  # type: ignore[arg-type]  # on purpose
    ],
)  # fmt: skip
def test_a_wrong_argument_is_an_error(call: Callable[[], object], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()
