"""Publish the documents of archives. A closed archive keeps its bytes (RFC 5005 section 4)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

from msgspec import Struct

from ilofeed.core.protocols import Clock, Store
from ilofeed.core.state import Archive
from ilofeed.publish.feed_builder import FeedBuilder
from ilofeed.publish.preflight import check, shrink_to_limit
from ilofeed.publish.render import FORMATS
from ilofeed.publish.targets import Target
from ilofeed.publish.transaction import PublishTransaction

# Part of the stamp of archives, which every release keeps: archives are not rendered again when the rendering of
# feeds changes. The number is that of the first archives.
_FIRST_RENDERING = 4


def digest(made_from: Sequence[object]) -> str:
    """Return a stamp of all inputs of a document."""
    return sha256(json.dumps(made_from).encode()).hexdigest()


class ArchiveDocuments(Struct, frozen=True, kw_only=True):
    """The documents of the archives of all feeds."""

    store: Store
    clock: Clock
    place: Target
    contents: FeedBuilder

    def put(self, feed: str, closing: Sequence[Archive], writing: PublishTransaction, *, thoroughly: bool) -> None:
        """Publish the archives *closing* of *feed*, and those of its archives that are not in place.

        The last one shows whether all are in place. *thoroughly* reads every document.
        """
        stamp = digest([_FIRST_RENDERING, self.contents.site.base_url])
        names = self.store.archive_names(feed)
        missing: set[str] = set()
        if names and (thoroughly or not self.place.holds({f"{feed}.{names[-1]}": dict.fromkeys(FORMATS, stamp)})):
            missing = {name for name in names if not self._is_intact(f"{feed}.{name}", stamp)}
        all_names = (*names, *(archive.name for archive in closing))
        for archive in (*self._kept(feed, missing), *closing):
            placed, documents = shrink_to_limit(self.contents.placed(archive, all_names))
            name = f"{feed}.{archive.name}"
            check(documents, name, placed.locations, self.clock.now())
            writing.put(name, documents, dict.fromkeys(documents, stamp))

    def _kept(self, feed: str, names: Iterable[str]) -> Iterator[Archive]:
        wanted = set(names)
        return (archive for archive in (self.store.archives(feed) if wanted else ()) if archive.name in wanted)

    def _is_intact(self, name: str, stamp: str) -> bool:
        """Return whether all documents *name* have the bytes that were published under *stamp*."""
        published = self.store.publications(name)
        for format in FORMATS:
            record, existing = published.get(format), self.place.published(name, format)
            if record is None or existing is None or (record.stamp, record.digest) != (stamp, existing[0]):
                return False
        return True
