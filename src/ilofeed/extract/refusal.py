"""Explain why no element of a page was read as an item."""

from __future__ import annotations

from collections.abc import Sequence

from ilofeed.core.errors import ExtractError, LayoutNotFoundError
from ilofeed.core.skipped import LEFT_OUT, Skipped, reasons

# Largest number of elements that a message names.
_MAX_NAMED = 12


def refusal(url: str, profile: str, skipped: Sequence[Skipped]) -> ExtractError:
    """Return the error for the page at *url* if *profile* skipped all its elements."""
    kind = LayoutNotFoundError if all(each.reason in LEFT_OUT for each in skipped) else ExtractError
    if not skipped:
        message = f"{url} has no element that {profile!r} could read as an item; is it empty, or another page?"
        return kind("no_items", message)
    return kind(
        "no_items",
        f"{url} shows nothing that {profile!r} reads as an item ({len(skipped)} looked at: {reasons(skipped)})",
        candidates=tuple(f"{each.text!r}: {each.reason}" for each in skipped[:_MAX_NAMED]),
    )
