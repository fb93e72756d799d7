"""SQLite files whose bytes, or encoded values, are damaged."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from ilofeed.core.errors import StoreError
from ilofeed.core.models import Extraction, Page
from ilofeed.core.protocols import Store
from ilofeed.core.state import KeptPage, Quarantine, Revision
from ilofeed.store.sqlite import SqliteStore
from store.samples import NOON, commit, entry, poll, state


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore(path)) as opened:
        yield opened


def fill(store: Store) -> None:
    """Write a row to every table with encoded values."""
    page = Page(url="https://www.example.org/", body=b"<p>" * 100)
    read = Extraction(profile="p", url=page.url, language="en", title="News", items=(entry("a").item,))
    store.claim(["news"])
    whole = replace(
        commit(state("news", 1), [entry("a")]),
        revisions=(Revision(entry=entry("a").id, at=NOON, before=entry("a").item),),
        quarantine=Quarantine(source="news", since=NOON, reason="burst", message="", page=page, extraction=read),
        kept=KeptPage(at=NOON, page=page, extraction=read, good=True),
    )
    assert store.record(whole)
    store.keep_robots("www.example.org", "", NOON)


READS: dict[str, Callable[[Store], object]] = {
    "source": lambda store: store.states(),
    "entry": lambda store: store.newest("news", 1),
    "revision": lambda store: store.revisions("news"),
    "quarantine": lambda store: store.quarantine("news"),
    "page": lambda store: store.pages("news"),
    "poll": lambda store: store.polls("news", 1),
    "host": lambda store: store.robots("www.example.org"),
}


def test_a_damaged_database_is_said_to_be_damaged(path: Path, store: SqliteStore) -> None:
    poll(store, "news", [entry(str(index)) for index in range(500)])
    store.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xa5" * (len(whole) - 4096))

    with pytest.raises(StoreError, match="is damaged"), closing(SqliteStore(path)) as damaged:
        damaged.newest("news", 10)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("source.outcome", "no outcome"),
        ("source.last_poll", "yesterday"),
        ("source.gap_from", "2023-02-30"),
        ("source.gap_to", ""),
        ("entry.item", "{}"),
        ("entry.item", "["),
        ("entry.first_seen", "yesterday"),
        ("revision.before", "{}"),
        ("revision.before", ""),
        ("revision.at", "yesterday"),
        ("quarantine.since", "yesterday"),
        ("quarantine.page", "{"),
        ("quarantine.extraction", '{"items": 1}'),
        ("quarantine.body", b""),
        ("quarantine.body", b"not compressed"),
        ("quarantine.body", zlib.compress(b"<p>" * 100)[:-1]),
        ("page.body", b"not compressed"),
        ("page.extraction", "null and void"),
        ("poll.outcome", "no outcome"),
        ("poll.at", "yesterday"),
        ("host.robots_at", "yesterday"),
    ],
)
def test_what_cannot_be_decoded_is_damage_too(
    store: SqliteStore, connection: sqlite3.Connection, place: str, value: object
) -> None:
    table, _, column = place.partition(".")
    fill(store)
    READS[table](store)

    connection.execute(f"UPDATE {table} SET {column} = ?", [value])  # noqa: S608 (names of our own)

    with pytest.raises(StoreError, match="is damaged"):
        READS[table](store)
