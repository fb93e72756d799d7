"""The output folder: one publisher at a time, files written aside and all moved at once."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self


class Moves:
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
        set_mtime(aside, modified)

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
def alone_in(folder: Path) -> Iterator[int]:
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


def read(path: Path) -> bytes | None:
    """What is in the file *path*; None where there is none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def size(path: str) -> int | None:
    """How many bytes the file *path* has; None where it cannot be seen."""
    try:
        return os.stat(path).st_size  # noqa: PTH116 - after every poll, for every format: a Path takes longer than the look
    except OSError:
        return None


def set_mtime(path: Path, modified: datetime) -> None:
    """Set the time of the file *path*."""
    os.utime(path, (modified.timestamp(), modified.timestamp()))


def mtime(path: Path) -> datetime:
    """When the file *path* was changed, as it says, in whole seconds."""
    return datetime.fromtimestamp(int(path.stat().st_mtime), UTC)
