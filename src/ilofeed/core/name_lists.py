"""Format lists of names for messages."""

from __future__ import annotations

from collections.abc import Sequence


def some_of(names: Sequence[str]) -> str:
    """Return *names*, of many only the first two and the number of the others: "s1, s2 and 38 others"."""
    if len(names) > 3:
        return f"{names[0]}, {names[1]} and {len(names) - 2} others"
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)
