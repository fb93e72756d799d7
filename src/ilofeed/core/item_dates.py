"""Compare the date of an item with that of the known entry. Pure.

A date that the page prints as "2 days ago" follows from the time of the page. It is fixed at first sight:
tomorrow the page prints "3 days ago", and next week "26 November". Neither is an edit, as long as both can be one
date. A date further away is one: then the page contradicts itself. And where the same text has another
date now, or a date at last, the page has not changed: it is read with more knowledge, for example of the order of
"05/11/2026" by later pages.
"""

from __future__ import annotations

from datetime import date, timedelta

from ilofeed.core.models import Item
from ilofeed.core.text import fold

#: Days by which a date may differ that counts at first sight and never afterwards, such as that of the last change.
ANY_MARGIN = 36_500


def exact(item: Item) -> date | None:
    """Return the printed date of *item*; None for one that follows from the time of the page."""
    return item.published if item.date_margin is None else None


def may_be_same(known: Item, item: Item) -> bool:
    """Return whether the dates of both can be one date; two items without a date have the same."""
    if known.published is None or item.published is None:
        return known.published is item.published or _has_same_text(known, item)
    margin = timedelta(days=(known.date_margin or 0) + (item.date_margin or 0))
    return abs(known.published - item.published) <= margin


def is_edit(known: Item, item: Item) -> bool:
    """Return whether the page prints another date of *item* than it did of the *known* one."""
    if known.published == item.published or _has_same_text(known, item):
        return False
    if known.published is None:
        # Neither an address nor the time of the page is a printed date.
        return item.date_margin is known.date_margin is None and bool(item.date_text)
    return not may_be_same(known, item)


def kept(item: Item, known: Item) -> Item:
    """Return that of both whose date the entry has from now on.

    The page's own date replaces one that was computed, never the reverse.
    """
    if item.published is None:
        return known
    if known.published is not None and (item.date_margin is not None or (known.date_text and not item.date_text)):
        return known
    return item


def _has_same_text(known: Item, item: Item) -> bool:
    return bool(item.date_text) and fold(known.date_text) == fold(item.date_text)
