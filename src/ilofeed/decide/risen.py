"""Find the old items that a feed shows because newer ones are gone from it. Pure.

A feed has a fixed number of items. If its newest ones are deleted, or if the server shows the feed as it was last
month, older ones rise at its end:

    last poll: 9 8 7 6      now: 7 6 5 4      5 and 4 are older than all that was there, and no news

Subscribers of the feed had them long before we did.
"""

from __future__ import annotations

from collections.abc import Sequence

from ilofeed.core.models import Entry, Item
from ilofeed.decide.identity import Matching


def risen(items: Sequence[Item], matching: Matching, before: Sequence[Entry]) -> frozenset[str]:
    """Return the keys of the unknown *items* that take the places of entries of *before*, which are gone.

    Only exact times show it, so there are none on a page. An item that is dated late, while no newer one is gone, is
    none.
    """
    known = [time for entry in before if (time := entry.item.at) is not None]
    if not known:
        return frozenset()
    oldest = min(known)
    shown = {entry.id for entry in matching.entries.values()}
    times = [time for item in items if item.key in matching.entries and (time := item.at) is not None]
    lowest = min(times, default=oldest)
    gone = [
        entry
        for entry in before
        if entry.id not in shown and (time := entry.item.at) is not None and time > lowest
    ]
    old = [
        item.key
        for item in items
        if item.key not in matching.entries and (time := item.at) is not None and time < oldest
    ]
    return frozenset(old) if 0 < len(old) <= len(gone) else frozenset()
