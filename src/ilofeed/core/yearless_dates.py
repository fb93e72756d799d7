"""Read dates that are printed without a year."""

from __future__ import annotations

import re

from ilofeed.core.date_context import DateContext
from ilofeed.core.date_lead import date_start
from ilofeed.core.date_names import UNKNOWN, first_words_of_months, month
from ilofeed.core.date_numbers import known_order
from ilofeed.core.date_parts import calendar_date
from ilofeed.core.date_patterns import YEARLESS, YEARLESS_NUMBERS
from ilofeed.core.date_places import place_behind
from ilofeed.core.date_text import DateText
from ilofeed.core.years import PrintedDate

_LEAP_YEAR = 2024
_WORD = re.compile(r"[^\W\d_][^\s\d,.:;/|()'׳॰-]*")


def read_yearless(text: DateText, context: DateContext) -> PrintedDate | None:
    """Return the month and the day of a line that contains only them, perhaps with a weekday and an hour."""
    plain = text.plain
    starts = {0 if plain[0].isdecimal() else date_start(plain, 0, context.language), 0}
    for start in sorted(starts, reverse=True):
        found = _at(plain, start, context) if start < len(plain) else None
        if found and place_behind(text.line, plain, found[1], context.language) == "":
            return found[0]
    return None


def _at(plain: str, at: int, context: DateContext) -> tuple[PrintedDate, int] | None:
    """Return the date that begins *at*, and where it ends."""
    numbers = YEARLESS_NUMBERS.match(plain, at)
    if numbers:
        return _in_numbers(numbers, context)
    if not plain[at].isdecimal():
        word = _WORD.match(plain, at)
        if word is None or word[0].casefold() not in first_words_of_months():
            return None
    for form in YEARLESS:
        match = form.match(plain, at)
        number = month(match["names"], context.language) if match else UNKNOWN
        if match and number > 0 and calendar_date(_LEAP_YEAR, number, int(match["first"])):
            return PrintedDate(month=number, day=int(match["first"])), match.end()
    return None


def _in_numbers(match: re.Match[str], context: DateContext) -> tuple[PrintedDate, int] | None:
    """Return the date of "28/05" or "28.05.": the order must be certain."""
    first, second = int(match["first"]), int(match["second"])
    orders = {
        order: PrintedDate(month=number, day=day)
        for order, number, day in (("dmy", second, first), ("mdy", first, second))
        if calendar_date(_LEAP_YEAR, number, day)
    }
    known = known_order(match["mark"], context)
    if match["mark"] == "." and known != "dmy":  # "28.05" can also be a number
        return None
    found = orders.get(known) or (next(iter(orders.values())) if len(orders) == 1 else None)
    return (found, match.end()) if found else None
