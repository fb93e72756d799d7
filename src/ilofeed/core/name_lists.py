"""Name things in messages: some of a list, or the one that was meant."""

from __future__ import annotations

from collections.abc import Sequence


def some_of(names: Sequence[str]) -> str:
    """Return *names*, of many only the first two and the number of the others: "s1, s2 and 38 others"."""
    if len(names) > 3:
        return f"{names[0]}, {names[1]} and {len(names) - 2} others"
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def did_you_mean(found: str, allowed: Sequence[str]) -> str:
    """Return a hint if *found* can be a misspelt name of those *allowed*, else an empty string."""
    import difflib  # noqa: PLC0415 - for a mistake

    near = difflib.get_close_matches(found, allowed, n=1)
    return f", did you mean {near[0]!r}?" if near else ""
