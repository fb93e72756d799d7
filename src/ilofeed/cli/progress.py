"""Show on a terminal that a command waits: a spinner for one thing, a bar for a number of them.

Nothing is shown in pipes, under cron and in CI: see `moving_line.can_be_drawn`. No colours are used.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TextIO, TypeVar, cast

import click

from ilofeed.core import terminal
from ilofeed.core.moving_line import MOVING_LINE, can_be_drawn, columns

_Result = TypeVar("_Result")

# A faster answer needs no spinner, which would only flicker.
_DELAY_S = 0.3
_FRAMES_PER_S = 10
_SIGNS, _PLAIN_SIGNS = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏", "|/-\\"
_MAX_BAR = 30
# The width of all that a bar shows beside itself, without its label.
_BESIDE_BAR = 30


@contextmanager
def waiting(label: str) -> Iterator[None]:
    """Show a spinner with *label* while the block runs. Text that `echo` or the log prints appears above it."""
    if not can_be_drawn():
        yield
        return
    done = threading.Event()
    spinner = threading.Thread(target=_spin, args=(label, done), name="spinner", daemon=True)
    spinner.start()
    try:
        yield
    finally:
        done.set()
        spinner.join()
        MOVING_LINE.clear()


@contextmanager
def counting(results: Iterable[_Result], count: int, label: str) -> Iterator[Iterable[_Result]]:
    """Give *results*, *count* of them, to the block, and show a bar with *label*; a spinner for a single one."""
    if count == 1 or not can_be_drawn():
        with waiting(label):
            yield results
        return
    bar = click.progressbar(
        results,
        length=count,
        label=terminal.line(label),
        file=cast("TextIO", MOVING_LINE),
        show_pos=True,
        width=max(1, min(_MAX_BAR, columns() - len(label) - _BESIDE_BAR)),
    )
    with bar as incoming:
        yield incoming


def _spin(label: str, done: threading.Event) -> None:
    number, pause = 0, _DELAY_S
    while not done.wait(pause):
        MOVING_LINE.draw(frame(label, number, columns(), sys.stderr.encoding))
        number, pause = number + 1, 1 / _FRAMES_PER_S


def frame(label: str, number: int, width: int, encoding: str) -> str:
    """Return the text of the frame *number* of a spinner: a sign, *label* and the seconds, within *width* columns."""
    try:
        _SIGNS.encode(encoding)
        signs = _SIGNS
    except (UnicodeEncodeError, LookupError):
        signs = _PLAIN_SIGNS
    text = f"{signs[number % len(signs)]} {terminal.line(label)}"
    seconds = number // _FRAMES_PER_S
    after = f"  {seconds} s" if seconds else ""
    # A terminal that has filled its last column may begin another line, which would stay.
    return text[: max(0, width - 1 - len(after))] + after
