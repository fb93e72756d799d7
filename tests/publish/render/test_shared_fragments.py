"""Archives of a feed over several sources, with the fragments of the archives of its sources."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ilofeed.core.models import Feed
from ilofeed.publish import shared_fragments
from ilofeed.publish.fragments import NOTHING, documents
from ilofeed.publish.render import FORMATS, render
from ilofeed.publish.shared_fragments import SharedFragments
from publish.render.any_feeds import feeds
from publish.render.samples import FEEDS

SEED = FEEDS["seed"]


class Archives:
    """Documents that have been published, and a memory of them."""

    def __init__(self) -> None:
        self.published: dict[tuple[str, str], bytes] = {}
        self.memory = SharedFragments(lambda name, format: self.published.get((name, format)))

    def publish(self, name: str, feed: Feed) -> None:
        found = whole(feed)
        self.published |= {(name, format): document for format, document in found.items()}
        self.memory.remember(name, feed, found)


@pytest.fixture
def archives() -> Archives:
    return Archives()


def whole(feed: Feed) -> dict[str, bytes]:
    return {format: render(feed, format) for format in FORMATS}


def part(feed: Feed, begin: int, end: int | None = None) -> Feed:
    return replace(feed, entries=feed.entries[begin:end])


@given(feeds(), st.data())
def test_documents_with_shared_fragments_have_the_bytes_of_those_rendered_whole(
    feed: Feed, data: st.DataObject
) -> None:
    archives, cuts = Archives(), st.integers(0, len(feed.entries))
    for number in range(data.draw(st.integers(0, 3))):
        begin, end = sorted((data.draw(cuts), data.draw(cuts)))
        language = data.draw(st.sampled_from([feed.language, "sw"]))
        if begin < end:
            archives.publish(f"{number}", replace(part(feed, begin, end), title="Other", language=language))

    known = archives.memory.of(feed)

    assert documents(feed, known) == whole(feed)


def test_entries_of_several_archives_are_found_and_no_others(archives: Archives) -> None:
    archives.publish("one", part(SEED, 0, 2))
    archives.publish("other", part(SEED, 2, 5))

    assert len(archives.memory.of(SEED).rows) == 5
    assert len(archives.memory.of(part(SEED, 1, 3)).rows) == 2
    assert archives.memory.of(part(SEED, 5)) == NOTHING


def test_only_fragments_with_one_set_of_namespaces_are_shared(archives: Archives) -> None:
    pictured = replace(SEED.entries[0], item=replace(SEED.entries[0].item, image="https://www.ilo.org/a.jpg"))
    both = replace(SEED, entries=(pictured, *SEED.entries[1:]))
    archives.publish("with", part(both, 0, 1))
    archives.publish("without", part(both, 1, 4))

    known = archives.memory.of(both)

    assert len(known.rows) == 3
    assert b"media" not in b"".join(known.scopes)


def test_an_archive_that_was_altered_is_not_used(archives: Archives) -> None:
    archives.publish("one", part(SEED, 0, 2))
    archives.publish("other", part(SEED, 2, 4))

    archives.published["one", "rss"] += b" "

    assert len(archives.memory.of(SEED).rows) == 2


def test_each_document_is_read_once_in_a_row(archives: Archives) -> None:
    archives.publish("one", SEED)
    read = []

    def reading(name: str, format: str) -> bytes | None:
        read.append(format)
        return archives.published.get((name, format))

    memory = SharedFragments(reading)
    memory.remember("one", SEED, whole(SEED))
    for at in range(4):
        assert len(memory.of(part(SEED, at, at + 1)).rows) == 1

    assert read == list(FORMATS)


def test_the_memory_has_a_limit_and_is_emptied(archives: Archives, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_fragments, "_MOST_ENTRIES", 3)
    archives.publish("one", part(SEED, 0, 3))
    archives.publish("other", part(SEED, 3))
    assert len(archives.memory.of(SEED).rows) == 3

    archives.memory.forget()

    assert archives.memory.of(SEED) == NOTHING
    archives.publish("other", part(SEED, 3, 5))
    assert len(archives.memory.of(SEED).rows) == 2


def test_entries_whose_digests_begin_alike_are_told_apart(
    archives: Archives, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_fragments, "_number", lambda _key: 1)
    archives.publish("one", part(SEED, 0, 2))

    assert documents(SEED, archives.memory.of(SEED)) == whole(SEED)
    assert len(archives.memory.of(SEED).rows) == 2
