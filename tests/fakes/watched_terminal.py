"""Somebody who runs a command in a terminal, and sees what it shows, also what it takes away again."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from fakes.operator import COMMAND

_PATIENCE_S = 30
_CONTROL = re.compile(r"\x1b\[\?25[lh]")


class WatchedTerminal:
    """The output of a command that runs in a terminal of 80 columns."""

    def __init__(self, process: subprocess.Popen[bytes], end: int) -> None:
        self.process = process
        self._end = end
        self.raw = ""  #: all that the command has written so far

    def wait_for(self, text: str) -> None:
        """Return when the command has shown *text*."""
        while text not in self.raw:
            assert self._read(), self.raw

    def finish(self) -> int:
        """Return the exit status of the command when it has ended."""
        while self._read():
            pass
        return self.process.wait(_PATIENCE_S)

    def interrupt(self) -> None:
        """Press Ctrl-C."""
        self.process.send_signal(signal.SIGINT)

    @property
    def lines(self) -> list[str]:
        """The lines that are on the screen in the end."""
        text = _CONTROL.sub("", self.raw).replace("\r\n", "\n")
        return [_after_clearing(line) for line in text.split("\n")]

    @property
    def is_cursor_shown(self) -> bool:
        return self.raw.rfind("\x1b[?25l") <= self.raw.rfind("\x1b[?25h")

    def _read(self) -> bool:
        """Read more of the output; return False at its end."""
        ready, _, _ = select.select([self._end], [], [], _PATIENCE_S)
        assert ready, f"nothing more was shown after {self.raw!r}"
        with suppress(OSError):  # Linux answers EIO when the other end is closed
            if part := os.read(self._end, 1 << 16):
                self.raw += part.decode()
                return True
        return False


def _after_clearing(line: str) -> str:
    """What is on *line* after its carriage returns and after clearing the rest of it."""
    shown = ""
    for part in line.split("\r"):
        erased = part.startswith("\x1b[K")
        text = part.removeprefix("\x1b[K")
        shown = text if erased else text + shown[len(text) :]
    return shown.rstrip()


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let processes that are started in this block end at Ctrl-C, also where the tests run in a shell's background.

    A shell without job control lets its background processes ignore SIGINT (POSIX), and they pass that on.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def in_terminal(folder: Path, arguments: Sequence[str], **environment: str) -> Iterator[WatchedTerminal]:
    """Run ``ilofeed`` with *arguments* in a terminal, until the block ends."""
    ours, its = pty.openpty()
    without = {name: value for name, value in os.environ.items() if name not in ("CI", "NO_COLOR", "TERM")}
    with _interruptible():
        process = subprocess.Popen(
            [COMMAND, *arguments],
            cwd=folder,
            stdin=its,
            stdout=its,
            stderr=its,
            env={**without, "TERM": "xterm", "PYTHONIOENCODING": "utf-8", **environment},
        )
    os.close(its)
    try:
        yield WatchedTerminal(process, ours)
    finally:
        process.kill()
        process.wait(_PATIENCE_S)
        os.close(ours)
