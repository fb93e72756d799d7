"""The elements of a list that are no items, and the reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from msgspec import Struct

#: Reasons for which an element is no item by its nature. All other reasons mean that it could not be read.
LEFT_OUT: Mapping[str, str] = MappingProxyType(
    {
        "advertises": "promotions, figures and fact lists",
        "no_link": "without a link of their own",
        "other_site": "leading to another site",
        "event": 'events (are they what this page lists? set kind = "events" in its [[source]])',
        "no_document": "leading to a list, a topic or another page that is no document",
        "unlike_others": "without a date, and in another markup than the dated ones",
    }
)


class Skipped(Struct, frozen=True, kw_only=True):
    """An element in an item's place that is no item, and the reason."""

    number: int
    reason: str
    text: str = ""  #: the beginning of its text, for the operator's search


def reasons(skipped: Iterable[Skipped]) -> str:
    """Return the reasons why elements were *skipped*, with their numbers, the most frequent reason first."""
    counts = Counter(element.reason for element in skipped)
    return ", ".join(f"{count} {LEFT_OUT.get(reason, reason)}" for reason, count in counts.most_common())
