"""Store published documents in the output folder, or in a store that several machines share."""

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
from ilofeed.publish.atomic_files import Folders
from ilofeed.publish.render import FOR_PEOPLE


class Batch(Struct, frozen=True, kw_only=True):
    """The records of documents that are published together."""

    publications: Sequence[Publication]
    archives: Sequence[Archive] = ()
    pings: Sequence[HubNotification] = ()


#: Name and format of documents -> what they were made from; see `Publication.stamp`.
Stamps = Mapping[str, Mapping[str, str]]


class Pending(Protocol):
    """New documents that are not in place yet."""

    def put(self, name: str, format: str, data: bytes, modified: datetime, /) -> None:
        """Add a document with its time *modified*."""

    def keep(self, batch: Batch, /) -> None:
        """Publish all documents and save *batch*, or change nothing."""


class Target(Protocol):
    """The place of published documents. Each method raises PublishError if the place cannot be reached."""

    def locked(self, name: str, /) -> AbstractContextManager[Pending]:
        """Open a block in which no other process publishes the feed *name*."""

    def published(self, name: str, format: str) -> tuple[str, datetime] | None:
        """Return the digest and the time of the existing document; None if there is none."""

    def document(self, name: str, format: str) -> bytes | None:
        """Return the bytes of the existing document; None if there is none."""

    def correct_times(self, publications: Sequence[Publication]) -> None:
        """Set only the times of documents to those of *publications*; call it within the block."""

    def holds(self, stamps: Stamps, *, thoroughly: bool = False) -> bool:
        """Return whether the documents were made under *stamps*.

        The check is cheap, unless it is made *thoroughly*, by the bytes of the documents.
        """

    def withdraw(self) -> None:
        """Remove the documents that private feeds have where public ones are."""

    def update_copies(self) -> bool:
        """Update the copies of the documents on this machine; return whether that changed a file."""


class InFolder:
    """The output folder as the place of documents. The store records its content."""

    def __init__(self, store: Store, folders: Folders) -> None:
        self._store = store
        self._folders = folders

    @contextmanager
    def locked(self, _name: str, /) -> Iterator[Pending]:
        """Open a block in which no other process publishes into the folder."""
        with (
            _as_publish_error(self._folders.public),
            atomic_files.locked_folder(self._folders.public) as descriptor,
            atomic_files.AtomicWriter(descriptor) as moves,
        ):
            self._folders.make_private()
            yield _Files(self._store, self._folders, moves)

    def published(self, name: str, format: str) -> tuple[str, datetime] | None:
        """Return the digest of the file, and its time."""
        path = self._folders.path(name, format)
        data = atomic_files.read(path)
        return None if data is None else (sha256(data).hexdigest(), atomic_files.mtime(path))

    def document(self, name: str, format: str) -> bytes | None:
        """Return the bytes of the file."""
        return atomic_files.read(self._folders.path(name, format))

    def correct_times(self, publications: Sequence[Publication]) -> None:
        """Set the times of the files, and save them."""
        for publication in publications:
            with suppress(FileNotFoundError):
                atomic_files.set_mtime(
                    self._folders.path(publication.feed, publication.format), publication.modified
                )
        self._store.remember(publications)

    def holds(self, stamps: Stamps, *, thoroughly: bool = False) -> bool:
        """Return whether the files were made under *stamps*. Of each file the size is checked, or the digest."""
        found = self._store.publications_of(stamps)
        return _made_under(stamps, found) and all(
            atomic_files.size(path := f"{self._folders.of(name)}/{name}.{format}") == found[name][format].size
            and (not thoroughly or atomic_files.digest(path) == found[name][format].digest)
            for name, formats in stamps.items()
            for format in formats
        )

    def withdraw(self) -> None:
        """Remove the files that private feeds have in the public folder."""
        with _as_publish_error(self._folders.public):
            self._folders.withdraw()

    def update_copies(self) -> bool:
        """Return False: readers find the documents in the folder itself, so there are no copies."""
        return False


class _Files:
    """New documents in temporary files, so that a long history is never in memory as a whole."""

    def __init__(self, store: Store, folders: Folders, moves: atomic_files.AtomicWriter) -> None:
        self._store = store
        self._folders = folders
        self._moves = moves

    def put(self, name: str, format: str, data: bytes, modified: datetime, /) -> None:
        """Write a temporary file."""
        self._moves.put(self._folders.path(name, format), data, modified)

    def keep(self, batch: Batch, /) -> None:
        """Replace all files, and only then save their records."""
        self._moves.move()
        self._store.remember(batch.publications, batch.archives, batch.pings)


