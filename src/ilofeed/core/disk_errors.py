"""Describe why a file cannot be written, in words that name what the operator must change."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

#: What is wrong with the disk, by the number of the error.
STATES = {
    errno.ENOSPC: "is full",
    errno.EDQUOT: "is full for this user, whose quota is used up",
    errno.EROFS: "is read-only",
}
# Enough for a page of a database with its place in the log.
_PROBE = 16_384

Write = Callable[[int, bytes], int]


def reason(error: OSError) -> str:
    """Return the reason for *error* as a part of a sentence: "the disk is full; make room on it"."""
    state = STATES.get(error.errno or 0)
    if state is None:
        return error.strerror or str(error)
    return f"the disk {state}" + ("" if error.errno == errno.EROFS else "; make room on it")


def write_to(folder: Path, count: int, write: Write = os.write) -> None:
    """Write *count* bytes to a temporary file in *folder*, and remove it. Raises OSError if that fails."""
    import tempfile  # noqa: PLC0415 - when something is wrong, and for `check`

    descriptor, path = tempfile.mkstemp(prefix=".ilofeed-check-", dir=folder)
    try:
        try:
            left = count
            while left > 0:
                left -= write(descriptor, bytes(min(left, 65536)))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    finally:
        with suppress(OSError):
            Path(path).unlink()


def probed(folder: Path, write: Write = os.write) -> str:
    """Return the reason why nothing can be written to *folder*; empty if something can, or for another reason.

    Libraries report some of these errors only as errors of input and output.
    """
    try:
        write_to(folder, _PROBE, write)
    except OSError as error:
        return reason(error) if error.errno in STATES else ""
    return ""
