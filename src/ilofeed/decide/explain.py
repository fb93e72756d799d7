"""Explain the result of a poll, item by item and rule by rule. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ilofeed.core import ids
from ilofeed.core.models import Entry, Item
from ilofeed.decide.gate import GateInput, results

# Enough of a title to find it on the page.
_TITLE = 60


def items(case: GateInput) -> Iterator[Mapping[str, str | int]]:
    """Yield the classification of each item of the page, and the evidence for it."""
    group = {
        entry.id: name
        for name in ("new", "revised", "moved", "unchanged")
        for entry in getattr(case.changes, name)
    }
    ambiguous = {item.key: entries for item, entries in case.matching.ambiguous}
    fresh = {entry.item.key: entry for entry in case.changes.new}
    seen: set[str] = set()
    for number, item in enumerate(case.items, start=1):
        facts: dict[str, str | int] = {"item": number, "title": item.title[:_TITLE]}
        entry = case.matching.entries.get(item.key)
        if item.key in seen:
            yield {**facts, "is": "repeated", "by": "address of one above"}
        elif entry is not None:
            yield {
                **facts,
                "is": group.get(entry.id, "unchanged"),
                "entry": entry.id,
                "by": _by(item, entry, case),
            }
        elif item.key in case.matching.duplicates:
            yield {**facts, "is": "repeated", "by": "title, day and summary of one above"}
        else:
            by = "no known address, title and day"
            if item.key in ambiguous:
                by = f"title and day of {len(ambiguous[item.key])} known entries, so of none"
            yield {**facts, "is": "new", "entry": fresh[item.key].id if item.key in fresh else "", "by": by}
        seen.add(item.key)


def rules(case: GateInput) -> Iterator[Mapping[str, str]]:
    """Yield the result of each rule of the gate."""
    if not case.before:
        yield {"gate": "open", "because": "nothing was known to compare with"}
    for reason, hold in results(case):
        yield {"gate": reason, "is": "held" if hold else "passed", "because": hold.message if hold else ""}


def _by(item: Item, entry: Entry, case: GateInput) -> str:
    if item.key in case.matching.by_title_only:
        return "title and day"
    if item.key == entry.item.key:
        return "address"
    former = min(ids.aliases(item) & entry.aliases, default="")
    return f"former address {former}" if former else "words, at a shared address or with a shared number"