class InStore:
    """The shared store as the place of documents, for all machines. Folders contain copies."""

    def __init__(self, store: Store, commons: SharedState, mirror: Mirror | None) -> None:
        self._store = store
        self._commons = commons
        self._mirror = mirror

    @contextmanager
    def locked(self, name: str, /) -> Iterator[Pending]:
        """Open a block in which no other process publishes the feed *name*. It commits at its end."""
        with self._commons.publishing(name):
            yield _Rows(self._store, self._commons)

    def published(self, name: str, format: str) -> tuple[str, datetime] | None:
        """Return the digest of the document, and its time."""
        found = self._commons.published((name,)).get(name, {}).get(format)
        return None if found is None else (found.digest, found.modified)

    def document(self, name: str, format: str) -> bytes | None:
        """Return the bytes of the document."""
        return self._commons.body(name, format)

    def correct_times(self, publications: Sequence[Publication]) -> None:
        """Set the times of the documents. Every machine sees that as a change."""
        self._store.remember(publications)
        bodies = {
            (publication.feed, publication.format): self._commons.body(publication.feed, publication.format)
            for publication in publications
        }
        self._commons.put({name: body for name, body in bodies.items() if body is not None})

    def holds(self, stamps: Stamps, *, thoroughly: bool = False) -> bool:  # noqa: ARG002 - the database keeps the bytes as they were written
        """Return whether the documents were made under *stamps*."""
        return _made_under(stamps, self._commons.published(stamps))

    def withdraw(self) -> None:
        """Do nothing: each machine has copies of its own, from which `Mirror` removes them."""

    def update_copies(self) -> bool:
        """Update the copies in the folder of this machine, if it has one."""
        return self._mirror is not None and self._mirror()


def _made_under(stamps: Stamps, published: Mapping[str, Mapping[str, Publication]]) -> bool:
    return all(
        format in published.get(name, {}) and published[name][format].stamp == stamp
        for name, formats in stamps.items()
        for format, stamp in formats.items()
    )


class _Rows:
    """New documents in memory. They are saved at the end, because other writers wait from then on."""

    def __init__(self, store: Store, commons: SharedState) -> None:
        self._store = store
        self._commons = commons
        self._documents: dict[tuple[str, str], bytes] = {}

    def put(self, name: str, format: str, data: bytes, _modified: datetime, /) -> None:
        """Add a document. Its time is in its publication."""
        self._documents[name, format] = data

    def keep(self, batch: Batch, /) -> None:
        """Save all documents and their records."""
        self._store.remember(batch.publications, batch.archives, batch.pings)
        self._commons.put(self._documents)


class Mirror:
    """A folder that is kept equal to the store: the same bytes, with the same times. Threads may share it."""

    def __init__(self, commons: SharedState, folders: Folders) -> None:
        self.folders = folders
        self._commons = commons
        self._through = 0
        self._lock = threading.Lock()

    def __call__(self) -> bool:
        """Copy all changes since the last call; return whether a file changed, not counting pages for people.

        Raises StoreError, and PublishError if a file cannot be written.
        """
        with self._lock:
            changed = self._commons.changed(self._through)
            if not changed:
                return False
            public = self.folders.public
            with _as_publish_error(public), atomic_files.locked_folder(public) as descriptor:
                self.folders.make_private()
                self.folders.withdraw()
                brought = [each.format for _, each in changed if self._brought(each, descriptor)]
            self._through = changed[-1][0]
            return any(format not in FOR_PEOPLE for format in brought)

    def _brought(self, publication: Publication, descriptor: int) -> bool:
        """Write the file of *publication* if it differs by size or time; return whether it did."""
        path = self.folders.path(publication.feed, publication.format)
        if atomic_files.size(str(path)) == publication.size and atomic_files.mtime(path) == publication.modified:
            return False
        data = self._commons.body(publication.feed, publication.format)
        if data is None:
            return False
        with atomic_files.AtomicWriter(descriptor) as moves:
            moves.put(path, data, publication.modified)
        return True


def target_for(store: Store, folders: Folders | None) -> Target:
    """Return the target that *store* and the *folders* require."""
    if store.commons is not None:
        return InStore(store, store.commons, None if folders is None else Mirror(store.commons, folders))
    if folders is None:
        raise ValueError("without a folder only a store that is shared can hold what is published")
    return InFolder(store, folders)


@contextmanager
def _as_publish_error(output: Path) -> Iterator[None]:
    """Convert an OSError of the folder into a PublishError for the operator."""
    try:
        yield
    except OSError as error:
        from ilofeed.core.disk_errors import reason  # noqa: PLC0415 - only after an error

        place = error.filename or output
        raise PublishError(
            "output", f"{place} cannot be written: {reason(error)}; the files there are whole"
        ) from error
