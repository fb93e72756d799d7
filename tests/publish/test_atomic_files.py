"""Files that are written aside and moved together: what is on the disk before a name leads to it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ilofeed.publish.atomic_files import AtomicWriter, Folders, flush_file_system
from ilofeed.publish.targets import Batch, InFolder
from ilofeed.store.sqlite import SqliteStore

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def descriptor(tmp_path: Path) -> Iterator[int]:
    descriptor = os.open(tmp_path, os.O_RDONLY)
    yield descriptor
    os.close(descriptor)


def put(moves: AtomicWriter, folder: Path, count: int) -> None:
    for number in range(count):
        moves.put(folder / f"feed-{number}.rss", b"new", NOON)


@pytest.mark.parametrize(("count", "flushes"), [(1, 0), (15, 0), (16, 1), (200, 1)])
def test_many_files_are_flushed_at_once_before_any_is_moved(
    tmp_path: Path, descriptor: int, count: int, flushes: int
) -> None:
    seen: list[list[str]] = []

    def flush_all(_: int) -> bool:
        seen.append(sorted(path.name for path in tmp_path.iterdir()))
        return True

    with AtomicWriter(descriptor, flush_all) as moves:
        put(moves, tmp_path, count)

    assert len(seen) == flushes
    assert all(len(names) == count and all(name.endswith(".new") for name in names) for names in seen)
    assert {path.name for path in tmp_path.iterdir()} == {f"feed-{number}.rss" for number in range(count)}
    assert {path.stat().st_mtime for path in tmp_path.iterdir()} == {NOON.timestamp()}


def test_without_a_flush_of_all_each_file_is_flushed(tmp_path: Path, descriptor: int) -> None:
    with AtomicWriter(descriptor, lambda _: False) as moves:
        put(moves, tmp_path, 20)

    assert len(list(tmp_path.glob("*.rss"))) == 20


def test_a_flush_that_fails_leaves_the_old_files(tmp_path: Path, descriptor: int) -> None:
    def flush_all(_: int) -> bool:
        raise OSError(5, "Input/output error")

    (tmp_path / "feed-3.rss").write_bytes(b"old")

    with pytest.raises(OSError, match="Input/output"), AtomicWriter(descriptor, flush_all) as moves:
        put(moves, tmp_path, 20)

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"feed-3.rss": b"old"}


def test_the_file_system_can_be_flushed_and_a_descriptor_that_is_closed_cannot(descriptor: int) -> None:
    assert flush_file_system(descriptor) in (True, False)

    closed = os.dup(descriptor)
    os.close(closed)
    if flush_file_system(descriptor):
        with pytest.raises(OSError, match="Bad file descriptor"):
            flush_file_system(closed)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[InFolder]:
    with closing(SqliteStore(None)) as store:
        yield InFolder(store, Folders(tmp_path))


def test_a_document_is_in_a_file_aside_as_soon_as_it_is_rendered(place: InFolder, tmp_path: Path) -> None:
    with place.locked("news") as pending:
        pending.put("news", "rss", b"new", NOON)
        names = [path.name for path in tmp_path.iterdir()]
        pending.keep(Batch(publications=()))
        kept = [path.name for path in tmp_path.iterdir()]

    assert (names, kept) == ([".news.rss.new"], ["news.rss"])


def test_files_aside_are_removed_when_a_later_document_fails(place: InFolder, tmp_path: Path) -> None:
    (tmp_path / "news.rss").write_bytes(b"old")

    def publish() -> None:
        with place.locked("news") as pending:
            pending.put("news", "rss", b"new", NOON)
            raise ValueError("wrong")

    with pytest.raises(ValueError, match="wrong"):
        publish()

    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("news.rss", b"old")]
