"""Revive values that the library devalue flattened, as Nuxt writes them into pages.

The value is a list. Its first member is the whole; a number in a list or an object is the index of the value in
its place, a negative one stands for undefined and the like. A list that begins with a name is a value of a class,
such as ``["Date", "2026-11-05T10:00:00.000Z"]`` or ``["ShallowReactive", 1]``.
"""

from __future__ import annotations

# Classes that hold one other value, and those whose first member is their value.
_WRAPPERS = frozenset(
    ("Reactive", "ShallowReactive", "Ref", "ShallowRef", "EmptyRef", "EmptyShallowRef", "NuxtError")
)
_PLAIN = frozenset(("Date", "URL", "BigInt", "RegExp"))


def revived(flat: object) -> object:
    """Return the value that was flattened to *flat*; None if it was not. A value may contain itself."""
    if not isinstance(flat, list) or not flat:
        return None
    # Containers are made empty first, then filled, so that values may refer to each other in any order.
    made: list[object] = [_made(each) for each in flat]
    for value, each in zip(made, flat, strict=True):
        if isinstance(value, dict) and isinstance(each, dict):
            value.update((key, _at(flat, made, place)) for key, place in each.items())
        elif isinstance(value, list) and isinstance(each, list):
            places = each[1:] if each and each[0] == "Set" else each
            value.extend(_at(flat, made, place) for place in places)
    return _at(flat, made, 0)


def _made(flat: object) -> object:
    """Return the value of *flat*, if it is a container without its members."""
    if isinstance(flat, dict):
        return {}
    if not isinstance(flat, list):
        return flat
    name = flat[0] if flat and isinstance(flat[0], str) else ""
    if name in _PLAIN:
        return flat[1] if len(flat) > 1 else None
    return [] if name in ("", "Set") else None


def _at(flat: list[object], made: list[object], place: object) -> object:
    """Return the value at *place*. A wrapper is the value that it holds."""
    for _ in range(len(_WRAPPERS)):
        if not isinstance(place, int) or isinstance(place, bool) or not 0 <= place < len(flat):
            return None
        each = flat[place]
        if not (isinstance(each, list) and len(each) > 1 and each[0] in _WRAPPERS):
            return made[place]
        place = each[1]
    return None
