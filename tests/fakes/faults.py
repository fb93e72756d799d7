"""A poll that is killed, or meets a failing disk, at any one of its file and database calls.

The poll runs in a child of the test's process. There every call that opens, makes, moves
or removes a file of the operator's, every flush to disk and every SQL statement is a step;
at the step that is named, the fault happens.
"""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
import sys
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

Fault = Callable[[bool], None]

_FILE_EVENTS = frozenset(("open", "os.mkdir", "os.rename", "os.remove", "os.utime", "os.truncate"))

#: What the child ends with: it never came to the fault; it met it and went on; it did not take it.
UNHARMED, HARMED, UNEXPECTED = 0, 69, 70
KILLED = -signal.SIGKILL


def kill(_in_database: bool) -> None:  # noqa: FBT001 - one kind of fault among others
    """The end, at once and without a word."""
    os.kill(os.getpid(), signal.SIGKILL)


def disk_full(in_database: bool) -> None:  # noqa: FBT001
    _fail(errno.ENOSPC, "database or disk is full", in_database=in_database)


def disk_broken(in_database: bool) -> None:  # noqa: FBT001
    _fail(errno.EIO, "disk I/O error", in_database=in_database)


def _fail(number: int, words: str, *, in_database: bool) -> NoReturn:
    if in_database:
        raise sqlite3.OperationalError(words)
    raise OSError(number, os.strerror(number))


def run(poll: Callable[[], None], folder: Path, step: int, fault: Fault) -> int:
    """Run *poll* in a child with *fault* at *step*; what it ended with, negative for a signal.

    A step behind the last one leaves the poll UNHARMED.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # newer Pythons warn of threads beside a fork
        child = os.fork()
    if child == 0:
        status = UNEXPECTED
        try:
            left = _arm(folder, step, fault)
            poll()
            status = UNHARMED if left() > 0 else HARMED
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _arm(folder: Path, step: int, fault: Fault) -> Callable[[], int]:
    """Lay the fault; what comes back tells how many steps are left to it."""
    left = step

    def count(*, in_database: bool) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            fault(in_database)

    def on_event(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _FILE_EVENTS and str(arguments[0]).startswith(str(folder)):
            count(in_database=False)

    class Connection(sqlite3.Connection):
        def execute(self, *arguments: Any) -> sqlite3.Cursor:
            count(in_database=True)
            return super().execute(*arguments)

        def executemany(self, *arguments: Any) -> sqlite3.Cursor:
            count(in_database=True)
            return super().executemany(*arguments)

    flush = os.fsync

    def fsync(descriptor: int) -> None:
        count(in_database=False)
        flush(descriptor)

    sys.addaudithook(on_event)
    os.fsync = fsync  # type: ignore[assignment]  # it takes what we pass
    sqlite3.connect = partial(sqlite3.connect, factory=Connection)  # type: ignore[assignment]  # no overloads
    return lambda: left
