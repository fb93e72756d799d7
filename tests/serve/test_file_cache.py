"""Limits of the cache of published files."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from fakes.clock import FakeClock
from ilofeed.serve.file_cache import Document, Documents, Room

LONG = b"<rss>" + b"Report on work. " * 1000
PACKED = {b"accept-encoding": b"gzip"}


def sizes(document: Document) -> int:
    return sum(len(each) for each in (document._body, document._packed) if each)


def test_of_many_documents_the_packed_bodies_are_kept_and_few_plain_ones() -> None:
    room = Room(3 * len(LONG))
    documents = [Document(LONG, "text/plain", (), room=room) for _ in range(10)]

    assert sum(map(sizes, documents)) < 5 * len(LONG)
    for document in documents * 2:
        assert document.ready({})[2] == LONG
        assert gzip.decompress(document.ready(PACKED)[2]) == LONG
    assert sum(map(sizes, documents)) < 5 * len(LONG)


def test_a_body_that_is_larger_than_the_room_comes_whole() -> None:
    document = Document(LONG, "text/plain", (), room=Room(10))

    assert document.ready({})[2] == document.ready({})[2] == LONG


@pytest.mark.parametrize("body", [b"", b"short"])
def test_a_short_body_has_one_form_and_is_always_kept(body: bytes) -> None:
    document = Document(body, "text/plain", (), room=Room(0))

    assert document.ready({}) == document.ready(PACKED)
    assert document.ready({})[2] == body


def test_headers_come_one_by_one_as_they_are_sent() -> None:
    document = Document(b"short", "text/plain", ((b"link", b'<https://a/>; rel="x: y"'),), b"Thu, 01 Jan 1970")

    _, lines, _ = document.ready({})
    _, headers, _ = document.answer({})

    assert b"".join(b"%b: %b\r\n" % each for each in headers) == lines
    assert (b"link", b'<https://a/>; rel="x: y"') in headers


def test_more_files_than_are_kept_are_all_served(tmp_path: Path) -> None:
    names = [f"news.2026-{month:02}.rss" for month in range(1, 13)]
    for name in names:
        (tmp_path / name).write_text(name)
    documents = Documents(tmp_path, FakeClock(), lambda _: (), most=3)

    for name in names * 2:
        found = documents(name)
        assert found is not None
        assert found.ready({})[2] == name.encode()
    assert len(documents._known) == 3
