"""Write the files of the output folders: one publisher at a time, all files replaced together."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

from msgspec import Struct

from ilofeed.core.private_feeds import PrivateFeeds
from ilofeed.publish.render import FORMATS, PAGE

# The number of files from which one flush of the file system is faster than one flush per file.
_MANY = 16


class Folders(Struct, frozen=True):
    """The folders of files: one that any web server may serve, and one for the documents of private feeds."""

    public: Path
    private: PrivateFeeds = PrivateFeeds()

    def of(self, name: str) -> Path:
        """Return the folder of the document *name*."""
        if self.private.folder is None or not self.private.has(name):
            return self.public
        return self.private.folder

    def path(self, name: str, format: str) -> Path:
        """Return the path of the document *name* in *format*."""
        return self.of(name) / f"{name}.{format}"

    def make_private(self) -> None:
        """Make the folder of private feeds, for this user alone, if there are any."""
        if self.private.folder is not None:
            self.private.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def exposed(self) -> Iterator[Path]:
        """Yield the files that private feeds have in the public folder, from the time before they were private."""
        if not self.private.keys or not self.public.is_dir():
            return
        for path in sorted(self.public.iterdir()):
            if path.suffix.removeprefix(".") in (*FORMATS, PAGE) and self.private.has(path.name):
                yield path

    def withdraw(self) -> None:
        """Remove the files that private feeds have in the public folder."""
        for path in self.exposed():
            path.unlink(missing_ok=True)


#: Flushes the file system of an open descriptor. Returns False if the system cannot do that.
FlushAll = Callable[[int], bool]


def flush_file_system(descriptor: int) -> bool:
    """Flush the file system of *descriptor* to the disk; return False if the system has no such call."""
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
    """A writer of temporary files that replace the real ones in `move`, or when the block ends without an error.

    Its user holds the lock of the folder, so a temporary file has a fixed name. The next
    run overwrites one that a killed run has left.
    """

    def __init__(self, folder: int, flush_all: FlushAll = flush_file_system) -> None:
        """Take *folder*, an open descriptor of the folder, and *flush_all*, which is used for many files."""
        self._folder = folder
        self._flush_all = flush_all
        self._waiting: dict[Path, Path] = {}

    def put(self, path: Path, data: bytes, modified: datetime) -> None:
        """Write *data* to a temporary file beside *path*, with *modified* as its time."""
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
        """Flush all temporary files and replace the real ones."""
        if not self._waiting:
            return
        self._flush()
        for aside, path in self._waiting.items():
            aside.replace(path)
        os.fsync(self._folder)
        for parent in {path.parent for path in self._waiting.values()}:
            _flush_if_other(parent, self._folder)
        self._waiting = {}

    def _flush(self) -> None:
        """Flush the temporary files to the disk first, so that no name ever refers to incomplete data."""
        if len(self._waiting) >= _MANY and self._flush_all(self._folder):
            return
        for aside in self._waiting:
            with aside.open("rb") as file:
                os.fsync(file.fileno())


def _flush_if_other(folder: Path, known: int) -> None:
    """Flush the names in *folder* to the disk, unless it is the one of the descriptor *known*."""
    if os.path.samestat(folder.stat(), os.fstat(known)):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def locked_folder(folder: Path) -> Iterator[int]:
    """Open a descriptor of *folder*, locked against every other process that publishes into it.

    The system releases the lock of a killed process.
    """
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def read(path: Path) -> bytes | None:
    """Return the content of the file *path*; None if there is no such file."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def size(path: str) -> int | None:
    """Return the size of the file *path* in bytes; None if it cannot be read."""
    try:
        return os.stat(path).st_size  # noqa: PTH116 - after every poll, for every format: a Path takes longer than the call
    except OSError:
        return None


def digest(path: str) -> str | None:
    """Return the digest of the file *path*; None if it cannot be read."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - for each file of all archives: see above
            return sha256(file.read()).hexdigest()
    except OSError:
        return None


def set_mtime(path: Path, modified: datetime) -> None:
    """Set the time of the file *path*."""
    os.utime(path, (modified.timestamp(), modified.timestamp()))


def mtime(path: Path) -> datetime:
    """Return the modification time of the file *path*, in whole seconds."""
    return datetime.fromtimestamp(int(path.stat().st_mtime), UTC)
