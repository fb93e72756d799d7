"""Compare two readings of one page: the items as they were read before, and as they are read today.

Pure. The worst that a change of a profile can do is to change an id: every subscriber
would see an old entry as new.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from msgspec import Struct

from ilofeed.core import ids
from ilofeed.core.models import Entry, Extraction, Item
from ilofeed.core.text import fold
from ilofeed.decide import identity

_THEN = datetime(2000, 1, 1, tzinfo=UTC)  # no instant matters here


class Difference(Struct, frozen=True, kw_only=True):
    """Differences between two readings of one page."""

    appeared: tuple[Item, ...] = ()  #: items that would get an id of their own
    vanished: tuple[Item, ...] = ()  #: items that are no longer read
    retitled: tuple[tuple[Item, Item], ...] = ()  #: pairs: before and after
    redated: tuple[tuple[Item, Item], ...] = ()

    @property
    def moves_ids(self) -> bool:
        """True where subscribers would see an item twice, or lose one."""
        return bool(self.appeared or self.vanished)

    def __bool__(self) -> bool:
        return bool(self.moves_ids or self.retitled or self.redated)


def compare(before: Extraction, after: Extraction, mint: Callable[[Item], str]) -> Difference:
    """Return the differences between *before* and *after*, two readings of the same page."""
    entries = [Entry.first(mint(item), item, ids.aliases(item), _THEN) for item in before.items]
    matching = identity.match_items(after.items, entries)
    matched = {entry.id for entry in matching.entries.values()}
    pairs = [(matching.entries[item.key].item, item) for item in after.items if item.key in matching.entries]
    old = identity.match_items(before.items, ())
    return Difference(
        appeared=tuple(
            item
            for item in after.items
            if item.key not in matching.entries and item.key not in matching.duplicates
        ),
        vanished=tuple(
            entry.item for entry in entries if entry.id not in matched and entry.item.key not in old.duplicates
        ),
        retitled=tuple((was, now) for was, now in pairs if fold(was.title) != fold(now.title)),
        redated=tuple((was, now) for was, now in pairs if was.published != now.published),
    )
