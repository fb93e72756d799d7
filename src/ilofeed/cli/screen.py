"""A terminal whose whole screen is redrawn, until Ctrl-C."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from ilofeed.cli.output import echo_frame
from ilofeed.core import terminal

# The alternate screen of xterm, without a cursor: what was on the screen before is there again at the end.
_ENTER, _LEAVE = "\x1b[?1049h\x1b[?25l", "\x1b[?25h\x1b[?1049l"
# Synchronized output: terminals that know it show a frame at once, and others ignore it.
_BEGIN, _END = "\x1b[?2026h", "\x1b[?2026l"
_HOME_AND_ERASE = "\x1b[H\x1b[J"
_Handler = Callable[[int, FrameType | None], object]


def can_be_redrawn() -> bool:
    """Return whether standard output is a terminal that knows more than lines."""
    return sys.stdout is not None and sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"


class Screen:
    """The screen. A frame is drawn only if it differs from the one before."""

    def __init__(
        self,
        write: Callable[[str], object],
        size: Callable[[], os.terminal_size],
        stop: Callable[[], object] = lambda: None,
    ) -> None:
        """Draw with *write* on a terminal of *size*; *stop* stops the process, and returns when it is continued."""
        self._write = write
        self._size = size
        self._stop = stop
        self._drawn: object = None
        self._wake = threading.Event()

    def draw(self, lines: Sequence[str]) -> None:
        """Draw *lines*, made safe for a terminal, as many as fit."""
        size = self._size()
        frame = "\r\n".join(fitting([terminal.line(line) for line in lines], size))
        if (frame, size) != self._drawn:
            self._write(f"{_BEGIN}{_HOME_AND_ERASE}{frame}{_END}")
            self._drawn = frame, size

    def wait(self, seconds: float) -> None:
        """Wait, shorter if the terminal gets another size or the program is continued."""
        self._wake.wait(seconds)
        self._wake.clear()

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Use the screen for the block, and give it back at its end, also for Ctrl-Z and at SIGTERM."""
        handlers: Mapping[int, _Handler] = {
            signal.SIGWINCH: self._redraw,
            signal.SIGCONT: self._redraw,
            signal.SIGTSTP: self.suspend,
            signal.SIGTERM: _end,
        }
        before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
        self._write(_ENTER)
        try:
            yield
        finally:
            self._write(_LEAVE)
            for number, handler in before.items():
                signal.signal(number, handler)

    def _redraw(self, *_: object) -> None:
        self._drawn = None
        self._wake.set()

    def suspend(self, *_: object) -> None:
        """Give the screen back, and stop until the shell continues this process."""
        self._write(_LEAVE)
        self._stop()
        self._write(_ENTER)
        self._redraw()


def _stop() -> None:
    """Stop this process as Ctrl-Z does without a handler; return when it is continued."""
    handler = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGTSTP)
    signal.signal(signal.SIGTSTP, handler)


def _end(number: int, _frame: object) -> NoReturn:
    sys.exit(128 + number)


def of_terminal() -> Screen:
    """Return the screen of standard output."""
    return Screen(echo_frame, shutil.get_terminal_size, _stop)


def fitting(lines: Sequence[str], size: os.terminal_size) -> list[str]:
    """Return the first *lines* that fit on a screen of *size*, with the number of the others in the last row.

    A line that is wider takes several rows: the terminal wraps it, so that commands can be copied.
    """
    width, height = max(size.columns, 1), max(size.lines, 1)
    rows = [-(-max(_cells(line), 1) // width) for line in lines]
    if sum(rows) <= height:
        return list(lines)
    shown, left = [], height - 1
    for line, count in zip(lines, rows, strict=True):
        if count > left:
            break
        shown.append(line)
        left -= count
    return [*shown, f"… {len(lines) - len(shown)} more lines"[:width]]


def _cells(text: str) -> int:
    """Return the columns that *text* takes: East Asian characters and pictures take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
