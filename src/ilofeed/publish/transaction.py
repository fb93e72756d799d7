"""Publish a set of documents together with their records, or change nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import timedelta
from hashlib import sha256
from types import TracebackType
from typing import Self

from ilofeed.core.models import Publication
from ilofeed.core.protocols import Clock, Store
from ilofeed.core.state import Archive, HubNotification
from ilofeed.publish.render import FOR_PEOPLE
from ilofeed.publish.targets import Batch, Pending, Target

_SECOND = timedelta(seconds=1)


class PublishTransaction:
    """A block in which no other process publishes a feed. At its end all documents are in place, or none."""

    def __init__(self, feed: str, store: Store, clock: Clock, place: Target, hubs: Sequence[str] = ()) -> None:
        self.changed = False  #: true if the bytes of a document changed, not counting pages for people
        self._feed = feed
        self._store = store
        self._clock = clock
        self._place = place
        self._hubs = hubs
        self._publications: list[Publication] = []
        self._put: set[tuple[str, str]] = set()
        self._pending: Pending | None = None
        self._archives: Sequence[Archive] = ()
        self._pings: list[HubNotification] = []
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._pending = self._stack.enter_context(self._place.locked(self._feed))
        self._stack.push(self._keep)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def put(
        self,
        name: str,
        documents: Mapping[str, bytes],
        stamps: Mapping[str, str],
        *,
        topics: Mapping[str, str] | None = None,
    ) -> None:
        """Add *documents* of the feed *name*, by format, to those that are in place at the end.

        *stamps* are the stamps under which they were made.
        *topics* are the addresses in the notifications to hubs, by format.
        """
        published = self._store.publications(name)
        for format, data in documents.items():
            before = published.get(format)
            after = self._written(name, format, data, stamps[format], before)
            is_new = (name, format) in self._put or before is None or after.modified != before.modified
            self.changed = self.changed or (is_new and format not in FOR_PEOPLE)
            if (name, format) in self._put or after != before:
                self._publications.append(after)
            if topics and format in topics and (before is None or after.digest != before.digest):
                now = self._clock.now()
                self._pings += [HubNotification(topic=topics[format], hub=hub, due_at=now) for hub in self._hubs]

    def close(self, archives: Sequence[Archive]) -> None:
        """Save at the end that *archives* are closed."""
        self._archives = archives

    def _keep(self, kind: type[BaseException] | None, *_: object) -> None:
        """Publish all documents if the block ended without an error."""
        if kind is None and self._pending and (self._publications or self._archives):
            batch = Batch(
                publications=self._publications,
                archives=self._archives,
                pings=self._pings,
            )
            self._pending.keep(batch)

    def _written(self, name: str, format: str, data: bytes, stamp: str, before: Publication | None) -> Publication:
        """Return the publication of *data*, and add the document if it differs from the existing one.

        Its time increases strictly, in whole seconds: newsboat drops a body whose
        Last-Modified is not later than the one before.
        """
        digest = sha256(data).hexdigest()
        existing = self._place.published(name, format)
        if before is not None and before.digest == digest and (existing is None or existing[0] == digest):
            modified = before.modified
        elif existing is not None and existing[0] == digest:
            modified = existing[1]
        else:
            earlier = [each + _SECOND for each in (before and before.modified, existing and existing[1]) if each]
            modified = max([self._clock.now().replace(microsecond=0), *earlier])
        if self._pending and (existing is None or existing[0] != digest):
            self._pending.put(name, format, data, modified)
            self._put.add((name, format))
        return Publication(feed=name, format=format, stamp=stamp, digest=digest, size=len(data), modified=modified)
