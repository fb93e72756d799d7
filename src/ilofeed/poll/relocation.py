"""Find out by redirects which missing entries are on the page under another URL.

When a site moves, some items are recognised by their words and others were retitled as
well. The old URLs of those redirect to the new ones. A few of them are requested at each
poll, and the poll is quarantined until all that can be one of the unknown items were.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from math import inf

from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core import ids
from ilofeed.core.models import Entry, Item
from ilofeed.core.protocols import Locate
from ilofeed.decide.identity import Matching

#: Requests of one poll for the URLs of missing entries.
MAX_REQUESTS = 3


class Relocation(Struct, frozen=True, kw_only=True):
    """Result of the requests of one poll."""

    learned: tuple[Entry, ...] = ()  #: entries with the aliases of the items that their URLs lead to
    requested_through: int = 0  #: place, at the last good poll, of the last entry that was requested
    remaining: int = 0  #: entries that must be requested before an unknown item counts as new


def relocate(
    before: Iterable[Entry],
    items: Sequence[Item],
    matching: Matching,
    *,
    locate: Locate,
    may_request: Callable[[str], bool],
    requested_through: int = 0,
) -> Relocation:
    """Request the URLs of entries of *before* that are missing among *items*, in their old order.

    Entries down to the place *requested_through* were requested at earlier polls. Nothing
    waits for entries that can have scrolled off the list.
    """
    matched_ids = {entry.id for entry in matching.entries.values()}
    missing = [
        entry
        for entry in sorted(before, key=_place)
        if entry.id not in matched_ids
        and _place(entry) > requested_through
        and ids.has_own_page(entry.item)
        and may_request(entry.item.link)
    ]
    known = {key: _place(entry) for key, entry in matching.entries.items()}
    unknown = {item.key: item for item in items if item.key not in known and item.key not in matching.duplicates}
    learned: list[Entry] = []
    batch, rest = missing[:MAX_REQUESTS], missing[MAX_REQUESTS:]
    for entry in batch if unknown else ():
        requested_through = _place(entry)
        item = _target(locate(entry.item.link), entry, unknown.values())
        if item is not None:
            learned.append(replace(entry, aliases=entry.aliases | ids.aliases(item)))
            known[unknown.pop(item.key).key] = requested_through
    lowest = _lowest(items, known, unknown)
    return Relocation(
        learned=tuple(learned),
        requested_through=requested_through,
        remaining=sum(_place(entry) < lowest for entry in rest) if unknown else 0,
    )


def _target(url: str | None, entry: Entry, items: Iterable[Item]) -> Item | None:
    """Return the item that *url* leads to, to which the URL of *entry* redirects."""
    if url is None:
        return None
    key = ids.key(url, entry.item.language)
    return next((item for item in items if key in ids.aliases(item)), None)


def _lowest(items: Sequence[Item], known: Mapping[str, int], unknown: Collection[str]) -> float:
    """Return the place below which entries have scrolled off, at the last good poll.

    A list shows its newest items, so an item scrolls off only after all below it. With unknown
    items at the end this place is unknown.
    """
    last = next((item.key for item in reversed(items) if item.key in known or item.key in unknown), "")
    return max(known.values(), default=inf) if last in known else inf


def _place(entry: Entry) -> int:
    return entry.item.number or 0
