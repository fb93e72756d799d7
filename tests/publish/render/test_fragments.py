"""The fast way, with the fragments of published documents, gives the bytes of the whole way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import fields, replace

from ilofeed.core.item_data import ItemData
from ilofeed.core.models import Entry, Feed, Item
from ilofeed.publish import render as rendering
from ilofeed.publish.fragments import Known, cut, digests, documents, joined
from ilofeed.publish.known_fragments import KnownFragments
from ilofeed.publish.render import FORMATS, render
from publish.render.any_feeds import feeds
from publish.render.samples import BODY, FEEDS, FIRST_POLL

# Texts that look like the borders of fragments, as far as an article may contain them.
_BODIES = [
    BODY,
    "<p>\n    &lt;/item&gt;\n    &lt;item&gt;\n</p>",
    "\n    </item>\n    <item>\n",
    "\n  </entry>\n  <entry>\n",
    "\n    },\n    {\n",
    "<!-- <item> --><![CDATA[ </item> ]]>",
]
_HEADS: dict[str, Any] = {
    "title": "Other news",
    "description": "Other entries",
    "home": "https://example.org/elsewhere",
    "language": "fr",
    "ttl": timedelta(hours=3),
    "hubs": ("https://hub.example.org/",),
    "locations": {},
}


def whole(feed: Feed) -> dict[str, bytes]:
    return {format: render(feed, format) for format in FORMATS}


def read(published: Mapping[str, bytes], _name: str, format: str) -> bytes | None:
    return published.get(format)


def known(feed: Feed) -> Known:
    """Return what is known after *feed* has been published."""
    published = whole(feed)
    memory = KnownFragments(partial(read, published))
    memory.remember("news", feed, published)
    return memory.of("news")


@st.composite
def two_versions(draw: st.DrawFn) -> tuple[Feed, Feed]:
    """Draw a feed before and after a poll: with other entries, articles, authors and words about itself."""
    now = draw(feeds())
    chosen = partial(draw, st.sets(st.sampled_from([entry.id for entry in now.entries])))
    kept, revised = chosen() or {now.entries[0].id}, chosen()
    entries = tuple(
        replace(entry, item=replace(entry.item, title="As it was")) if entry.id in revised else entry
        for entry in now.entries
        if entry.id in kept
    )
    articles = {each: draw(st.sampled_from(_BODIES)) for each in chosen()}
    now = replace(now, bodies=articles, authors=dict.fromkeys(chosen(), "A. N. Author"))
    others = {"bodies": {}, "authors": {}, **_HEADS}
    changed = draw(st.sets(st.sampled_from(sorted(others))))
    return replace(now, entries=entries, **{name: others[name] for name in changed}), now


@given(two_versions())
def test_a_document_of_known_and_new_fragments_has_the_bytes_of_one_rendered_whole(
    versions: tuple[Feed, Feed],
) -> None:
    before, now = versions

    assert documents(now, known(before)) == whole(now)
    assert documents(now) == whole(now)


@pytest.mark.parametrize("name", ["bodies", "authors", "language"])
def test_what_a_feed_has_for_its_entries_is_part_of_their_fragments(name: str) -> None:
    before = FEEDS["seed"]
    last = before.entries[-1].id  # the first one is rendered again in any case
    others = {"bodies": {last: BODY}, "authors": {last: "A. N. Author"}, "language": "fr"}

    now = replace(before, **{name: others[name]})

    assert whole(now) != whole(before)
    assert documents(now, known(before)) == whole(now)


def test_of_a_feed_with_another_title_one_entry_is_rendered(monkeypatch: pytest.MonkeyPatch) -> None:
    before = FEEDS["seed"]
    now, found, renderer = replace(before, title="Other news"), known(before), rendering.renderer
    expected, counts = whole(now), []

    def counted(format: str) -> rendering.Renderer:
        def rendered(feed: Feed, entries: Sequence[Entry]) -> bytes:
            counts.append(len(entries))
            return renderer(format)(feed, entries)

        return rendered

    monkeypatch.setattr(rendering, "renderer", counted)

    assert documents(now, found) == expected
    assert counts == [1, 1, 1]


def test_a_document_that_cannot_be_cut_is_rendered_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    feed = FEEDS["seed"]
    found = known(replace(feed, entries=feed.entries[1:]))

    monkeypatch.setattr("ilofeed.publish.fragments.cut", lambda *_: None)

    assert documents(feed, found) == whole(feed)


@pytest.mark.parametrize("feed", FEEDS.values(), ids=FEEDS)
def test_every_document_of_ours_is_cut_into_its_entries_and_joined_again(feed: Feed) -> None:
    for format, document in whole(feed).items():
        parts = cut(document, format)

        assert parts is not None
        assert len(parts.fragments) == len(feed.entries)
        assert joined(parts, parts.fragments, format) == document


@pytest.mark.parametrize("format", ["rss", "atom"])
@pytest.mark.parametrize("inside", ["<!-- one -->", "<![CDATA[one]]>", "<?one?>", "\r"])
def test_a_document_in_which_a_tag_may_be_none_is_not_cut(format: str, inside: str) -> None:
    document = render(FEEDS["seed"], format)

    assert cut(document.replace(b"<title>", b"<title>" + inside.encode(), 1), format) is None


@pytest.mark.parametrize(("format", "end"), [("rss", b"    </item>\n"), ("atom", b"  </entry>\n")])
def test_a_document_that_is_indented_otherwise_is_not_cut(format: str, end: bytes) -> None:
    document = render(FEEDS["seed"], format)

    assert cut(document.replace(end, end.strip() + b"\n", 1), format) is None


_OTHER: dict[str, Any] = {
    "id": "tag:feeds.example.org,2026:other",
    "first_seen": FIRST_POLL + timedelta(days=3),
    "updated": FIRST_POLL + timedelta(days=4),
    "withdrawn": FIRST_POLL,
    "announced": False,
    "noon_offset": 7,
    "aliases": frozenset({"other"}),
    "number": 9,
    "published": date(2026, 11, 2),
    "date_margin": 3,
    "link": "https://www.ilo.org/other",
    "image": "https://www.ilo.org/other.png",
    "language": "fr",
    "data": ItemData(categories=("Other",)),
}


def _altered(feed: Feed, at: str, name: str) -> Feed:
    entry = feed.entries[0]
    value = _OTHER.get(name, "Other")
    item = replace(entry.item, **{name: value}) if at == "item" else entry.item
    entry = replace(entry, item=item, **({name: value} if at == "entry" else {}))
    return replace(feed, entries=(entry, *feed.entries[1:]))


@pytest.mark.parametrize(
    ("at", "name"),
    [
        *(("entry", field.name) for field in fields(Entry) if field.name != "item"),
        *(("item", field.name) for field in fields(Item)),
    ],
)
@pytest.mark.parametrize("feed", [FEEDS["whole"], FEEDS["en"]], ids=["whole", "en"])
def test_whatever_changes_a_byte_of_a_fragment_changes_the_digest_of_its_entry(
    feed: Feed, at: str, name: str
) -> None:
    altered = _altered(feed, at, name)

    is_same = [cut(old, format) for format, old in whole(feed).items()] == [
        cut(new, format) for format, new in whole(altered).items()
    ]

    assert is_same or digests(altered)[0] != digests(feed)[0]
    assert digests(altered)[1:] == digests(feed)[1:]


@pytest.mark.parametrize("name", ["number", "aliases"])
def test_the_place_of_an_item_on_its_page_is_no_part_of_its_digest(name: str) -> None:
    feed = FEEDS["seed"]

    assert digests(_altered(feed, "item" if name == "number" else "entry", name)) == digests(feed)


def test_fragments_of_a_document_that_was_altered_are_not_used() -> None:
    feed = FEEDS["seed"]
    published = whole(feed)
    memory = KnownFragments(partial(read, published))
    memory.remember("news", feed, published)
    assert len(memory.of("news").rows) == len(feed.entries)

    published["atom"] = published["atom"].replace(b"COVID", b"Covid", 1)

    assert memory.of("news").rows == {}
    del published["atom"]
    assert memory.of("news").rows == {}
    assert memory.of("other").rows == {}


def test_the_memory_has_room_for_a_number_of_feeds_and_forgets_the_oldest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ilofeed.publish.known_fragments._MOST_FEEDS", 2)
    feed = FEEDS["minimal"]
    published = whole(feed)
    memory = KnownFragments(partial(read, published))

    for name in ("one", "two", "one", "three"):
        memory.remember(name, feed, published)

    assert [bool(memory.of(name).rows) for name in ("one", "two", "three")] == [True, False, True]
