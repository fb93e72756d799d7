"""Make items that are dated by their numbers, and measure how far a page covers them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec.structs import replace

from fakes.entries import entries, item
from ilofeed.core.models import Entry, Item
from ilofeed.decide import identity
from ilofeed.decide.coverage import Coverage, measure

FIRST_DAY = date(2023, 5, 1)


def page(*documents: int) -> list[Item]:
    """Return items with these numbers as ids, each dated by its number."""
    return [
        item(number, number=at, published=FIRST_DAY + timedelta(number))
        for at, number in enumerate(documents, start=1)
    ]


def undated(*documents: int) -> list[Item]:
    return [replace(item, published=None) for item in page(*documents)]


def redated(document: int, to: int) -> Item:
    """Return the item *document* with the date of the item *to*."""
    return replace(item(document), published=FIRST_DAY + timedelta(to))


def covered(items: Sequence[Item], known: Sequence[Entry]) -> Coverage:
    before = [entry for entry in known if entry.item.number is not None]
    return measure(items, identity.match_items(items, known), before)


TEN = entries(page(*range(30, 20, -1)))
UNDATED = entries(undated(*range(30, 20, -1)))
PINNED = entries(page(1, *range(30, 21, -1)))
