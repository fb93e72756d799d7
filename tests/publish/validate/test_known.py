"""The check of new fragments alone finds nothing wrong exactly if the whole check does."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ilofeed.core.errors import PublishError
from ilofeed.core.models import Feed
from ilofeed.publish import validate
from ilofeed.publish.fragments import NOTHING, Cut, Known, cut
from ilofeed.publish.known_fragments import KnownFragments
from ilofeed.publish.preflight import check
from ilofeed.publish.render import FORMATS, render
from ilofeed.publish.validate import examine
from ilofeed.publish.validate.known import is_clean
from publish.render.samples import FEEDS, FIRST_POLL
from publish.validate import mutations

NOW = FIRST_POLL + timedelta(days=2, hours=4)
WHOLE, ARCHIVE = FEEDS["whole"], FEEDS["archive"]
MUTATIONS = [
    *(("rss", WHOLE, *each[:2]) for each in mutations.RSS),
    *(("atom", WHOLE, *each[:2]) for each in mutations.ATOM),
    *(("json", WHOLE, *each[:2]) for each in mutations.JSON),
    *(("atom", ARCHIVE, *each[:2]) for each in mutations.ARCHIVE),
]


def rendered(feed: Feed) -> dict[str, bytes]:
    return {format: render(feed, format) for format in FORMATS}


_RENDERED = {id(feed): rendered(feed) for feed in (WHOLE, ARCHIVE)}


def documents(feed: Feed) -> dict[str, bytes]:
    return _RENDERED.get(id(feed)) or rendered(feed)


def known(feed: Feed) -> Known:
    if not feed.entries:
        return NOTHING
    published = documents(feed)
    memory = KnownFragments(lambda _, format: published[format])
    memory.remember("news", feed, published)
    return memory.of("news")


def without(feed: Feed, *left_out: int) -> Feed:
    """Return *feed* without some of its entries, by their places."""
    return replace(feed, entries=tuple(each for at, each in enumerate(feed.entries) if at not in left_out))


def clean(feed: Feed, changed: dict[str, bytes], before: Known, now: datetime = NOW) -> bool:
    return is_clean(documents(feed) | changed, before, now=now, locations=feed.locations)


def clean_as_a_whole(feed: Feed, changed: dict[str, bytes], now: datetime = NOW) -> bool:
    examined = {
        format: examine(document, now=now, location=feed.locations.get(format, ""))
        for format, document in (documents(feed) | changed).items()
    }
    return not any(each.findings for each in examined.values()) and not validate.compare(examined)


_BEFORE = {
    (name, feed.is_archive): known(without(feed, *left_out))
    for feed in (WHOLE, ARCHIVE)
    for name, left_out in {"all": (), "some": (0, 2, 4, 6)}.items()
}


@pytest.mark.parametrize("feed", FEEDS.values(), ids=FEEDS)
def test_a_feed_without_faults_is_clean_whichever_of_its_fragments_are_known(feed: Feed) -> None:
    # Its namespaces stay the same without the last entry that needs none.
    new = max(range(len(feed.entries)), key=lambda at: (not feed.entries[at].item.image, at))

    assert clean(feed, {}, known(feed))
    assert clean(feed, {}, known(without(feed, new))) == (len(feed.entries) > 1)


def test_a_fragment_is_checked_again_in_a_document_of_other_namespaces() -> None:
    only = max(range(len(WHOLE.entries)), key=lambda at: bool(WHOLE.entries[at].item.image))

    assert clean_as_a_whole(WHOLE, {})
    assert not clean(WHOLE, {}, known(without(WHOLE, only)))


@pytest.mark.parametrize("before", ["all", "some"])
@pytest.mark.parametrize(("format", "feed", "pattern", "instead"), MUTATIONS)
def test_every_fault_is_found_though_the_fragments_beside_it_are_known(
    format: str, feed: Feed, pattern: str, instead: str, before: str
) -> None:
    document = documents(feed)[format].decode()
    broken = {format: re.sub(pattern, instead, document, count=1).encode()}

    assert not clean(feed, broken, _BEFORE[before, feed.is_archive])
    assert not clean_as_a_whole(feed, broken)


_NEW, _OLD = WHOLE.entries[0], WHOLE.entries[-1]
_WHOLE_RULES: dict[str, tuple[Feed, datetime]] = {
    "an id twice": (replace(WHOLE, entries=(*WHOLE.entries, WHOLE.entries[-1])), NOW),
    "a time twice": (replace(WHOLE, entries=(*WHOLE.entries[:-1], replace(_OLD, updated=_NEW.updated))), NOW),
    "another order": (replace(WHOLE, entries=WHOLE.entries[::-1]), NOW),
    "the id of the feed": (replace(WHOLE, id=_OLD.id), NOW),
    "a date in the future": (WHOLE, FIRST_POLL - timedelta(days=5)),
    "another place": (replace(WHOLE, locations=ARCHIVE.locations), NOW),
}


@pytest.mark.parametrize("fault", _WHOLE_RULES)
def test_the_rules_over_a_whole_feed_hold_for_known_fragments_too(fault: str) -> None:
    feed, now = _WHOLE_RULES[fault]
    places = {"locations": WHOLE.locations}

    found = is_clean(documents(feed), known(WHOLE), now=now, **places)

    assert not found
    with pytest.raises(PublishError):
        check(documents(feed), "news", WHOLE.locations, now, known(WHOLE))


def _lacking(pattern: bytes, format: str) -> Callable[[Feed], dict[str, bytes]]:
    def altered(feed: Feed) -> dict[str, bytes]:
        return {format: re.sub(pattern, b"", render(feed, format), count=1)}

    return altered


_ALTERED = {
    "an entry is missing in one format": _lacking(rb"(?s)  <entry>.*?</entry>\n", "atom"),
    "a namespace is no longer declared": _lacking(rb' xmlns:media="[^"]*"', "rss"),
    "the date of the feed is missing": _lacking(rb"    <lastBuildDate>.*?</lastBuildDate>\n", "rss"),
}


@pytest.mark.parametrize("what", _ALTERED)
def test_a_document_around_known_fragments_is_checked(what: str) -> None:
    changed = _ALTERED[what](WHOLE)

    assert not clean_as_a_whole(WHOLE, changed)
    assert not clean(WHOLE, changed, known(WHOLE))


def test_a_document_is_not_accepted_if_it_is_cut_elsewhere_than_where_its_entries_begin(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = known(WHOLE)

    def shifted(document: bytes, format: str) -> Cut:
        parts = cut(document, format)
        assert parts is not None
        first, *others = parts.fragments
        between = b",\n" if format == "json" else b""
        # All are known, so nothing is between the first one and the last.
        return Cut(parts.head + first, tuple(others[:-1]), between + others[-1] + parts.tail)

    assert clean(WHOLE, {}, before)
    monkeypatch.setattr("ilofeed.publish.validate.known.cut", shifted)

    assert not clean(WHOLE, {}, before)


def test_a_known_fragment_that_cannot_be_read_is_not_accepted() -> None:
    before = known(WHOLE)
    old = cut(documents(WHOLE)["json"], "json")
    assert old is not None
    broken = old.fragments[2].replace(b'"id":', b'"id"', 1)
    rows = {
        key: tuple(broken if each == old.fragments[2] else each for each in row)
        for key, row in before.rows.items()
    }
    changed = {"json": documents(WHOLE)["json"].replace(old.fragments[2], broken)}

    assert not clean(WHOLE, changed, replace(before, rows=rows))


def test_fragments_of_one_entry_are_known_together_or_not_at_all() -> None:
    revised = replace(_OLD, item=replace(_OLD.item, title="Another title"))
    other = replace(WHOLE, entries=(*WHOLE.entries[:-1], revised))
    mixed = {"atom": render(other, "atom")}
    both = Known(known(WHOLE).scopes, {**known(WHOLE).rows, **known(other).rows})

    assert not clean_as_a_whole(WHOLE, mixed)
    assert not clean(WHOLE, mixed, both)


@pytest.mark.parametrize("format", ["atom", "json"])
def test_an_entry_that_names_no_author_is_checked_again_because_that_of_its_feed_may_have_changed(
    format: str,
) -> None:
    author = rb"\n    <author>.*?</author>" if format == "atom" else rb'\n      "authors": \[.*?\],'
    published = documents(WHOLE)
    stripped = {format: re.sub(rb"(?s)" + author, b"", published[format])}
    before = known(WHOLE)
    rows = {
        key: tuple(
            re.sub(rb"(?s)" + author, b"", each) if name == format else each
            for name, each in zip(FORMATS, row, strict=True)
        )
        for key, row in before.rows.items()
    }
    head = stripped[format].replace(b"International Labour Organization", b"Somebody", 1)

    assert not clean_as_a_whole(WHOLE, {format: head})
    assert not clean(WHOLE, {format: head}, replace(before, rows=rows))


def test_a_document_that_is_too_large_is_refused_however_much_of_it_is_known() -> None:
    large = replace(WHOLE, bodies={each.id: "<p>word</p>" * 8_000 for each in WHOLE.entries})
    published = documents(large)
    memory = KnownFragments(lambda _, format: published[format])
    memory.remember("news", large, published)

    assert not is_clean(published, memory.of("news"), now=NOW, locations=WHOLE.locations)


@given(st.sampled_from(FORMATS), st.data())
def test_whatever_is_done_to_a_document_it_is_clean_only_if_it_is_clean_as_a_whole(
    format: str, data: st.DataObject
) -> None:
    document = documents(WHOLE)[format]
    begin = data.draw(st.integers(0, len(document)))
    end = data.draw(st.integers(begin, min(len(document), begin + 400)))
    elsewhere = data.draw(st.integers(0, len(document)))
    inserted = data.draw(st.binary(max_size=3) | st.just(document[elsewhere : elsewhere + end - begin]))
    changed = {format: document[:begin] + inserted + document[end:]}
    before = data.draw(st.sampled_from([*_BEFORE.values()]))

    assert clean(WHOLE, changed, before) <= clean_as_a_whole(WHOLE, changed)
