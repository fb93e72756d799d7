"""Render texts that look like markup so that validators accept them and readers show them."""

from __future__ import annotations

import json
from html import unescape

import feedparser
import pytest
from lxml import etree
from msgspec.structs import replace

from ilofeed.core.markup import JOINER, whole
from ilofeed.core.models import Feed, Item
from ilofeed.publish.render import FORMATS, render
from ilofeed.publish.render.opml import opml
from ilofeed.publish.validate import compare, examine, validate
from publish.render.reading import ATOM, every_xml
from publish.render.samples import BODY, FEEDS, FIRST_POLL, entry, feed

# A title, and how RSS and Atom have it letter by letter.
TITLES = {
    "Q&A: R&D at 3 < 4 & more": "Q&amp;A: R&amp;D at 3 &lt; 4 &amp; more",
    "a <b> & c": "a &#x3C;b&gt; &#x26; c",
    "<gorilla>": "&#x3C;gorilla&gt;",
    "ISO<27001": "ISO&lt;27001",
    "AT&amp;T": f"AT&amp;{JOINER}amp;T",
    "Safety &1st": "Safety &#x26;1st",
    "&apos; and &#65;": f"&amp;{JOINER}apos; and &amp;{JOINER}#65;",
    "&nbsp and &nope;": f"&#x26;nbsp and &#x26;{JOINER}nope;",
    "A </b> too many": f"A &lt;{JOINER}/b&gt; too many",
    "<b>x</b>": f"&#x3C;b&gt;x&#x3C;{JOINER}/b&gt;",
    "<!-- and <?": "&#x3C;!-- and &#x3C;?",
    f"A <{JOINER}/b> of the page": f"A &lt;{JOINER}/b&gt; of the page",
}


def titled(title: str) -> Feed:
    """Return a feed that has *title* wherever it has a text."""
    item = Item(
        key="t", title=title, summary=title, kicker=title, place=title, author=title, link="https://www.ilo.org/t"
    )
    one = entry(item)
    return replace(feed(one), title=title, description=title, authors={one.id: title}, bodies={one.id: BODY})


@every_xml
@pytest.mark.parametrize(("title", "written"), TITLES.items())
def test_a_title_is_written_with_hexadecimal_references_only_if_it_looks_like_markup(
    title: str, written: str, format: str
) -> None:
    document = render(titled(title), format).decode()

    assert document.count(f">{written}</") >= 4


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("title", TITLES)
def test_no_text_that_looks_like_markup_breaks_a_rule(title: str, format: str) -> None:
    made = titled(title)

    assert validate(render(made, format), now=FIRST_POLL, location=made.locations[format]) == []


@pytest.mark.parametrize("title", TITLES)
def test_the_formats_agree_on_a_text_that_looks_like_markup(title: str) -> None:
    made = titled(title)

    examined = {format: examine(render(made, format), now=FIRST_POLL) for format in FORMATS}

    assert compare(examined) == []
    found = {whole(text) for report in examined.values() for text in (report.title, report.entries[0].author)}
    assert found == {whole(title)}


@every_xml
@pytest.mark.parametrize("title", TITLES)
def test_a_reader_gets_every_text_back(title: str, format: str) -> None:
    seen = feedparser.parse(render(titled(title), format))
    (shown,) = seen.entries

    assert [whole(text) for text in (seen.feed.title, shown.title, shown.author)] == [whole(title)] * 3
    assert [whole(tag.term) for tag in shown.tags] == [whole(title)]
    assert unescape(shown.summary) == title
    assert shown.content[0].value == BODY


@pytest.mark.parametrize("title", TITLES)
def test_json_has_every_text_as_it_is(title: str) -> None:
    found = json.loads(render(titled(title), "json"))
    (item,) = found["items"]

    assert {found["title"], found["description"], item["title"], item["summary"], *item["tags"]} == {title}
    assert item["authors"] == [{"name": title}]


def test_a_text_with_markup_is_html_in_atom() -> None:
    kinds = {}
    for title in TITLES:
        (summary,) = etree.fromstring(render(titled(title), "atom")).iter(f"{ATOM}summary")
        kinds[title] = summary.get("type")
        assert (unescape(summary.text or "") if summary.get("type") == "html" else summary.text) == title

    assert {title for title, kind in kinds.items() if kind == "text"} == {
        "Q&A: R&D at 3 < 4 & more",
        "ISO<27001",
        f"A <{JOINER}/b> of the page",
    }


@every_xml
def test_escaped_markup_of_an_article_is_not_unescaped_by_a_reader_that_decodes_twice(format: str) -> None:
    one = FEEDS["full"].entries[0]
    shown = "<p>A &lt;script&gt; element, &amp;lt; and <em>R&amp;D</em></p>"

    document = render(replace(FEEDS["full"], bodies={one.id: shown}), format).decode()

    assert (
        "&lt;p&gt;A &#x26;lt;script&#x26;gt; element, &#x26;amp;lt; and &lt;em&gt;R&#x26;amp;D&lt;/em&gt;&lt;/p&gt;"
        in document
    )
    assert feedparser.parse(document).entries[0].content[0].value == shown


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("Q&A & R&D", "Q&A & R&D"),
        ("a <b> & c", "a &lt;b&gt; &amp; c"),
        ("3 < 4", "3 &lt; 4"),
        ("AT&amp;T", "AT&amp;amp;T"),
    ],
)
def test_a_label_of_a_subscription_list_is_html(title: str, label: str) -> None:
    document = opml(title, [replace(FEEDS["seed"], title=title)])

    root = etree.fromstring(document)
    (outline,) = root.iter("outline")
    assert (root.findtext("head/title"), outline.get("text"), outline.get("title")) == (label, label, label)
    assert validate(document, now=FIRST_POLL) == []
