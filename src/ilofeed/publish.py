"""Feeds on disk: rendered from the store, written aside and moved, only if they differ.

    store ─► Feed ─► bytes ─► file aside ─► flushed ─► moved over the old one ─► remembered
                       │
                       └─► same as the file's: nothing is touched

What was published is remembered with a stamp of everything it was made from, so that a
poll without news costs a comparison and no rendering. Killed anywhere on the way, the
next run finds the stamp missing and goes the way again.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

from ilofeed import match, render
from ilofeed.errors import PublishError
from ilofeed.memory import SourceState
from ilofeed.model import Feed, Publication, Source
from ilofeed.ports import Clock, Store

#: How many entries a feed shows: the ones first seen last.
ENTRIES = 50

# However many came at once, all of the last two days are shown, so that none is pushed out unseen.
_RECENT = timedelta(hours=48)
_MOST = 500

# Part of every stamp. A release that renders otherwise counts it up.
_RENDERING = 1

_SECOND = timedelta(seconds=1)


class Publisher:
    """Brings the files of a source's feed up to what the store holds."""

    def __init__(
        self, store: Store, clock: Clock, output: Path, *, base_url: str = "", authority: str = ""
    ) -> None:
        self._store = store
        self._clock = clock
        self._output = output
        self._base_url = base_url
        self._authority = authority

    def __call__(self, source: Source, state: SourceState, *, thoroughly: bool = False) -> bool:
        """Whether the bytes of any file changed. A source without entries has no feed yet.

        *thoroughly* renders and compares even where the stamp says that all is in place.
        Raises PublishError; a file is then either as it was or whole and new.
        """
        if state.content == 0:
            return False
        if not thoroughly and self._in_place(self._stamp(source, state), source.slug):
            return False
        try:
            with _alone_in(self._output) as folder:
                return self._brought_up_to_date(source, folder)
        except OSError as error:
            place, why = error.filename or self._output, error.strerror or error
            raise PublishError("output", f"{place} cannot be written: {why}; what lies there is whole") from error

    def _brought_up_to_date(self, source: Source, folder: int) -> bool:
        # Asked again, now that no other process publishes: the newest state wins.
        state = self._store.state(source.slug)
        if state is None:
            return False
        stamp = self._stamp(source, state)
        before = self._store.publications(source.slug)
        feed = self._feed(source, state)
        documents = {each: render.render(feed, each) for each in render.FORMATS}
        with _Moves(folder) as moves:
            after = {
                each: self._written(moves, source.slug, each, stamp, documents[each], before) for each in documents
            }
        if after != before:
            self._store.remember(tuple(after.values()))
        return any(each not in before or after[each].modified != before[each].modified for each in after)

    def _feed(self, source: Source, state: SourceState) -> Feed:
        latest = self._store.newest(source.slug, _MOST)
        since = latest[0].first_seen - _RECENT if latest else None
        entries = [
            entry for at, entry in enumerate(latest) if at < ENTRIES or (since and entry.first_seen > since)
        ]
        title = source.title or state.title or source.slug
        return Feed(
            id=match.mint_feed(source.slug, self._authority),
            slug=source.slug,
            title=title,
            description=f"New entries on {source.url}",
            home=source.url,
            language=source.language or state.language,
            locations={each: f"{self._base_url}{source.slug}.{each}" for each in render.FORMATS}
            if self._base_url
            else {},
            ttl=source.interval,
            entries=tuple(sorted(entries, key=lambda entry: (entry.published, entry.first_seen), reverse=True)),
        )

    def _stamp(self, source: Source, state: SourceState) -> str:
        """A digest of everything that the files are made from."""
        made_from = [
            _RENDERING,
            ENTRIES,
            self._base_url,
            self._authority,
            source.url,
            source.title or state.title,
            source.language or state.language,
            source.interval.total_seconds(),
            state.content,
        ]
        return sha256(json.dumps(made_from).encode()).hexdigest()

    def _in_place(self, stamp: str, slug: str) -> bool:
        """Whether every file is the one that was made under *stamp*, as far as its size tells."""
        publications = self._store.publications(slug).values()
        return len(publications) == len(render.FORMATS) and all(
            each.stamp == stamp and _size(self._path(slug, each.format)) == each.size for each in publications
        )

    def _written(
        self, moves: _Moves, slug: str, format: str, stamp: str, data: bytes, published: Mapping[str, Publication]
    ) -> Publication:
        """The publication of *data* as *format*, aside and to be moved where another file is in its place.

        Its time goes strictly forward in whole seconds: newsboat drops a body whose
        Last-Modified is not later than the one before.
        """
        path, before = self._path(slug, format), published.get(format)
        on_disk = _read(path)
        if on_disk == data:
            digest = sha256(data).hexdigest()
            modified = before.modified if before and before.digest == digest else _mtime(path)
        else:
            earlier = [before.modified] if before else []
            if on_disk is not None:
                earlier.append(_mtime(path))
            modified = max([self._clock.now().replace(microsecond=0), *(each + _SECOND for each in earlier)])
            moves.put(path, data, modified)
        return Publication(
            feed=slug,
            format=format,
            stamp=stamp,
            digest=sha256(data).hexdigest(),
            size=len(data),
            modified=modified,
        )

    def _path(self, slug: str, format: str) -> Path:
        return self._output / f"{slug}.{format}"


class _Moves:
    """Files that are written aside, and all moved into their places when the block ends well.

    Whoever uses it is alone in the folder, so a file aside has a fixed name: what a killed
    run left of it is overwritten.
    """

    def __init__(self, folder: int) -> None:
        """*folder* is an open descriptor of where the files lie."""
        self._folder = folder
        self._waiting: dict[Path, Path] = {}

    def put(self, path: Path, data: bytes, modified: datetime) -> None:
        """Bring *data* to the disk beside *path*, with *modified* as its time."""
        aside = path.with_name(f".{path.name}.new")
        self._waiting[aside] = path
        with aside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.utime(aside, (modified.timestamp(), modified.timestamp()))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None and self._waiting:
                for aside, path in self._waiting.items():
                    aside.replace(path)
                os.fsync(self._folder)
        finally:
            for aside in self._waiting:
                with suppress(OSError):
                    aside.unlink()


@contextmanager
def _alone_in(folder: Path) -> Iterator[int]:
    """An open descriptor of *folder*, held against every other process that publishes into it.

    A killed one lets go.
    """
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _mtime(path: Path) -> datetime:
    return datetime.fromtimestamp(int(path.stat().st_mtime), UTC)
