"""Where published documents lie: in the output folder, or in a store that many machines share."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from ilofeed.core.errors import PublishError
from ilofeed.core.models import Publication
from ilofeed.core.protocols import Store
from ilofeed.core.state import Archive, HubNotification
from ilofeed.core.store_protocols import SharedState
from ilofeed.publish import atomic_files
from ilofeed.publish.render import PAGE


class Batch(Struct, frozen=True, kw_only=True):
    """What is to be remembered of documents that are put in place together."""

    publications: Sequence[Publication]
    archives: Sequence[Archive] = ()
    pings: Sequence[HubNotification] = ()


class Pending(Protocol):
    """New documents that are not in place yet."""

    def put(self, name: str, format: str, data: bytes, modified: datetime, /) -> None:
        """Add a document, which was *modified* then."""

    def keep(self, batch: Batch, /) -> None:
        """Put all documents in place and remember *batch*, or nothing."""


class Target(Protocol):
    """Where documents lie. Each method raises PublishError where it cannot be reached."""

    def alone(self, name: str, /) -> AbstractContextManager[Pending]:
        """Open a block in which nobody else publishes the feed *name*."""

    def lying(self, name: str, format: str) -> tuple[str, datetime] | None:
        """The digest of the document that lies there, and when it was changed; None where none does."""

    def correct_times(self, publications: Sequence[Publication]) -> None:
        """Give documents the times of *publications*, and nothing else; within the block."""

    def holds(self, name: str, stamps: Mapping[str, str]) -> bool:
        """Return whether the documents of *name* were made under *stamps*, by format; a cheap look."""

    def spread(self) -> bool:
        """Have what is in place lie wherever it is to be found; whether that changed any file."""


class InFolder:
    """In the output folder: the store remembers what lies there."""

    def __init__(self, store: Store, output: Path) -> None:
        self._store = store
        self._output = output

    @contextmanager
    def alone(self, _name: str, /) -> Iterator[Pending]:
        """Open a block in which nobody else publishes into the folder."""
        with (
            _told(self._output),
            atomic_files.alone_in(self._output) as descriptor,
            atomic_files.AtomicWriter(descriptor) as moves,
        ):
            yield _Files(self._store, self._output, moves)

    def lying(self, name: str, format: str) -> tuple[str, datetime] | None:
        """The digest of the file, and its time."""
        path = self._output / f"{name}.{format}"
        data = atomic_files.read(path)
        return None if data is None else (sha256(data).hexdigest(), atomic_files.mtime(path))

    def correct_times(self, publications: Sequence[Publication]) -> None:
        """Give the files these times, and remember them."""
        for each in publications:
            with suppress(FileNotFoundError):
                atomic_files.set_mtime(self._output / f"{each.feed}.{each.format}", each.modified)
        self._store.remember(publications)

    def holds(self, name: str, stamps: Mapping[str, str]) -> bool:
        """Return whether the files were made under *stamps*, as far as their sizes show."""
        found = self._store.publications(name)
        return all(
            format in found
            and found[format].stamp == stamp
            and atomic_files.size(f"{self._output}/{name}.{format}") == found[format].size
            for format, stamp in stamps.items()
        )

    def spread(self) -> bool:
        """They lie where they are found."""
        return False


class _Files:
    """Documents in files aside, so that a long history is never in memory as a whole."""

    def __init__(self, store: Store, output: Path, moves: atomic_files.AtomicWriter) -> None:
        self._store = store
        self._output = output
        self._moves = moves

    def put(self, name: str, format: str, data: bytes, modified: datetime, /) -> None:
        """Write the file aside."""
        self._moves.put(self._output / f"{name}.{format}", data, modified)

    def keep(self, batch: Batch, /) -> None:
        """Move all files, and only then remember them."""
        self._moves.move()
        self._store.remember(batch.publications, batch.archives, batch.pings)


class InStore:
    """In the store itself, for every machine alike; what lies in folders are copies."""

    def __init__(self, store: Store, commons: SharedState, mirror: Mirror | None) -> None:
        self._store = store
        self._commons = commons
        self._mirror = mirror

    @contextmanager
    def alone(self, name: str, /) -> Iterator[Pending]:
        """Open a block in which nobody else publishes the feed *name*; what it saves is seen at its end."""
        with self._commons.publishing(name):
            yield _Rows(self._store, self._commons)

    def lying(self, name: str, format: str) -> tuple[str, datetime] | None:
        """The digest of the document, and when it was changed."""
        found = self._commons.lying(name).get(format)
        return None if found is None else (found.digest, found.modified)

    def correct_times(self, publications: Sequence[Publication]) -> None:
        """Give the documents these times, which every machine sees as a change."""
        self._store.remember(publications)
        bodies = {(each.feed, each.format): self._commons.body(each.feed, each.format) for each in publications}
        self._commons.put({name: body for name, body in bodies.items() if body is not None})

    def holds(self, name: str, stamps: Mapping[str, str]) -> bool:
        """Return whether the documents were made under *stamps*."""
        found = self._commons.lying(name)
        return all(format in found and found[format].stamp == stamp for format, stamp in stamps.items())

    def spread(self) -> bool:
        """Have copies lie in the folder of this machine, if it has one."""
        return self._mirror is not None and self._mirror()


class _Rows:
    """Documents that are saved at the end, for from then on all others wait."""

    def __init__(self, store: Store, commons: SharedState) -> None:
        self._store = store
        self._commons = commons
        self._documents: dict[tuple[str, str], bytes] = {}

    def put(self, name: str, format: str, data: bytes, _modified: datetime, /) -> None:
        """Add a document; the time is in its publication."""
        self._documents[name, format] = data

    def keep(self, batch: Batch, /) -> None:
        """Save all documents."""
        self._store.remember(batch.publications, batch.archives, batch.pings)
        self._commons.put(self._documents)


class Mirror:
    """Keeps a folder as the store has it: the same bytes, with the same times. Threads may share it."""

    def __init__(self, commons: SharedState, output: Path) -> None:
        self.output = output
        self._commons = commons
        self._through = 0
        self._lock = threading.Lock()

    def __call__(self) -> bool:
        """Bring over what has changed since the last call; whether any file did, pages for people aside.

        Raises StoreError, and PublishError where a file cannot be written.
        """
        with self._lock:
            changed = self._commons.changed(self._through)
            if not changed:
                return False
            with _told(self.output), atomic_files.alone_in(self.output) as descriptor:
                brought = [each.format for _, each in changed if self._brought(each, descriptor)]
            self._through = changed[-1][0]
            return any(format != PAGE for format in brought)

    def _brought(self, publication: Publication, descriptor: int) -> bool:
        """Whether the file was another one; it is this one now. By size and time, both of which we make."""
        path = self.output / f"{publication.feed}.{publication.format}"
        if atomic_files.size(str(path)) == publication.size and atomic_files.mtime(path) == publication.modified:
            return False
        data = self._commons.body(publication.feed, publication.format)
        if data is None:
            return False
        with atomic_files.AtomicWriter(descriptor) as moves:
            moves.put(path, data, publication.modified)
        return True


def target_for(store: Store, output: Path | None) -> Target:
    """Return where *store* and the folder *output* have documents published."""
    if store.commons is not None:
        return InStore(store, store.commons, None if output is None else Mirror(store.commons, output))
    if output is None:
        raise ValueError("without a folder only a store that is shared can hold what is published")
    return InFolder(store, output)


@contextmanager
def _told(output: Path) -> Iterator[None]:
    """Where what a folder cannot do becomes a PublishError that the operator can read."""
    try:
        yield
    except OSError as error:
        place, why = error.filename or output, error.strerror or error
        raise PublishError("output", f"{place} cannot be written: {why}; what lies there is whole") from error
