"""The checker finds every fault by its name, and none where there is none."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from msgspec.structs import replace

from ilofeed.core.models import Feed
from ilofeed.publish.render import FORMATS, render
from ilofeed.publish.render.opml import opml
from ilofeed.publish.validate import RULES, compare, examine, validate
from publish.render.samples import FEEDS, FIRST_POLL
from publish.validate import mutations

NOW = FIRST_POLL + timedelta(days=2, hours=4)
WHOLE, ARCHIVE = FEEDS["whole"], FEEDS["archive"]
DOCUMENTS = {
    "rss": (render(WHOLE, "rss"), WHOLE.locations["rss"], mutations.RSS),
    "atom": (render(WHOLE, "atom"), WHOLE.locations["atom"], mutations.ATOM),
    "json": (render(WHOLE, "json"), WHOLE.locations["json"], mutations.JSON),
    "archive": (render(ARCHIVE, "atom"), ARCHIVE.locations["atom"], mutations.ARCHIVE),
    "opml": (opml("Feeds", [WHOLE, FEEDS["arabic"]]), "", mutations.OPML),
}
MUTATIONS = [(name, *mutation) for name, (_, _, found) in DOCUMENTS.items() for mutation in found]


def rules(document: bytes, location: str = "") -> set[str]:
    return {finding.rule for finding in validate(document, now=NOW, location=location)}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("feed", FEEDS.values(), ids=FEEDS)
def test_what_we_render_has_no_fault(feed: Feed, format: str) -> None:
    assert validate(render(feed, format), now=NOW, location=feed.locations.get(format, "")) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_the_mutations_start_from_has_no_fault(name: str) -> None:
    document, location, _ = DOCUMENTS[name]

    assert validate(document, now=NOW, location=location) == []


@pytest.mark.parametrize(("name", "pattern", "instead", "rule"), MUTATIONS)
def test_every_fault_is_found_by_name(name: str, pattern: str, instead: str, rule: str) -> None:
    document, location, _ = DOCUMENTS[name]

    broken, count = re.subn(pattern, instead, document.decode(), count=1)

    assert count == 1
    assert broken != document.decode()
    assert rule in rules(broken.encode(), location)


@pytest.mark.parametrize("format", ["rss", "atom"])
@pytest.mark.parametrize("text", ["No &#x3C;b&gt; day", "No &#x26;1st day", "No &#x26;nbsp day"])
def test_text_that_looks_like_markup_is_accepted_if_it_is_written_with_hexadecimal_references(
    text: str, format: str
) -> None:
    document, location, _ = DOCUMENTS[format]

    written = document.replace(b">No day, no summary</title>", f">{text}</title>".encode(), 1)

    assert written != document
    assert rules(written, location) == set()


def test_there_are_more_than_a_hundred_and_twenty_of_them() -> None:
    assert len(set(MUTATIONS)) == len(MUTATIONS) > 120


def test_every_rule_is_tried() -> None:
    beside = {"differs", "too_large", "too_many_entries"}  # below

    assert {rule for *_, rule in MUTATIONS} | beside == set(RULES)


@pytest.mark.parametrize("format", FORMATS)
def test_a_feed_too_large_or_too_long_is_refused(format: str) -> None:
    entries = [
        replace(
            WHOLE.entries[0],
            id=f"tag:feeds.example.org,2026:ilo/en/{number}",
            first_seen=FIRST_POLL - timedelta(seconds=number),
            updated=FIRST_POLL - timedelta(seconds=number),
        )
        for number in range(501)
    ]

    long = replace(FEEDS["minimal"], entries=tuple(entries))
    large = replace(long, entries=long.entries[:100], bodies={each.id: "<p>word</p>" * 500 for each in entries})

    assert rules(render(long, format)) == {"too_many_entries"}
    assert rules(render(large, format)) == {"too_large"}


@pytest.mark.parametrize(
    ("pattern", "instead", "said"),
    [
        (
            '"id": "tag:feeds.example.org,2026:ilo/en/27873558b00fcb84"',
            '"id": "tag:feeds.example.org,2026:x"',
            "id of",
        ),
        ('"title": "No day, no summary"', '"title": "Another"', "title of"),
        ('"url": "https://www.ilo.org/undated"', '"url": "https://www.ilo.org/dated"', "link of"),
        (r'(?s)(?<="authors": \[\n      )(.*?)"name": "Int[^"]*"', r'\1"name": "Nobody"', "author of"),
        ('"date_modified": "2026-11-23T09:29:59Z"', '"date_modified": "2026-11-24T09:29:59Z"', "updated of"),
        ('"title": "News & views"', '"title": "Views"', "the feed's title"),
        (r'(?s)("items": \[)\s*\{.*?\n    \},', r"\1", "8 and 7 entries"),
    ],
)
def test_formats_that_do_not_say_the_same_are_found(pattern: str, instead: str, said: str) -> None:
    documents = {format: render(WHOLE, format) for format in FORMATS}
    assert not compare({format: examine(document, now=NOW) for format, document in documents.items()})

    broken = re.sub(pattern, instead, documents["json"].decode(), count=1).encode()

    found = compare({"rss": examine(documents["rss"], now=NOW), "json": examine(broken, now=NOW)})
    assert {finding.rule for finding in found} == {"differs"}
    assert any(said in finding.message for finding in found)


@pytest.mark.parametrize(
    ("format", "author"),
    [
        ("atom", r"(?s)(?<=<entry>)(.*?)<author>.*?</author>"),
        ("json", r'(?s)(?<="id": "tag)(.*?)"authors": \[.*?\],'),
    ],
)
def test_an_entry_without_an_author_has_that_of_its_feed(format: str, author: str) -> None:
    documents = {each: render(WHOLE, each) for each in ("rss", format)}

    without = re.sub(author, r"\1", documents[format].decode()).encode()

    assert len(without) < len(documents[format])
    assert rules(without) == set()
    found = compare({"rss": examine(documents["rss"], now=NOW), format: examine(without, now=NOW)})
    assert [finding.message for finding in found] == ["author of item 2 differ"]


@pytest.mark.parametrize(
    "document", [b"", b" ", b"\xff\xfe", b"null", b"[]", b"[" * 100_000, b"<" * 100_000, b"{}"]
)
def test_anything_at_all_can_be_looked_at(document: bytes) -> None:
    assert rules(document)


def test_an_entity_is_not_followed() -> None:
    document = (
        b'<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel>&a;</channel></rss>'
    )

    findings = validate(document, now=NOW)

    assert "doctype" in {finding.rule for finding in findings}
    assert not any("root:" in finding.message for finding in findings)


def test_a_finding_says_where() -> None:
    document = (
        render(WHOLE, "rss").decode().replace("<link>https://www.ilo.org/tomorrow", "<link>/tomorrow").encode()
    )

    (finding,) = validate(document, now=NOW)

    assert (finding.rule, finding.where) == ("address", "rss > channel > item 2 > link")
