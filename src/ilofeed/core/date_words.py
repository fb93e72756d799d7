"""Read dates whose month is a word."""

from __future__ import annotations

import re
from datetime import date, timedelta

from ilofeed.core.calendars import from_persian, persian_month
from ilofeed.core.date_context import DateContext
from ilofeed.core.date_names import UNKNOWN, first_words_of_months, is_weekday, month
from ilofeed.core.date_parts import Found, calendar_date
from ilofeed.core.date_patterns import DAY_FIRST, MONTH_FIRST, YEAR_FIRST
from ilofeed.core.date_years import may_be_year, year_of
from ilofeed.core.lazy_pattern import LazyPattern

# The first word of a name, without signs of an abbreviation.
_WORD = LazyPattern(r"[^\W\d_][^\s\d,.:;/|()'׳॰-]*")
_LONGEST_RANGE = timedelta(days=183)


def read_words(plain: str, at: int, context: DateContext) -> Found | None:
    """Return the date or the range that begins *at* in *plain* and names its month."""
    for form in _forms(plain, at):
        match = form.match(plain, at)
        found = _read(match, context, is_month_first=form in MONTH_FIRST) if match else None
        if found:
            return found
    return None


def _forms(plain: str, at: int) -> list[LazyPattern]:
    if not plain[at : at + 1].isdecimal():
        word = _WORD.match(plain, at)
        return MONTH_FIRST if word and word[0].casefold() in first_words_of_months() else []
    return YEAR_FIRST if plain[at : at + 4].isdecimal() else DAY_FIRST


def _read(match: re.Match[str], context: DateContext, *, is_month_first: bool) -> Found | None:
    """Return the date of *match*. A range must go forward."""
    names, first, last, last_names, word = match.group("names", "first", "last", "last_names", "word")
    if word and not last_names and is_month_first and month(word, context.language) != UNKNOWN:
        last_names = word  # "May 30 - June 2", and "Feb 27 - Mar 2", which is no Tuesday
    elif word and not is_weekday(word, context.language):
        return None
    first_month = month(names, context.language)
    last_month = month(last_names, context.language) if last_names else first_month
    digits = match["year"] or match["short"]
    if UNKNOWN in (first_month, last_month):
        return None if last else _persian(match)
    year = year_of(digits, context, is_buddhist=bool(match["buddhist"]))
    if year is None:
        return None
    day = calendar_date(year, first_month, int(first))
    if last:
        day = first_of_range(first_month, int(first), calendar_date(year, last_month, int(last)))
    elif may_be_year(int(first), digits, context):
        day = None
    names = f"{names}/{last_names}" if last_names else names
    return Found(day=day, names=names, end=match.end(), is_range=bool(last))


def _persian(match: re.Match[str]) -> Found | None:
    """Return the date of *match* if its month and its year are of the Persian calendar."""
    number = persian_month(match["names"])
    day = from_persian(int(match["year"]), number, int(match["first"])) if number and match["year"] else None
    return Found(day=day, end=match.end()) if day else None


def first_of_range(first_month: int, first: int, last: date | None) -> date | None:
    """Return the first date of a range that prints its year only after the *last* date.

    The range can end in the next year: "28 December - 3 January 2027". One of more than half a year is a misprint.
    """
    for year in (last.year, last.year - 1) if last else ():
        day = calendar_date(year, first_month, first)
        if day and last and day <= last and last - day <= _LONGEST_RANGE:
            return day
    return None
