"""Explain the result of a poll, item by item and rule by rule. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ilofeed.core import ids
from ilofeed.core.decisions import Decisions, ItemDecision, RuleDecision
from ilofeed.core.models import Entry, Item
from ilofeed.decide.changes import Changes
from ilofeed.decide.gate import Verdict
from ilofeed.decide.identity import Matching

_BY_ADDRESS = "address"


def decisions(
    items: Sequence[Item],
    matching: Matching,
    changes: Changes,
    verdicts: Sequence[Verdict] = (),
    *,
    approved: str = "",
) -> Decisions:
    """Return the decisions to save with a page: those about items that are not as they were, and all rules."""
    found = decided(items, matching, changes)
    return Decisions(
        items=tuple(each for each in found if (each.treatment, each.by) != ("unchanged", _BY_ADDRESS)),
        rules=tuple(
            RuleDecision(rule=each.rule, is_held=each.violation is not None, numbers=each.numbers)
            for each in verdicts
        ),
        approved=approved,
    )


def decided(items: Sequence[Item], matching: Matching, changes: Changes) -> Iterator[ItemDecision]:
    """Yield the treatment of each of *items*, and the evidence for it."""
    groups = ("new", "revised", "moved", "unchanged")
    group = {entry.id: name for name in groups for entry in getattr(changes, name)}
    ambiguous = {item.key: entries for item, entries in matching.ambiguous}
    fresh = {entry.item.key: entry for entry in changes.new}
    silent = {entry.item.key: entry for entry in changes.to_save if not entry.announced}
    seen: set[str] = set()
    for item in items:
        entry = matching.entries.get(item.key)
        if item.key in seen:
            treatment, by, entry_id = "repeated", "address of one above", ""
        elif entry is not None:
            by = _evidence(item, entry, matching)
            treatment, entry_id = group.get(entry.id, "unchanged"), entry.id
        elif item.key in matching.duplicates:
            treatment, by, entry_id = "repeated", "title, date and summary of one above", ""
        else:
            by = "no known address, title and date"
            if item.key in ambiguous:
                by = f"title and date of {len(ambiguous[item.key])} known entries, so of none"
            treatment = "silent" if item.key in silent else "new"
            new = fresh.get(item.key) or silent.get(item.key)
            entry_id = new.id if new else ""
        seen.add(item.key)
        yield ItemDecision(number=item.number, key=item.key, treatment=treatment, by=by, entry=entry_id)


def _evidence(item: Item, entry: Entry, matching: Matching) -> str:
    if item.key in matching.by_title_only:
        return "title and date"
    if item.key == entry.item.key:
        return _BY_ADDRESS
    former = min(ids.aliases(item) & entry.aliases, default="")
    return f"former address {former}" if former else "words, at a shared address or with a shared number"
