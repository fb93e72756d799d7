"""Documents on their way to the disk, and what is remembered of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

from ilofeed.errors import PublishError
from ilofeed.memory import Archive, Ping
from ilofeed.model import Publication
from ilofeed.ports import Clock, Store
from ilofeed.publish import folder

_SECOND = timedelta(seconds=1)


class Writing:
    """A block in which nobody else publishes, and whose documents are all in place at its end, or none."""

    def __init__(self, store: Store, clock: Clock, output: Path, hubs: Sequence[str] = ()) -> None:
        self.changed = False  #: whether the bytes of any file changed; known when the block has ended
        self._store = store
        self._clock = clock
        self._output = output
        self._hubs = hubs
        self._publications: list[Publication] = []
        self._archives: Sequence[Archive] = ()
        self._pings: list[Ping] = []
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        try:
            descriptor = self._stack.enter_context(folder.alone_in(self._output))
        except OSError as error:
            raise self._failure(error) from error
        self._moves = folder.Moves(descriptor)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._stack:
            try:
                self._moves.__exit__(kind, error, trace)
            except OSError as failure:
                raise self._failure(failure) from failure
            if isinstance(error, OSError):
                raise self._failure(error) from error
            if kind is None and (self._publications or self._archives):
                self._store.remember(self._publications, self._archives, self._pings)

    def put(
        self, name: str, documents: Mapping[str, bytes], *, stamp: str, topics: Mapping[str, str] | None = None
    ) -> None:
        """Have *documents* of the feed *name*, by format, in place at the end.

        *topics* are the addresses under which hubs are told of their changes, by format.
        """
        published = self._store.publications(name)
        for format, data in documents.items():
            before = published.get(format)
            after = self._written(name, format, data, stamp, before)
            if before is None or after.modified != before.modified:
                self.changed = True
            if after != before:
                self._publications.append(after)
            if topics and format in topics and (before is None or after.digest != before.digest):
                now = self._clock.now()
                self._pings += [Ping(topic=topics[format], hub=hub, due_at=now) for hub in self._hubs]

    def close(self, archives: Sequence[Archive]) -> None:
        """Remember at the end that *archives* are closed."""
        self._archives = archives

    def _written(self, name: str, format: str, data: bytes, stamp: str, before: Publication | None) -> Publication:
        """The publication of *data*, aside and to be moved where another file is in its place.

        Its time goes strictly forward in whole seconds: newsboat drops a body whose
        Last-Modified is not later than the one before.
        """
        path = self._output / f"{name}.{format}"
        digest = sha256(data).hexdigest()
        on_disk = folder.read(path)
        if on_disk == data:
            modified = before.modified if before and before.digest == digest else folder.mtime(path)
        else:
            earlier = [before.modified] if before else []
            if on_disk is not None:
                earlier.append(folder.mtime(path))
            modified = max([self._clock.now().replace(microsecond=0), *(each + _SECOND for each in earlier)])
            self._moves.put(path, data, modified)
        return Publication(feed=name, format=format, stamp=stamp, digest=digest, size=len(data), modified=modified)

    def _failure(self, error: OSError) -> PublishError:
        place, why = error.filename or self._output, error.strerror or error
        return PublishError("output", f"{place} cannot be written: {why}; what lies there is whole")


def in_place(store: Store, output: Path, stamp: str, name: str, formats: Collection[str]) -> bool:
    """Whether every file of the feed *name* is the one that was made under *stamp*, as far as its size tells."""
    found = store.publications(name)
    return all(
        format in found
        and found[format].stamp == stamp
        and folder.size(f"{output}/{name}.{format}") == found[format].size
        for format in formats
    )
