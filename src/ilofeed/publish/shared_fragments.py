"""Fragments in the archives that were made a moment ago, for the archives of other feeds with the same entries.

A feed over several sources has the entries of their own feeds, which are published before it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from ilofeed.core.models import Feed
from ilofeed.publish.fragments import NOTHING, Known, Row, digests
from ilofeed.publish.known_fragments import KnownFragments

# An entry takes 120 bytes.
_MOST_ENTRIES = 100_000


class SharedFragments:
    """A memory of the archives that were made last, until `forget` is called.

    As `KnownFragments`, it keeps no fragments: they are taken from documents that still have the bytes that were
    checked.
    """

    def __init__(self, read: Callable[[str, str], bytes | None]) -> None:
        """Take *read*, which returns the published document of a name and a format."""
        self._documents = KnownFragments(read)
        self._places: dict[int, str] = {}
        self._latest: tuple[str, Known] = ("", NOTHING)

    def remember(self, name: str, feed: Feed, documents: Mapping[str, bytes]) -> None:
        """Remember that *documents* of *feed* have been checked and are published as *name*."""
        if len(self._places) + len(feed.entries) <= _MOST_ENTRIES:
            self._documents.remember(name, feed, documents)
            self._places |= dict.fromkeys(map(_number, digests(feed)), name)

    def of(self, feed: Feed) -> Known:
        """Return the fragments of entries of *feed* that are in the documents."""
        if not self._places:
            return NOTHING
        keys = digests(feed)
        wanted = dict.fromkeys(name for key in keys if (name := self._places.get(_number(key))))
        found = [self._known(name) for name in wanted]
        scopes = Counter(known.scopes for known in found for _ in known.rows)
        if not scopes:
            return NOTHING
        ((most, _),) = scopes.most_common(1)
        rows: dict[bytes, Row] = {}
        for known in found:
            if known.scopes == most:
                rows |= known.rows
        return Known(most, {key: rows[key] for key in keys if key in rows})

    def forget(self) -> None:
        """Forget all documents."""
        self._places.clear()
        self._latest = ("", NOTHING)

    def _known(self, name: str) -> Known:
        """Return the fragments of a document; those of the latest one are not read again."""
        latest = self._latest
        if name != latest[0]:
            latest = self._latest = (name, self._documents.of(name))
        return latest[1]


def _number(key: bytes) -> int:
    """Return the beginning of *key*, which takes less memory. It says where to look; the whole key decides."""
    return int.from_bytes(key[:8], "big")
