"""The last line of a terminal, on which a command shows that it waits, and for which other text makes room.

A process has one such line, on standard error, as it has one terminal. Commands draw it through `MOVING_LINE`.
Whatever else prints, results and log, prints in a block of `room`.
"""

from __future__ import annotations

import io
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_CLEAR = "\r\033[K"


def can_be_drawn() -> bool:
    """Return whether standard error is a terminal that can clear a line, and this is no CI."""
    is_terminal = sys.stderr is not None and sys.stderr.isatty()
    return is_terminal and os.environ.get("TERM") != "dumb" and not os.environ.get("CI")


def columns() -> int:
    """Return the width of the terminal. Standard output may be a pipe, so that of standard error counts."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


class _MovingLine(io.TextIOBase):
    """A stream that writes to standard error, and remembers what its last line shows."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._shown = ""

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        """Write *text*, which begins with a carriage return; after a line break the line is free again."""
        with self._lock:
            sys.stderr.write(text)
            sys.stderr.flush()
            self._shown = "" if text.endswith("\n") else text
        return len(text)

    def draw(self, text: str) -> None:
        """Show *text* in place of what the line shows."""
        self.write(_CLEAR + text)

    def clear(self) -> None:
        """Leave the line empty."""
        with self._lock:
            if self._shown:
                self.write(_CLEAR)
            self._shown = ""

    @contextmanager
    def room(self) -> Iterator[None]:
        """Open a block in which other text may be printed; what the line shows is drawn again after it."""
        with self._lock:
            shown = self._shown
            self.clear()
            try:
                yield
            finally:
                if shown:
                    self.write(shown)


#: The line of this process.
MOVING_LINE = _MovingLine()
