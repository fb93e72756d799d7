"""Whatever a page says: once cleaned, it renders, and a reader gets back what was said."""

from __future__ import annotations

import json
import re
from html import unescape
from io import BytesIO

import feedparser
import pytest
from hypothesis import given
from lxml import etree

from ilofeed.core.markup import whole
from ilofeed.core.models import Feed, Item
from ilofeed.core.text import clean
from ilofeed.publish.render import FORMATS, headline, render
from ilofeed.publish.render import text as text_of
from publish.render.any_feeds import feeds
from publish.render.samples import entry, feed

ATOM = "{http://www.w3.org/2005/Atom}"

# XML 1.0 section 2.2, Char.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@given(feeds())
def test_every_cleaned_text_comes_back_from_every_format(feed: Feed) -> None:
    rss = etree.fromstring(render(feed, "rss"))
    atom = etree.fromstring(render(feed, "atom"))
    items = json.loads(render(feed, "json"))["items"]

    titles = [headline(entry.item) for entry in feed.entries]
    assert [whole(item.findtext("title", "")) for item in rss.iter("item")] == titles
    assert [whole(each.findtext(f"{ATOM}title", "")) for each in atom.iter(f"{ATOM}entry")] == titles
    assert [item["title"] for item in items] == titles
    descriptions = [unescape(item.findtext("description", "")) for item in rss.iter("item")]
    assert descriptions == [text_of(entry) for entry in feed.entries]
    assert [item.get("summary", "") for item in items] == [entry.item.summary for entry in feed.entries]


def _as_read(title: str) -> str:
    """*title* with feedparser's repair of what looks like UTF-8 taken for Latin-1."""
    try:
        return title.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return title


@given(feeds())
def test_a_reader_of_atom_takes_every_title_for_plain_text(feed: Feed) -> None:
    seen = feedparser.parse(BytesIO(render(feed, "atom")))

    assert seen.bozo == 0
    assert [whole(each.title) for each in seen.entries] == [
        _as_read(headline(entry.item)) for entry in feed.entries
    ]


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.slow
def test_no_character_there_is_breaks_a_feed_once_cleaned(format: str) -> None:
    every = "".join(map(chr, range(0x110000)))
    text = clean(every, limit=len(every))
    item = Item(
        key="all", title=text, link="https://www.ilo.org/", summary=text, kicker=text, place=text, date_text=text
    )

    rendered = render(feed(entry(item)), format).decode()

    assert not _NOT_XML.search(rendered)
    if format == "json":
        assert json.loads(rendered)["items"][0]["title"] == text
    else:
        titles = [each.text for each in etree.fromstring(rendered.encode()).iter("title", f"{ATOM}title")]
        assert titles[1] == text
