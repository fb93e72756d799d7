"""Files that get their names only when they are complete, and never replace another file."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ilofeed.core.errors import StoreError


@contextmanager
def beside(target: str) -> Iterator[Path]:
    """Open a block that writes the backup *target* to the path given; the file gets its name at the end.

    After an error no file remains.
    """
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
    """Return the path of the copy that becomes *path* when it is complete."""
    return path.with_name(f"{path.name}.copying")


def give_name(aside: Path, path: Path) -> None:
    """Give the file *aside* the name *path*, and write both the file and its folder to the disk."""
    with complaining(aside):
        _make_sure(aside)
        os.link(aside, path)  # unlike a rename, a link never replaces another file
        aside.unlink()
        _make_sure(path.parent)


@contextmanager
def complaining(path: Path) -> Iterator[None]:
    """Open a block in which errors of the new file *path* become a StoreError."""
    try:
        yield
    except OSError as error:
        from ilofeed.core.disk_errors import reason  # noqa: PLC0415 - only after an error

        raise StoreError(f"the copy {str(path)!r} cannot be written: {reason(error)}") from error
    except sqlite3.Error as error:
        from ilofeed.core.disk_errors import probed  # noqa: PLC0415 - only after an error

        is_full = getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL
        why = "the disk is full; make room on it" if is_full else probed(path.parent) or str(error)
        raise StoreError(f"the copy {str(path)!r} cannot be written: {why}") from error


def _make_sure(path: Path) -> None:
    """Write *path* to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
