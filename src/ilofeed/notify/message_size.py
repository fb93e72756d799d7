"""Shorten a message to the size that a service takes. Pure."""

from __future__ import annotations

import html
from itertools import accumulate
from string import punctuation

# Apprise adds as much to a line break, where the service shows HTML.
_LINE_BREAK = len("<br/>\r\n")
_MARKS = frozenset(punctuation)


def fitted(text: str, length: int, *, title: str = "") -> str:
    """Return *text* for a service whose messages have at most *length* characters, a *title* in them included.

    Whole lines are left out at the end, and their number is named.
    """
    room = length - _size(title) if title else length
    if _size(text) <= room:
        return text
    lines = text.split("\n")
    room -= _size(_end(len(lines)))
    sizes = accumulate(map(_size, lines))
    count = sum(size <= room for size in sizes)
    if not count:
        return _cut(lines[0], length)
    return "\n".join([*lines[:count], _end(len(lines) - count)])


def _size(text: str) -> int:
    """Return the largest size of *text* in any format: as HTML, or as Markdown with all marks escaped."""
    breaks = (text.count("\n") + 1) * _LINE_BREAK
    return max(len(html.escape(text)), len(text) + sum(character in _MARKS for character in text)) + breaks


def _end(count: int) -> str:
    return f"… and {count} more lines, too long for this service"


def _cut(line: str, room: int) -> str:
    """Return the beginning of *line* that has *room*; that may be a part of a word."""
    fitting = (at for at in range(min(len(line), room), -1, -1) if _size(line[:at]) < room)
    return f"{line[: next(fitting, 0)]}…"
