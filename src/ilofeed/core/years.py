"""Find the years of dates that are printed without one, from the dates around them in the list. Pure.

A list in order of date bounds each date by its neighbours. The year is certain only if exactly one year
fits between them:

    20 November        2026: not after the time of the page, not before the date below
    28 December 2025   printed
    3 December         2025: between its neighbours
    11 June 2025       printed
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from msgspec import Struct

# Clocks and time zones differ by less.
_SLACK = timedelta(days=1)
# Fewer dates in order can be in order by chance.
_MIN_DATES = 3


class PrintedDate(Struct, frozen=True, kw_only=True):
    """A date of a list as it is printed."""

    month: int
    day: int
    year: int | None = None  #: None: it is printed without a year


def years_for(dates: Sequence[PrintedDate | None], *, seen: date | None = None) -> list[int | None]:
    """Return the year of each of *dates*, which are in the order of the list; None if it is not certain.

    *dates* are all dates of one list, with None for an item without a date. Give a date below a heading such as
    "2026" or "May 2026" the year of that heading: it counts as printed. *seen* is the date on which the page
    was read; no date may be later. Leave it out for a list of events.

    Without a printed year in the list, or if its dates are in no order, all others are None.
    """
    years = [printed.year if printed else None for printed in dates]
    places = [at for at, printed in enumerate(dates) if printed is not None]
    known = [printed for printed in dates if printed is not None]
    order = _order(known)
    if order is None:
        return years
    newest_first = known if order else known[::-1]
    found = _filled(newest_first, None if seen is None else seen + _SLACK)
    for at, year in zip(places, (found if order else found[::-1]) or (), strict=False):
        years[at] = year
    return years


def _order(known: Sequence[PrintedDate]) -> bool | None:
    """Return True for a list with the newest first, False for the oldest first, None if it is in no order."""
    printed = [day for each in known if each.year is not None and (day := _date(each, each.year))]
    if not printed:
        return None
    if len(set(printed)) > 1:
        return _direction(printed)
    # One year is printed: the other dates show the direction, with at most one New Year among them.
    days = [(each.month, each.day) for each in known]
    if len(set(days)) < _MIN_DATES:
        return None
    turns = [(one > other) - (one < other) for one, other in pairwise(days)]
    falls, rises = turns.count(1), turns.count(-1)
    if min(falls, rises) > 1 or falls == rises or max(falls, rises) < _MIN_DATES - 1:
        return None
    return falls > rises


def _direction(printed: Iterable[date]) -> bool | None:
    pairs = list(pairwise(printed))
    if all(one >= other for one, other in pairs):
        return True
    return False if all(one <= other for one, other in pairs) else None


def _filled(newest_first: Sequence[PrintedDate], latest: date | None) -> list[int | None]:
    """Return the year of each date, if exactly one fits between the printed dates around it.

    Return an empty list if a date fits in no year: then the dates are in no order.
    """
    below: list[date | None] = []
    bound: date | None = None
    for printed in reversed(newest_first):
        below.append(bound)
        bound = _date(printed, printed.year) or bound
    found: list[int | None] = []
    above = latest
    for printed, low in zip(newest_first, reversed(below), strict=True):
        year = printed.year
        if year is None and low is not None and above is not None:
            fitting = [
                each
                for each in range(low.year, above.year + 1)
                if (day := _date(printed, each)) is not None and low <= day <= above
            ]
            if not fitting:
                return []
            year = fitting[0] if len(fitting) == 1 else None
        found.append(year)
        above = _date(printed, year) or above
    return found


def _date(printed: PrintedDate, year: int | None) -> date | None:
    try:
        return date(year, printed.month, printed.day) if year is not None else None
    except ValueError:
        return None
