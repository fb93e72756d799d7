"""Match items to entries by the ids that a feed gives them (guid). Pure.

An id is evidence, not proof: some feeds number their items from the top, so that each new item moves all ids on. It
counts if link, title or date agrees, and if no other item of the feed is the entry by its link or its title.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from ilofeed.core import ids, truncated_titles, urls
from ilofeed.core.models import Entry, Item


def match_by_name(items: Sequence[Item], known: Sequence[Entry]) -> dict[str, Entry]:
    """Return the *known* entries of those *items* whose ids in the feed name them, by item key.

    An item with a document number is left out: that is the stronger evidence.
    """
    named = [item for item in items if ids.name_in_feed(item) and not urls.document_number(item.link)]
    if not named:
        return {}
    # Of several entries that ever had an id, the one that has it now wins; else the one seen last.
    ranked = sorted(known, key=lambda entry: (entry.item.number is not None, entry.first_seen))
    by_name = {alias: entry for entry in ranked for alias in entry.aliases if ids.is_name_in_feed(alias)}
    by_name |= {ids.name_in_feed(entry.item): entry for entry in ranked if ids.name_in_feed(entry.item)}
    found: dict[str, Entry] = {}
    taken: set[str] = set()
    for item in named:
        entry = by_name.get(ids.name_in_feed(item))
        if (
            entry is None
            or entry.id in taken
            or not _agrees(item, entry)
            or _is_shown_by_other(item, entry, items)
        ):
            continue
        found[item.key] = entry
        taken.add(entry.id)
    return found


def _agrees(item: Item, entry: Entry) -> bool:
    """Check that link, title or date of both are the same."""
    known = entry.item
    if item.key == known.key or truncated_titles.is_same(item.title, known.title):
        return True
    if not entry.aliases.isdisjoint(ids.addresses(item)):
        return True
    return item.published is not None and known.published is not None and _is_near(item.published, known.published)


def _is_near(day: date, other: date) -> bool:
    return abs(day - other) <= timedelta(days=1)


def _is_shown_by_other(item: Item, entry: Entry, items: Collection[Item]) -> bool:
    """Check that another item has the link or the title of *entry*, which *item* has not."""
    known, title = entry.item, ids.title_name(entry.item)
    others = [other for other in items if other.key != item.key]
    if item.key != known.key and any(other.key == known.key for other in others):
        return True
    return ids.title_name(item) != title and any(ids.title_name(other) == title for other in others)
