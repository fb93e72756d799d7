"""Read dates as pages print them, and refuse those that are not certain.

A line is a date only if it contains nothing else, except a weekday, a time or a place after it. A date
inside a title or a summary is no fact about the item.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core.calendars import read_other_calendar
from ilofeed.core.date_context import NO_CONTEXT, DateContext
from ilofeed.core.date_lead import date_start
from ilofeed.core.date_names import UNKNOWN, folded_names, languages_with, month
from ilofeed.core.date_numbers import read_numbers, read_single
from ilofeed.core.date_parts import Found, calendar_date, is_year
from ilofeed.core.date_patterns import BETWEEN_DATES, FROM, HEADING, TIME, TIME_BEFORE
from ilofeed.core.date_places import place_behind
from ilofeed.core.date_text import (
    SHORT_LIMIT,
    DateText,
    has_short_year,
    has_year,
    in_plain_style,
    may_be_short_date,
    prepared,
)
from ilofeed.core.date_words import read_words
from ilofeed.core.date_years import year_of
from ilofeed.core.relative_dates import read_relative
from ilofeed.core.text import clean
from ilofeed.core.yearless_dates import read_yearless
from ilofeed.core.years import PrintedDate

# ISO 8601: the time does not change the date, so it may be in any spelling.
_RFC_5322 = re.compile(r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}", re.ASCII)
_BEFORE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}(?=[Tt ] ?\d{2}:\d{2})", re.ASCII)


class DateLine(Struct, frozen=True, kw_only=True):
    """A line of a page that contains only a date, perhaps with a place after it."""

    text: str  #: the line as printed
    day: date | None  #: None: the line has the form of a date, but is ambiguous
    place: str | None = None
    is_relative: bool = False  #: as in "3 hours ago": the day counts from the time of the page

    def day_beside(self, machine: date | None) -> date | None:
        """Return the date of the line, which has an attribute with the *machine*-readable date.

        A page prints "12 days ago" also after twelve days and a half, so the attribute counts more there.
        """
        return machine or self.day if self.is_relative else self.day or machine


def read_line(text: str, context: DateContext = NO_CONTEXT) -> DateLine | None:
    """Return *text* as a date line, with the first date of a range, or None if it is something else."""
    if has_year(text) or len(text) <= SHORT_LIMIT:
        return _read(text, context)
    return None


# Layouts read the lines of a page many times, by one rule after the other.
@lru_cache(maxsize=2048)
def _read(text: str, context: DateContext) -> DateLine | None:
    if not has_year(text):
        return _read_short(text, context)
    line = prepared(text)
    return _read_prepared(line, context) if line else None


def _read_prepared(line: DateText, context: DateContext) -> DateLine | None:
    plain = line.plain
    time = TIME_BEFORE.match(plain) if ":" in plain[:3] else None
    start = _dates_at(plain, time.end() if time else 0, context)
    place = place_behind(line.line, plain, start.end, context.language) if start else None
    if start is None or place is None:
        return None
    return DateLine(text=line.printed, day=start.day, place=place or None)


def _read_short(text: str, context: DateContext) -> DateLine | None:
    """Return the date line of a text without a year of four digits, as far as the context completes it."""
    if context.seen is None and context.year is None:
        if "年" not in text and not has_short_year(text):  # of a Japanese era
            return None
    elif relative := read_relative(text, context):
        return DateLine(text=clean(text), day=relative.day, is_relative=True)
    line = prepared(text) if may_be_short_date(text) else None
    if line is None:
        return None
    read = _read_prepared(line, context)
    printed = read_yearless(line, context) if read is None and context.year else None
    if printed is None or not context.year:
        return read
    return DateLine(text=line.printed, day=calendar_date(context.year, printed.month, printed.day))


def read_month_and_day(text: str, context: DateContext = NO_CONTEXT) -> PrintedDate | None:
    """Return the date of a line that contains only a date without its year."""
    line = prepared(text) if may_be_short_date(text) and not has_year(text) else None
    return read_yearless(line, context) if line else None


def read_day(text: str, context: DateContext = NO_CONTEXT) -> date | None:
    """Return the date of a line that contains only a date, without a place."""
    line = read_line(text, context)
    return line.day if line and not line.place else None


def read_start(text: str, context: DateContext = NO_CONTEXT) -> tuple[date | None, int] | None:
    """Return the date with which the clean *text* starts, or the first of a range, and the position of its end."""
    # In prose, two digits are rarely a year.
    found = _dates_at(in_plain_style(text), 0, replace(context, seen=None)) if text else None
    return (found.day, found.end) if found else None


def read_machine(value: str) -> date | None:
    """Return the date of a ``time[datetime]``, as written in its own offset, or of Unix seconds in UTC.

    It is in the form of ISO 8601 or, with a time, of RFC 5322: "Sun, 01 Nov 2026 10:00:00 +0100".
    """
    value = value.strip()
    if _RFC_5322.match(value):
        return read_day(value)
    try:
        if re.fullmatch(r"[0-9]{9,10}|[0-9]{12,13}", value):  # eight are a date in ISO 8601's basic form
            seconds = int(value) if len(value) <= 10 else int(value) // 1000
            day = datetime.fromtimestamp(seconds, UTC).date()
        else:
            timed = _BEFORE_TIME.match(value)
            day = datetime.fromisoformat(timed[0] if timed else value).date()
    except (ValueError, OverflowError):
        return None
    return day if is_year(day.year) else None


def is_heading(text: str, context: DateContext = NO_CONTEXT) -> bool:
    """Return whether *text* is a month with its year or a bare year, as in headings of grouped lists."""
    line = prepared(text) if has_year(text) else None
    heading = HEADING.fullmatch(line.plain.rstrip(" .:")) if line else None
    if heading is None:
        return False
    if year_of(heading["year"] or heading["year_"], context, is_buddhist=bool(heading["buddhist"])) is None:
        return False
    names = heading["names"] or heading["names_"] or heading["numbered"]
    return not names or month(names, context.language) != UNKNOWN


def language_of(texts: Iterable[str]) -> str:
    """Return the language whose month names are in most of these date lines, or an empty string."""
    lines: Counter[str] = Counter()
    for text in texts:
        lines.update(_languages_with_months_of(text))
    ranked = lines.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return ""
    return ranked[0][0]


# A poll reads mostly the lines of the one before.
@lru_cache(maxsize=2048)
def _languages_with_months_of(text: str) -> Collection[str]:
    """Return the languages that have the month names of a date line."""
    line = prepared(text) if has_year(text) else None
    start = _dates_at(line.plain, 0, NO_CONTEXT) if line else None
    return languages_with(tuple(folded_names(start.names))) if start and start.names else ()


def _dates_at(plain: str, at: int, context: DateContext) -> Found | None:
    """Return the date that begins *at*, or the two of a range."""
    lead = None if plain[at].isdecimal() else FROM.match(plain, at)
    dates = _range_at(plain, lead.end(), context) if lead else None
    if dates and dates.is_range:
        return dates
    return _range_at(plain, at, context)


def _range_at(plain: str, at: int, context: DateContext) -> Found | None:
    first = _date_at(plain, at, context)
    time = TIME.match(plain, first.end) if first else None
    between = BETWEEN_DATES.match(plain, time.end()) if time else None
    last = _date_at(plain, between.end(), context) if between else None
    if first is None or between is None or last is None:
        return first
    if first.order != last.order:
        # "31/08/2026 - 03/09/2026": one date shows the order of both.
        order = first.order or last.order
        first = read_single(plain, at, context, order=order) or first
        last = read_single(plain, between.end(), context, order=order) or last
    day = first.day if first.day and last.day and first.day <= last.day else None
    return Found(day=day, names="/".join(filter(None, (first.names, last.names))), end=last.end, is_range=True)


def _date_at(plain: str, at: int, context: DateContext) -> Found | None:
    """Return the date that begins *at*, perhaps after a weekday.

    An abbreviation can be a weekday in one language and a month in another, so "Mar 9, 2016" is read in both ways.
    """
    start = at if plain[at].isdecimal() else date_start(plain, at, context.language)
    found = _date_from(plain, start, context) if start < len(plain) else None
    return found or (_date_from(plain, at, context) if start > at else None)


def _date_from(plain: str, at: int, context: DateContext) -> Found | None:
    found = read_words(plain, at, context)
    if found is None and plain[at].isdecimal():
        found = read_numbers(plain, at, context)
    return found or read_other_calendar(plain, at, context.language)
