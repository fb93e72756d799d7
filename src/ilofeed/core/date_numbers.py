"""Read dates in numbers, if their order is certain."""

from __future__ import annotations

import re
from datetime import date

from ilofeed.core.date_context import DateContext
from ilofeed.core.date_order import numeric_dates
from ilofeed.core.date_orders import is_dotted_day_first
from ilofeed.core.date_parts import Found, calendar_date, is_year
from ilofeed.core.date_patterns import COMPACT, NUMBERED, NUMBERED_RANGES, SHORT_NUMBERED, YEAR_LAST
from ilofeed.core.date_words import first_of_range
from ilofeed.core.date_years import may_be_year, year_of

# Without the time of the page, 69 to 99 are years of the century before (POSIX.1-2017, strptime, %y): a date may be
# two years after this one.
_PIVOT = date(2066, 12, 31)


def read_numbers(plain: str, at: int, context: DateContext) -> Found | None:
    """Return the date or the range in numbers that begins *at* in *plain*.

    It has no date if its order is ambiguous and the context does not decide it.
    """
    for form in NUMBERED_RANGES:
        match = form.match(plain, at)
        if match and is_year(int(match["year"])):
            return _first_of_range(match, context)
    return read_single(plain, at, context) or _read_short(plain, at, context)


def read_single(plain: str, at: int, context: DateContext, *, order: str = "") -> Found | None:
    """Return the single date in numbers that begins *at* in *plain*, in this *order* if several are possible."""
    for form in NUMBERED:
        match = form.match(plain, at)
        year = year_of(match["year"], context) if match else None
        if match is None or year is None:
            continue
        month, day = int(match["month"]), int(match["day"])
        if form is not YEAR_LAST:
            return Found(day=calendar_date(year, month, day), end=match.end())
        fitting = fitting_orders(year, day, month)
        known = order or known_order(match["mark"], context)
        if year != int(match["year"]):
            known = "dmy"  # a Buddhist year: Thai dates begin with the day
        chosen = next(iter(fitting)) if len(fitting) == 1 else known if known in fitting else ""
        if chosen == "mdy":
            day, month = month, day
        return Found(
            day=calendar_date(year, month, day) if chosen or day == month else None,
            end=match.end(),
            order=chosen if day != month else "",
        )
    return None


def _read_short(plain: str, at: int, context: DateContext) -> Found | None:
    """Return the date "20261014", or one with a year of two digits, of the century that the time of the page gives."""
    compact = COMPACT.match(plain, at)
    if compact:
        day = calendar_date(*(int(compact[part]) for part in ("year", "month", "day")))
        return Found(day=day, end=compact.end()) if day else None
    match = SHORT_NUMBERED.match(plain, at)
    if match is None:
        return None
    known = context.order or known_order(match["mark"], context)
    if not known and (match["mark"] == "-" or (match["mark"] == "." and len(match[0]) < len("05.11.26"))):
        return None  # "04-05-26" can be the number of a case, and "1.2.26" that of a version
    numeric = next(numeric_dates(match[0], context.seen.date() if context.seen else _PIVOT), None)
    if numeric is None:
        return None
    day = numeric.meanings.get(known) if known else None
    if day is None and not numeric.is_ambiguous:
        (day,) = set(numeric.meanings.values())
    if (
        not context.order
        and "ymd" in numeric.meanings
        and may_be_year(int(match["first"]), match["third"], context)
    ):
        day = None if numeric.is_ambiguous else day
    return Found(day=day, end=match.end())


def fitting_orders(year: int, first: int, second: int) -> frozenset[str]:
    """Return the orders in which two numbers before a *year* are a date of the calendar."""
    return frozenset(
        order
        for order, month, day in (("dmy", second, first), ("mdy", first, second))
        if calendar_date(year, month, day)
    )


def known_order(mark: str, context: DateContext) -> str:
    """Return the order of numbers with this *mark* between them, as far as the context knows it, or ""."""
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
    if not parts["mark"] or max(first, last) > 12 or known_order(parts["mark"], context) == "dmy":
        if "last_year" in parts:
            day = calendar_date(int(parts["year"]), first_month, first)
            end = calendar_date(int(parts["last_year"] or parts["year"]), last_month, last)
            day = day if day and end and day <= end else None
        else:
            day = first_of_range(first_month, first, calendar_date(int(parts["year"]), last_month, last))
    return Found(day=day, end=match.end(), is_range=True)
