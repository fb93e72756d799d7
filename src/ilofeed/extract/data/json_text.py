"""Parse JSON from the network, within limits of size and depth."""

from __future__ import annotations

import json

from ilofeed.extract.page_limits import MAX_BYTES

#: Values of an answer, and levels of it. A list of 500 items with 100 fields each has 50,000 values.
MAX_VALUES = 500_000
MAX_DEPTH = 100


_TOO_DEEP = f"it nests values more than {MAX_DEPTH} deep"


class JsonError(Exception):
    """A text that is no JSON, or is beyond the limits; the message is a part of a sentence."""

    def __init__(self, problem: str, *, is_limit: bool = False) -> None:
        super().__init__(problem)
        self.is_limit = is_limit


# The parser of msgspec refuses lone surrogates, which scripts write for a cut emoji, and line breaks in strings.
_DECODER = json.JSONDecoder(strict=False, parse_constant=lambda _: None)


def parse(text: str) -> object:
    """Return the value of *text*. NaN and Infinity, which are no JSON, are None. Raises JsonError."""
    text = text.lstrip("\ufeff \t\r\n")
    value, end = parse_beginning(text)
    if text[end:].strip(" \t\r\n"):
        raise JsonError("it has text after the end of its value")
    return value


def parse_beginning(text: str, at: int = 0) -> tuple[object, int]:
    """Return the value of *text* that begins *at*, and the position of its end. Raises JsonError."""
    if len(text) - at > MAX_BYTES or text.count(",", at) + text.count("[", at) + text.count("{", at) > MAX_VALUES:
        raise JsonError(f"it has more than {MAX_BYTES} characters or {MAX_VALUES} values", is_limit=True)
    try:
        value, end = _DECODER.raw_decode(text, at)
    except json.JSONDecodeError as error:
        raise JsonError(f"{error.msg} in line {error.lineno}, column {error.colno}") from error
    except ValueError as error:  # a number with thousands of digits
        raise JsonError("it has a number beyond all limits", is_limit=True) from error
    except RecursionError as error:
        raise JsonError(_TOO_DEEP, is_limit=True) from error
    if _is_deeper(value, MAX_DEPTH):
        raise JsonError(_TOO_DEEP, is_limit=True)
    return value, end


def _is_deeper(value: object, limit: int) -> bool:
    """Return whether *value* nests containers deeper than *limit*."""
    level = [value]
    for _ in range(limit + 1):
        level = [
            child
            for container in level
            if isinstance(container, dict | list)
            for child in (container.values() if isinstance(container, dict) else container)
            if isinstance(child, dict | list)
        ]
        if not level:
            return False
    return True
