"""Rows of the tables about feeds: publications, archives and pings. `ilofeed.store.rows` has the others."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypedDict

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core.models import Feed, Publication
from ilofeed.core.state import Archive, HubNotification
from ilofeed.store.rows import DamagedError, Row, decoder, row_of


class _Archive(TypedDict):
    sources: tuple[str, ...]
    feed: Feed


class _Id(Struct):
    id: str


class _Ids(Struct):
    entries: tuple[_Id, ...]


class _OnlyIds(Struct):
    feed: _Ids


def publication_row(publication: Publication) -> dict[str, Any]:
    """Return the row of table ``publication`` for *publication*."""
    return row_of(publication)


def publication(row: Row) -> Publication:
    """Return the publication in a row of `publication_row`."""
    return msgspec.convert(dict(row), Publication)


def publications(rows: Iterable[Row]) -> Mapping[str, Mapping[str, Publication]]:
    """Return the publications in *rows*, by feed and format."""
    found: dict[str, dict[str, Publication]] = defaultdict(dict)
    for row in rows:
        found[row["feed"]][row["format"]] = publication(row)
    return found


def archive_row(archive: Archive) -> dict[str, Any]:
    """Return the row of table ``archive`` for *archive*, without its last arrival."""
    entries = tuple(replace(entry, aliases=frozenset()) for entry in archive.feed.entries)
    document = {"sources": archive.sources, "feed": replace(archive.feed, entries=entries)}
    return {
        "feed": archive.feed.slug,
        "name": archive.name,
        "document": zlib.compress(msgspec.json.encode(document)),
    }


def archive(row: Row) -> Archive:
    """Return the archive in a row of `archive_row`. Raises DamagedError if it is incomplete.

    Its feed has the slug of the row, which may have been renamed since.
    """
    found = Archive(name=row["name"], **decoder(_Archive).decode(_document(row)))
    return replace(found, feed=replace(found.feed, slug=row["feed"]))


def archived(row: Row) -> Iterator[str]:
    """Return the ids of the entries in a row of `archive_row`. Raises DamagedError if it is incomplete."""
    return (entry.id for entry in decoder(_OnlyIds).decode(_document(row)).feed.entries)


def _document(row: Row) -> bytes:
    try:
        return zlib.decompress(row["document"])
    except zlib.error as error:
        raise DamagedError(f"archive {row['name']!r} of {row['feed']!r}: {error}") from error


def ping_row(ping: HubNotification) -> dict[str, Any]:
    """Return the row of table ``ping`` for *ping*."""
    return row_of(ping)


def ping(row: Row) -> HubNotification:
    """Return the ping in a row of `ping_row`."""
    return msgspec.convert(dict(row), HubNotification)
