"""Fragments of published documents, in what is published next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from fakes.entries import item
from fakes.published_news import Shelf
from ilofeed.publish.known_fragments import KnownFragments
from ilofeed.store import open_store


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    store = open_store("sqlite:///test.db", folder=tmp_path)
    yield Shelf(store, tmp_path)
    store.close()


def test_what_is_published_of_known_fragments_is_what_is_rendered_whole(shelf: Shelf) -> None:
    for at, items in enumerate(([1], [2, 3], [4], [5, 6, 7])):
        shelf.clock.pass_by(hours=1)
        shelf.keep(*(item(each, f"News {each}", place="Genève" if at else None) for each in items))

        assert shelf.publish()
        assert shelf.files() == shelf.files_made_anew()


def test_no_fragment_is_taken_from_a_file_that_was_tampered_with(shelf: Shelf) -> None:
    shelf.keep(item(1, "First news"))
    shelf.publish()
    path = shelf.output / "news.rss"
    path.write_bytes(path.read_bytes().replace(b"First news", b"Worst news"))
    shelf.keep(item(2, "Second news"), at=shelf.clock.now() + timedelta(seconds=1))

    assert shelf.publish()

    assert b"First news" in path.read_bytes()
    assert shelf.files() == shelf.files_made_anew()


def test_publish_uses_no_known_fragments(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.keep(item(1))
    shelf.publish()
    (shelf.output / "news.html").write_bytes(b"altered")

    with monkeypatch.context() as patched:
        patched.delattr(KnownFragments, "of")
        shelf.publish(thoroughly=True)

    assert shelf.files() == shelf.files_made_anew()
