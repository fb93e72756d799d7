"""Find the positions of tables, keys and values in the text of a TOML document, so that they can be replaced.

The text must be valid TOML 1.0. `tomllib` has checked that, so nothing here reports an error.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from msgspec import Struct

# Strings of TOML 1.0, those of several lines first. A backslash escapes the quote that follows.
_STRING = re.compile(
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5}'
    r"|'''(?:[^']|'{1,2}(?!'))*'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_COMMENT = re.compile(r"#[^\n]*")
_BLANK = re.compile(r"[ \t\r\n]*")
_LINE_END = re.compile(r"[^\n]*\n?")


class Statement(Struct, frozen=True, kw_only=True):
    """A header, or a key with its value: one or more whole lines."""

    path: tuple[str, ...]
    start: int  #: start of the header or the key
    end: int  #: after the line break of its last line, with the comment before that
    value: tuple[int, int] | None = None  #: start and end of the value; None: a header
    is_array: bool = False  #: whether it is a header in double brackets


class Member(Struct, frozen=True, kw_only=True):
    """A value in an array, or a key with its value in an inline table."""

    start: int
    end: int
    path: tuple[str, ...] = ()  #: empty in an array
    value: tuple[int, int] = (0, 0)


def statements(text: str) -> Iterator[Statement]:
    """Yield the statements of *text*, in order."""
    at = _behind_blanks(text, 0)
    while at < len(text):
        if text[at] == "[":
            opening = 2 if text.startswith("[[", at) else 1
            close = _end_of(text, at + opening, "]")
            path = _path(text[at + opening : close])
            end = _line_end(text, close + opening)
            yield Statement(path=path, start=at, end=end, is_array=opening == 2)
        else:
            equals = _end_of(text, at, "=")
            start = equals + 1 + len(text[equals + 1 :]) - len(text[equals + 1 :].lstrip(" \t"))
            close = _end_of(text, start, "\n#")
            stop = start + len(text[start:close].rstrip())
            end = _line_end(text, close)
            yield Statement(path=_path(text[at:equals]), start=at, end=end, value=(start, stop))
        at = _behind_blanks(text, end)


def members(text: str, start: int, end: int) -> Iterator[Member]:
    """Yield the members of the array or inline table from *start* to *end*, brackets included."""
    at = _behind_blanks(text, start + 1)
    while at < end - 1:
        close = _end_of(text, at, "," + text[end - 1])
        stop = at + len(_without_comments(text, at, close).rstrip())
        if text[start] == "{":
            equals = _end_of(text, at, "=")
            value = equals + 1 + len(text[equals + 1 : stop]) - len(text[equals + 1 : stop].lstrip())
            yield Member(start=at, end=stop, path=_path(text[at:equals]), value=(value, stop))
        else:
            yield Member(start=at, end=stop, value=(at, stop))
        at = _behind_blanks(text, close + 1)


def comma_behind(text: str, at: int) -> int | None:
    """Return the position after the comma that follows the member which ends *at*, or None."""
    place = _behind_blanks(text, at)
    return place + 1 if text[place] == "," else None


def _without_comments(text: str, at: int, end: int) -> str:
    """Return the text from *at* to *end*, or to the first comment that is not within a value."""
    return (
        text[at : min(end, _end_of(text, at, "#,"))] if text[at] not in "[{" else text[at : _value_end(text, at)]
    )


def _value_end(text: str, at: int) -> int:
    """Return the end of the array or inline table that begins *at*."""
    return _end_of(text, at + 1, "]" if text[at] == "[" else "}") + 1


def _end_of(text: str, at: int, wanted: str) -> int:
    """Return the position of the next *wanted* character outside of strings, brackets and comments."""
    while at < len(text):
        sign = text[at]
        if sign in wanted:
            return at
        if sign in "\"'":
            string = _STRING.match(text, at)
            at = string.end() if string else len(text)
        elif sign == "#":
            at += len(_COMMENT.match(text, at)[0])  # type: ignore[index]  # it begins with that sign
        elif sign in "[{":
            at = _value_end(text, at)
        else:
            at += 1
    return len(text)


def _behind_blanks(text: str, at: int) -> int:
    """Return the next position that is neither blank nor in a comment."""
    while True:
        blank = _BLANK.match(text, at)
        at = blank.end() if blank else at
        comment = _COMMENT.match(text, at)
        if comment is None:
            return at
        at = comment.end()


def _line_end(text: str, at: int) -> int:
    match = _LINE_END.match(text, at)
    return match.end() if match else len(text)


def _path(key: str) -> tuple[str, ...]:
    """Return the parts of *key*, which may be bare, quoted or dotted."""
    parts = []
    table = tomllib.loads(f"{key} = 0")
    while True:
        ((name, rest),) = table.items()
        parts.append(name)
        if rest == 0:
            return tuple(parts)
        table = rest
