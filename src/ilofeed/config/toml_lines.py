"""Find the line of a value or a table in the text of a TOML document, for messages."""

from __future__ import annotations

from collections import Counter

from ilofeed.config.toml_spans import members, statements

ValuePath = tuple[str | int, ...]


def line_of(text: str, path: ValuePath) -> int:
    """Return the number of the line on which the value or the table at *path* begins.

    For a missing value it is the line of the table that lacks it, and line 1 if that has no line of its own.
    The text must be valid TOML 1.0.
    """
    arrays: Counter[ValuePath] = Counter()
    table: ValuePath = ()
    depth, found = 0, 0
    for statement in statements(text):
        if statement.value is None:
            table = place = _absolute(statement.path, arrays, is_array=statement.is_array)
        else:
            place = (*table, *statement.path)
        at, deep = statement.start, len(place)
        if path[:deep] == place:
            if statement.value:
                at, within = _inside(text, statement.value, path[deep:])
                at, deep = (at if within else statement.start), deep + within
        elif place[: len(path)] == path:
            deep = len(path)  # a table that is only implied, by a key or table in it
        else:
            continue
        if deep > depth:
            depth, found = deep, at
    return text.count("\n", 0, found) + 1


def _absolute(path: tuple[str, ...], arrays: Counter[ValuePath], *, is_array: bool) -> ValuePath:
    """Return the *path* of a header with the numbers of the tables in *arrays* that it continues."""
    place: ValuePath = ()
    for number, part in enumerate(path, start=1):
        place = (*place, part)
        if is_array and number == len(path):
            arrays[place] += 1
        if place in arrays:
            place = (*place, arrays[place] - 1)
    return place


def _inside(text: str, value: tuple[int, int], path: ValuePath) -> tuple[int, int]:
    """Return the start of what is at *path* in the *value* of *text*, and how many parts of *path* lead to it."""
    start, end = value
    if not path or text[start] not in "[{":
        return start, 0
    for number, member in enumerate(members(text, start, end)):
        own: ValuePath = member.path or (number,)
        if path[: len(own)] == own:
            at, within = _inside(text, member.value, path[len(own) :])
            return (at if within else member.start), len(own) + within
    return start, 0
