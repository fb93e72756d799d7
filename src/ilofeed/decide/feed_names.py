"""Match items to entries by the ids that a feed gives them (guid). Pure.

An id is evidence, not proof: some feeds number their items from the top, so that each new item moves all ids on. It
counts if link, title or time agrees, if no other item of the feed is the entry by its link or its title, and if the
item is no other entry by them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from msgspec import Struct

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
    shown, entries = _Names.of(items), _Names.of(entry.item for entry in ranked)
    found: dict[str, Entry] = {}
    taken: set[str] = set()
    for item in named:
        entry = by_name.get(ids.name_in_feed(item))
        if entry is None or entry.id in taken or not _agrees(item, entry):
            continue
        if shown.has_other(entry.item, item) or entries.has_other(item, entry.item):
            continue
        found[item.key] = entry
        taken.add(entry.id)
    return found


def _agrees(item: Item, entry: Entry) -> bool:
    """Check that link, title or time of both are the same; the date if one has no time."""
    known = entry.item
    if item.key == known.key or truncated_titles.is_same(item.title, known.title):
        return True
    if not entry.aliases.isdisjoint(ids.addresses(item)):
        return True
    if not item.published or not known.published or abs(item.published - known.published) > timedelta(days=1):
        return False
    # A feed of one item may give today's id to tomorrow's item, which has another time.
    return not item.at or not known.at or item.at == known.at


class _Names(Struct, frozen=True, kw_only=True):
    """The links and titles of several items."""

    keys: frozenset[str]
    days: Mapping[str, frozenset[int | None]]  #: title -> ordinals of the dates of the items with it

    @classmethod
    def of(cls, items: Iterable[Item]) -> _Names:
        keys: set[str] = set()
        days: dict[str, set[int | None]] = defaultdict(set)
        for item in items:
            keys.add(item.key)
            days[ids.title_name(item)].add(item.published.toordinal() if item.published else None)
        return cls(keys=frozenset(keys), days={title: frozenset(found) for title, found in days.items()})

    def has_other(self, one: Item, other: Item) -> bool:
        """Return whether an item here has the link, or the title and date, of *one*, which *other* has not."""
        if one.key != other.key and one.key in self.keys:
            return True
        title = ids.title_name(one)
        days = self.days.get(title)
        if not days or title == ids.title_name(other):
            return False
        if one.published is None or None in days:
            return True
        day = one.published.toordinal()
        return not days.isdisjoint((day - 1, day, day + 1))
