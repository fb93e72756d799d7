"""Read dates in numbers, if their order is certain."""

from __future__ import annotations

import re

from ilofeed.core.date_context import DateContext
from ilofeed.core.date_orders import is_dotted_day_first
from ilofeed.core.date_parts import Found, calendar_date, is_year
from ilofeed.core.date_patterns import NUMBERED, NUMBERED_RANGES, YEAR_LAST
from ilofeed.core.date_words import first_of_range


def read_numbers(plain: str, at: int, context: DateContext, *, order: str = "") -> Found | None:
    """Return the date or the range in numbers that begins *at* in *plain*.

    It has no date if its order is ambiguous and neither *order* nor the context decides it.
    """
    for form in NUMBERED_RANGES:
        match = form.match(plain, at)
        if match and is_year(int(match["year"])):
            return _first_of_range(match, context)
    return read_single(plain, at, context, order=order)


def read_single(plain: str, at: int, context: DateContext, *, order: str = "") -> Found | None:
    """Return the single date in numbers that begins *at* in *plain*."""
    for form in NUMBERED:
        match = form.match(plain, at)
        if match is None or not is_year(int(match["year"])):
            continue
        year, month, day = int(match["year"]), int(match["month"]), int(match["day"])
        if form is not YEAR_LAST:
            return Found(day=calendar_date(year, month, day), end=match.end())
        fitting = fitting_orders(year, day, month)
        known = order or _known_order(match["mark"], context)
        chosen = next(iter(fitting)) if len(fitting) == 1 else known if known in fitting else ""
        if chosen == "mdy":
            day, month = month, day
        certain = chosen or day == month
        return Found(
            day=calendar_date(year, month, day) if certain else None,
            end=match.end(),
            order=chosen if day != month else "",
        )
    return None


def fitting_orders(year: int, first: int, second: int) -> frozenset[str]:
    """Return the orders in which two numbers before a *year* are a date of the calendar."""
    return frozenset(
        order
        for order, month, day in (("dmy", second, first), ("mdy", first, second))
        if calendar_date(year, month, day)
    )


def _known_order(mark: str, context: DateContext) -> str:
    if context.order in ("dmy", "mdy"):
        return context.order
    return "dmy" if mark.startswith(".") and is_dotted_day_first(context.language) else ""


def _first_of_range(match: re.Match[str], context: DateContext) -> Found:
    """Return the first date of a range in numbers; it has none if their order is not certain."""
    parts = match.groupdict()
    first, last = int(parts["first"]), int(parts["last"])
    first_month = int(parts["first_month"] or parts["month"])
    last_month = int(parts["month"] or parts["first_month"])
    day = None
    if not parts["mark"] or max(first, last) > 12 or _known_order(parts["mark"], context) == "dmy":
        if "last_year" in parts:
            day = calendar_date(int(parts["year"]), first_month, first)
            end = calendar_date(int(parts["last_year"] or parts["year"]), last_month, last)
            day = day if day and end and day <= end else None
        else:
            day = first_of_range(first_month, first, calendar_date(int(parts["year"]), last_month, last))
    return Found(day=day, end=match.end(), is_range=True)
