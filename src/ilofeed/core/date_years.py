"""Decide which year a date means by its digits."""

from __future__ import annotations

from ilofeed.core.calendars import common_year
from ilofeed.core.date_context import DateContext
from ilofeed.core.date_parts import is_year
from ilofeed.core.language import known_as

# Pages write two digits only of years around their own.
_YEARS_BACK, _YEARS_AHEAD = 80, 10
_THAI_YEARS_BACK, _THAI_YEARS_AHEAD = 20, 2


def year_of(digits: str, context: DateContext, *, is_buddhist: bool = False) -> int | None:
    """Return the year of the common era that *digits*, two or four, mean; None if it is not certain.

    Two digits need the time of the page. In Thai they can be those of two calendars.
    """
    number = int(digits)
    if len(digits) > 2:
        year = common_year(number, context.language, is_buddhist=is_buddhist)
        return year if is_year(year) else None
    if context.seen is None:
        return None
    if is_buddhist or known_as(context.language) == "th":
        around = range(context.seen.year - _THAI_YEARS_BACK, context.seen.year + _THAI_YEARS_AHEAD + 1)
        years = {common_year(2500 + number, is_buddhist=True)} | (set() if is_buddhist else {2000 + number})
    else:
        around = range(context.seen.year - _YEARS_BACK, context.seen.year + _YEARS_AHEAD + 1)
        years = {1900 + number, 2000 + number}
    fitting = [year for year in years if year in around]
    return fitting[0] if len(fitting) == 1 else None


def may_be_year(first: int, last: str, context: DateContext) -> bool:
    """Return whether the *first* of two numbers can be the year, and the *last* the day: "26-Nov-05"."""
    if len(last) > 2 or context.seen is None:
        return False
    near = {(context.seen.year + offset) % 100 for offset in (-1, 0, 1)}
    return first in near and int(last) not in near
