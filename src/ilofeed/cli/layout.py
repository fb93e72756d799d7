"""Lay out lines for people: as wide as the terminal, with commands that can be pasted."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from msgspec import Struct

from ilofeed.core import terminal
from ilofeed.core.lazy_pattern import LazyPattern
from ilofeed.decide.next_steps import NextStep

INDENT = " " * 4
# With less width, wrapped lines are harder to read than cut ones.
_LEAST_WIDTH = 20
_COMMAND = LazyPattern("`[^`]*`")
# Not in any printed line: `terminal.line` escapes it.
_NO_BREAK = "\x00"


class Layout(Struct, frozen=True, kw_only=True):
    """How lines are written."""

    now: datetime
    command: Callable[..., str]  #: makes words a command that can be pasted
    width: int | None = None  #: columns of the terminal; None: lines are neither wrapped nor cut


def terminal_width() -> int | None:
    """Return the columns of the terminal; None if standard output goes elsewhere."""
    return shutil.get_terminal_size().columns if sys.stdout is not None and sys.stdout.isatty() else None


def span(duration: timedelta) -> str:
    """Return *duration* in its largest unit: "5 min"; a negative one is "0 s"."""
    seconds = max(0, round(duration.total_seconds()))
    for size, name in ((86400, "days"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size or (seconds >= size and name != "days"):
            return f"{seconds // size} {name}"
    return f"{seconds} s"


def step_text(step: NextStep, layout: Layout) -> str:
    """Return *step* in words, with its command as it can be pasted."""
    return f"`{layout.command(*step.command)}` {step.text}" if step.command else step.text


def wrapped(text: str, layout: Layout, indent: str, rest: str | None = None) -> Iterator[str]:
    """Yield *text* in lines of the layout's width, with *indent*; lines after the first one with *rest*."""
    line = terminal.line(f"{indent}{text}")
    if layout.width is None or len(line) <= layout.width:
        yield line
        return
    # Commands and addresses stay whole, so that they can be copied.
    whole = _COMMAND.sub(lambda command: command[0].replace(" ", _NO_BREAK), line)
    for part in textwrap.wrap(
        whole,
        max(layout.width, _LEAST_WIDTH),
        subsequent_indent=indent if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    ):
        yield part.replace(_NO_BREAK, " ")


def cut(text: str, layout: Layout) -> str:
    """Return *text* as one line of the layout's width."""
    line = terminal.line(text)
    if layout.width is None or len(line) <= layout.width:
        return line
    return f"{line[: max(layout.width, _LEAST_WIDTH) - 1]}…"
