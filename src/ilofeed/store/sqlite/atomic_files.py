"""How a file of ours gets its name: only when it is whole, and never that of another."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ilofeed.core.errors import StoreError


@contextmanager
def beside(target: str) -> Iterator[Path]:
    """A path to write the backup *target* to, which gets its name at the end of the block, else leaves nothing."""
    path = Path(target)
    if path.exists():
        raise StoreError(f"{target!r} is there already; name another file, or move it away")
    if not path.parent.is_dir():
        raise StoreError(f"there is no folder {str(path.parent)!r} for the backup; make it first")
    aside = path.with_name(f"{path.name}.part{os.getpid()}")
    try:
        yield aside
        give_name(aside, path)
    finally:
        for end in ("", "-wal", "-shm", "-journal"):
            with suppress(OSError):
                aside.with_name(f"{aside.name}{end}").unlink()


def under_way(path: Path) -> Path:
    """Where the copy that is to be *path* is written to until it is whole."""
    return path.with_name(f"{path.name}.copying")


def give_name(aside: Path, path: Path) -> None:
    """Have the file *aside* be at *path*, and on the disk, whatever happens next."""
    with complaining(aside):
        _make_sure(aside)
        os.link(aside, path)  # unlike a rename it takes no other file's place
        aside.unlink()
        _make_sure(path.parent)


@contextmanager
def complaining(path: Path) -> Iterator[None]:
    """Where what goes wrong with the new file *path* becomes a StoreError."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"the copy {str(path)!r} cannot be written ({error})") from error


def _make_sure(path: Path) -> None:
    """Have *path* on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
