"""The output folder: one publisher at a time, files written aside and all moved at once."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

# From this number of files on, one flush of the file system takes less time than one of each file.
_MANY = 16

#: Flush the file system that an open descriptor is on; False where that cannot be done.
FlushAll = Callable[[int], bool]


def flush_file_system(descriptor: int) -> bool:
    """Bring all that was written to the file system of *descriptor* to the disk; False where that is unknown."""
    import ctypes  # noqa: PLC0415 - for few runs: a feed's first publication, or its archives written anew

    library = ctypes.CDLL(None, use_errno=True)
    try:
        syncfs = library.syncfs
    except AttributeError:  # not Linux
        return False
    if syncfs(descriptor) == 0:
        return True
    code = ctypes.get_errno()
    if code == errno.ENOSYS:
        return False
    raise OSError(code, os.strerror(code))


class AtomicWriter:
    """Files that are written aside at once, and all moved into their places by `move` or when the block ends well.

    Whoever uses it is alone in the folder, so a file aside has a fixed name: what a killed
    run left of it is overwritten.
    """

    def __init__(self, folder: int, flush_all: FlushAll = flush_file_system) -> None:
        """*folder* is an open descriptor of the folder of the files; *flush_all* is used where they are many."""
        self._folder = folder
        self._flush_all = flush_all
        self._waiting: dict[Path, Path] = {}

    def put(self, path: Path, data: bytes, modified: datetime) -> None:
        """Write *data* beside *path*, with *modified* as its time."""
        aside = path.with_name(f".{path.name}.new")
        self._waiting[aside] = path
        aside.write_bytes(data)
        set_mtime(aside, modified)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.move()
        finally:
            for aside in self._waiting:
                with suppress(OSError):
                    aside.unlink()

    def move(self) -> None:
        """Flush all files and move them into their places."""
        if not self._waiting:
            return
        self._flush()
        for aside, path in self._waiting.items():
            aside.replace(path)
        os.fsync(self._folder)
        self._waiting = {}

    def _flush(self) -> None:
        """Bring the files aside to the disk: a name must never lead to what is not there."""
        if len(self._waiting) >= _MANY and self._flush_all(self._folder):
            return
        for aside in self._waiting:
            with aside.open("rb") as file:
                os.fsync(file.fileno())


@contextmanager
def alone_in(folder: Path) -> Iterator[int]:
    """Open a descriptor of *folder*, locked against every other process that publishes into it.

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
