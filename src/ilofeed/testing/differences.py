"""Compare the reading of a page with its expectation, for people: each difference with its place and both values."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from msgspec import Struct

from ilofeed.core import terminal

#: Keys of an expectation that describe the page and not its reading.
SETTINGS = ("about", "url", "content_type", "date")

#: Most differences that are shown.
MAX_SHOWN = 10

_EMPTY: tuple[object, ...] = (None, "", [], {})
_MAX_LENGTH = 100
_CONTEXT_LENGTH = 30


class Difference(Struct, frozen=True, kw_only=True):
    """One difference between an expectation and a reading."""

    place: str
    expected: str  #: both as JSON, or in words
    read: str
    is_unwritten: bool = False  #: whether the expectation does not contain the field at all

    def __str__(self) -> str:
        return f"  {self.place}\n    expected  {self.expected}\n    read      {self.read}"


def differences(expected: Mapping[str, Any], found: Mapping[str, Any]) -> list[Difference]:
    """Return all differences between an expectation and a reading.

    A field that only one of them contains is empty in the other.
    """
    if expected.get("error") != found.get("error"):
        return [Difference(place="the page", expected=_outcome(expected), read=_outcome(found))]
    ignored = {*SETTINGS, "items"}
    fields = _fields("", _without(expected, ignored), _without(found, ignored))
    return [*fields, *_items(expected.get("items") or [], found.get("items") or [])]


def shown(found: Sequence[Difference]) -> str:
    """Return the first differences as lines, with the number of the others."""
    lines = [str(each) for each in found[:MAX_SHOWN]]
    if len(found) > MAX_SHOWN:
        lines.append(f"  … {len(found) - MAX_SHOWN} more differences")
    return "\n".join(lines)


def _outcome(reading: Mapping[str, Any]) -> str:
    items = reading.get("items") or []
    return f"refused with {reading['error']}" if reading.get("error") else f"items: {len(items)}"


def _without(fields: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in names}


def _fields(where: str, expected: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[Difference]:
    for name in {**expected, **found}:
        wanted, value = expected.get(name), found.get(name)
        if wanted == value or (wanted in _EMPTY and value in _EMPTY):
            continue
        if name not in expected:
            yield Difference(
                place=f"{where}{name}", expected="nothing: it is not named", read=_json(value), is_unwritten=True
            )
            continue
        first, second = _around_difference(_json(wanted), _json(value))
        yield Difference(place=f"{where}{name}", expected=first, read=second)


def _items(expected: Sequence[Mapping[str, Any]], found: Sequence[Mapping[str, Any]]) -> Iterator[Difference]:
    """Yield the differences of items. After a missing or further item, the same items are compared nonetheless."""
    is_shifted = len(expected) != len(found)
    matcher = SequenceMatcher(None, [*map(_name, expected)], [*map(_name, found)], autojunk=False)
    for _, start, end, other, other_end in matcher.get_opcodes():
        common = min(end - start, other_end - other)
        for at, wanted, item in zip(range(start, end), expected[start:], found[other:other_end], strict=False):
            ignored = {"number"} if is_shifted else set[str]()
            yield from _fields(f"item {at + 1}, ", _without(wanted, ignored), _without(item, ignored))
        for at in range(start + common, end):
            yield Difference(place=f"item {at + 1}", expected=_label(expected[at]), read="no such item")
        for item in found[other + common : other_end]:
            place = f"after item {end}" if end else "before item 1" if expected else "items"
            yield Difference(place=place, expected="no further item", read=_label(item))


def _name(item: Mapping[str, Any]) -> str:
    return _json([item.get("link"), item.get("title")])


def _label(item: Mapping[str, Any]) -> str:
    return _clipped(f"{_json(item.get('title'))} {item.get('link') or ''}".strip(), 0)


def _json(value: object) -> str:
    return terminal.json(json.dumps(value, ensure_ascii=False))


def _around_difference(first: str, second: str) -> tuple[str, str]:
    """Return both texts from shortly before the place where they differ, if they are long."""
    same = next((at for at, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), 0)
    start = max(same - _CONTEXT_LENGTH, 0) if max(len(first), len(second)) > _MAX_LENGTH else 0
    return _clipped(first, start), _clipped(second, start)


def _clipped(text: str, start: int) -> str:
    end = start + _MAX_LENGTH
    return f"{'…' if start else ''}{text[start:end]}{'…' if len(text) > end else ''}"
