"""A printed date that is ahead is shown in every format, and no other date of publication with it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from lxml import etree
from msgspec.structs import replace

from ilofeed.core.models import Entry, Feed, Item
from ilofeed.publish.render import FORMATS, page, render
from ilofeed.publish.validate import compare, examine
from publish.render.samples import feed

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
SEEN = datetime(2026, 8, 1, 9, 30, tzinfo=UTC)
PRINTED = "31 August - 3 September 2026"


def event(published: date | None = date(2026, 8, 31), **more: Any) -> Entry:
    words: dict[str, Any] = {"title": "Forum on skills", "date_text": PRINTED, "summary": "What it is about."}
    link = "https://www.ilo.org/meetings-and-events/forum"
    item = Item(key="e1", link=link, published=published, **words | more)
    return Entry(id="tag:feeds.example.org,2026:e1", item=item, first_seen=SEEN, updated=SEEN)


def texts(shown: Feed) -> dict[str, str]:
    """What a subscriber reads beside the title, in each format."""
    rss, atom = (etree.fromstring(render(shown, format)) for format in ("rss", "atom"))
    item = json.loads(render(shown, "json"))["items"][0]
    return {
        "rss": rss.findtext(".//item/description") or "",
        "atom": atom.findtext(f".//{ATOM}entry/{ATOM}summary") or "",
        "json": item.get("content_text", ""),
    }


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({}, f"{PRINTED} — What it is about."),
        ({"summary": ""}, PRINTED),
        ({"place": "Dakar, Senegal"}, f"{PRINTED} | Dakar, Senegal — What it is about."),
        ({"date_text": f"{PRINTED} | Online", "place": "Online"}, f"{PRINTED} | Online — What it is about."),
        ({"date_text": "", "summary": ""}, "2026-08-31"),
    ],
)
def test_a_date_ahead_is_in_the_text_of_every_format(more: dict[str, Any], text: str) -> None:
    shown = feed(event(**more))

    assert texts(shown) == dict.fromkeys(FORMATS, text)
    assert text.partition(" — ")[0] in page(shown).decode()


@pytest.mark.parametrize("published", [date(2026, 8, 1), date(2026, 7, 31), None])
def test_a_date_that_is_not_ahead_of_the_first_sight_is_not_in_the_text(published: date | None) -> None:
    shown = feed(event(published))

    assert texts(shown) == dict.fromkeys(FORMATS, "What it is about.")
    assert "date_ahead" not in json.loads(render(shown, "json"))["items"][0]["_ilofeed"]


def test_the_date_of_the_first_sight_is_that_in_utc() -> None:
    in_samoa = datetime(2026, 8, 1, 1, tzinfo=timezone(timedelta(hours=13)))

    entry = replace(event(date(2026, 8, 1)), first_seen=in_samoa)

    assert entry.date_ahead == date(2026, 8, 1)


def test_json_has_the_date_ahead_as_data() -> None:
    own = json.loads(render(feed(event()), "json"))["items"][0]["_ilofeed"]

    assert (own["date_ahead"], own["date_text"]) == ("2026-08-31", PRINTED)


def test_what_was_published_is_the_first_sight_in_every_format() -> None:
    shown = feed(event())

    rss, atom = (etree.fromstring(render(shown, format)) for format in ("rss", "atom"))

    assert rss.findtext(".//item/pubDate") == "Sat, 01 Aug 2026 09:30:00 +0000"
    assert atom.findtext(f".//{ATOM}entry/{ATOM}published") == "2026-08-01T09:30:00+00:00"
    assert json.loads(render(shown, "json"))["items"][0]["date_published"] == "2026-08-01T09:30:00Z"


def test_the_text_of_an_article_begins_with_the_date_as_text_and_not_as_markup() -> None:
    with_body = event(date_text="31 August 2026 & <b>later</b>", summary="")
    shown = replace(feed(with_body), bodies={with_body.id: "<p>All of it.</p>"})

    rss = etree.fromstring(render(shown, "rss"))
    html = json.loads(render(shown, "json"))["items"][0]["content_html"]

    assert html == "<p>31 August 2026 &amp; &lt;b&gt;later&lt;/b&gt;</p><p>All of it.</p>"
    assert rss.findtext(f".//item/{CONTENT}") == html


def test_feeds_of_dates_ahead_are_valid_and_say_the_same() -> None:
    shown = feed(event(place="Dakar, Senegal"))

    examined = {format: examine(render(shown, format), now=SEEN) for format in FORMATS}

    assert {format: each.findings for format, each in examined.items()} == {format: [] for format in FORMATS}
    assert compare(examined) == []
