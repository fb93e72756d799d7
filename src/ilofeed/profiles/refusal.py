"""Explain why nothing on a page was read as an item."""

from __future__ import annotations

from collections.abc import Sequence

from ilofeed.errors import ExtractError
from ilofeed.model import Skipped, reasons

# Elements that a refusal names; more are not read by a person.
_MAX_NAMED = 12


def refusal(url: str, profile: str, skipped: Sequence[Skipped]) -> ExtractError:
    """Return the error for the page at *url*, all elements of which *profile* has *skipped*."""
    if not skipped:
        message = f"{url} has no element that {profile!r} could read as an item; is it empty, or another page?"
        return ExtractError("no_items", message)
    return ExtractError(
        "no_items",
        f"{url} shows nothing that {profile!r} reads as an item ({len(skipped)} looked at: {reasons(skipped)})",
        candidates=tuple(f"{each.text!r}: {each.reason}" for each in skipped[:_MAX_NAMED]),
    )
