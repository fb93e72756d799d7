"""Find disks to which nothing can be written: full ones, and read-only ones.

On a full disk not even the failure of the last poll can be saved, so the disk itself is checked.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct

from ilofeed.config.loader import Config
from ilofeed.core import disk_errors

#: The number of bytes that a poll may need: for the database with its log, and for the files of a feed.
ROOM = 1_000_000

_FORBIDDEN = (errno.EACCES, errno.EPERM)


class Attempt(Struct, frozen=True, kw_only=True):
    """The result of writing to a folder."""

    problem: str = ""  #: the reason why nothing can be written; empty if it can, and if that is not known
    is_known: bool = True  #: False if this user may not write there, but another user may


def folders(config: Config) -> Iterator[Path]:
    """Yield the folders of database and feeds. For a missing folder, yield its nearest existing parent."""
    database = config.database_file
    wanted = [each for each in (database.parent if database else None, config.output) if each is not None]
    there = (next(each for each in (path, *path.parents) if _is_folder(each)) for path in wanted)
    yield from dict.fromkeys(there)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that is too long; opening the database or writing the feeds reports it
        return False


def problems(config: Config) -> list[str]:
    """Return the problems of disks that prevent saving a poll, as far as a check without writing finds them."""
    found = ((folder, seen(folder)) for folder in folders(config))
    return [f"the disk of {str(folder)!r} {problem}; no poll can be saved" for folder, problem in found if problem]


def seen(folder: Path, statvfs: Callable[[Path], os.statvfs_result] = os.statvfs) -> str:
    """Return why nothing can be written to *folder*, without writing there; empty if no problem is found."""
    try:
        facts = statvfs(folder)
        # The rest of a disk may be reserved for root.
        blocks = facts.f_bfree if folder.stat().st_uid == 0 else facts.f_bavail
    except OSError as error:
        return f"cannot be looked at ({error.strerror})"
    if facts.f_flag & os.ST_RDONLY:
        return disk_errors.STATES[errno.EROFS]
    if blocks * facts.f_frsize < ROOM:
        return disk_errors.STATES[errno.ENOSPC]
    # Some file systems create inodes as they are needed, and report a total of 0.
    return "has no room for another file" if facts.f_files and not facts.f_ffree else ""


def attempt(folder: Path, write: disk_errors.Write = os.write) -> Attempt:
    """Write a temporary file to *folder* and remove it."""
    try:
        disk_errors.write_to(folder, ROOM, write)
    except OSError as error:
        if error.errno in _FORBIDDEN:
            return Attempt(is_known=False)
        unusual = f"cannot be written to ({error.strerror})"
        return Attempt(problem=disk_errors.STATES.get(error.errno or 0, unusual))
    return Attempt()
