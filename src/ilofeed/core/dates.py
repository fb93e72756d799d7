"""Read dates as pages print them, and refuse those that are not certain.

A line is a date only if it contains nothing else, except a weekday, a time or a place after it. A date
inside a title or a summary is no fact about the item.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from msgspec import Struct

from ilofeed.core.date_context import NO_CONTEXT, DateContext
from ilofeed.core.date_patterns import (
    BETWEEN_DATES,
    FROM,
    HEADING,
    LEAD,
    NUMBERED,
    NUMBERED_RANGES,
    TIME,
    WORDED,
    YEAR_LAST,
)
from ilofeed.core.date_places import place_behind
from ilofeed.core.language import primary_subtag
from ilofeed.core.month_names import MONTHS
from ilofeed.core.text import clean, decoded, fold

# A longer line is prose. The limit also bounds what a hostile line can cost.
_LINE_LIMIT = 120
_RAW_LIMIT = 1000  # before white space is collapsed

_MONTH = {name: month for names in MONTHS.values() for name, month in names.items()}

# Languages whose dates have numbers with dots between them, the day first.
_DOTTED_DAY_FIRST = frozenset({"de", "ru", "tr", "uk"})

# ISO 8601: the time does not change the date, so it may be in any spelling.
_BEFORE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}(?=[Tt ] ?\d{2}:\d{2})", re.ASCII)

_FOUR_DIGITS = re.compile(r"\d{4}")

# Invisible marks between the numbers of right-to-left dates.
_UNSEEN = re.compile("[\u200e\u200f\u061c]")

# One style of separators, letter for letter, so that positions remain those of the line.
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("،、", ","),
        **dict.fromkeys("·•", "|"),
        **dict.fromkeys("’ʼ", "'"),
        **{chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F)},  # full width
        **dict.fromkeys("〜～", "-"),
    }
)

_LONGEST_RANGE = timedelta(days=183)

# In place of a month: no known month, or more than one.
_UNKNOWN = -1
_UNCERTAIN = 0


class DateLine(Struct, frozen=True, kw_only=True):
    """A line of a page that contains only a date, perhaps with a place after it."""

    text: str  #: the line as printed
    day: date | None  #: None: the line has the form of a date, but is ambiguous
    place: str | None = None


class _Found(Struct, frozen=True, kw_only=True):
    day: date | None
    names: str  # of the months, as printed, separated by a stroke
    end: int
    is_range: bool = False
    day_first: bool | None = None  # the order of its numbers; None: not known


def read_line(text: str, context: DateContext = NO_CONTEXT) -> DateLine | None:
    """Return *text* as a date line, with the first date of a range, or None if it is something else."""
    prepared = _prepared(text)
    if prepared is None:
        return None
    printed, line, plain = prepared
    start = _dates_at_start(plain, context)
    if start is None:
        return None
    place = place_behind(line, plain, start.end)
    return None if place is None else DateLine(text=printed, day=start.day, place=place or None)


def read_day(text: str, context: DateContext = NO_CONTEXT) -> date | None:
    """Return the date of a line that contains only a date, without a place."""
    line = read_line(text, context)
    return line.day if line and not line.place else None


def read_machine(value: str) -> date | None:
    """Return the date of a ``time[datetime]``: ISO 8601 in its own offset, as written, or Unix seconds in UTC."""
    value = value.strip()
    try:
        if re.fullmatch(r"[0-9]{9,10}|[0-9]{12,13}", value):  # eight are a date in ISO 8601's basic form
            seconds = int(value) if len(value) <= 10 else int(value) // 1000
            day = datetime.fromtimestamp(seconds, UTC).date()
        else:
            timed = _BEFORE_TIME.match(value)
            day = datetime.fromisoformat(timed[0] if timed else value).date()
    except (ValueError, OverflowError):
        return None
    return day if _is_year(day.year) else None


def is_heading(text: str, context: DateContext = NO_CONTEXT) -> bool:  # noqa: ARG001 - no name means two months, so far
    """Return whether *text* is a month with its year or a bare year, as in headings of grouped lists."""
    prepared = _prepared(text)
    heading = HEADING.fullmatch(prepared[2].rstrip(" .:")) if prepared else None
    if heading is None:
        return False
    if not _is_year(int(heading["year"] or heading["year_"])):
        return False
    return all(name in _MONTH for name in _folded(heading["names"] or heading["names_"] or ""))


def language_of(texts: Iterable[str]) -> str:
    """Return the language whose month names are in most of these date lines, or an empty string."""
    lines: Counter[str] = Counter()
    for text in texts:
        prepared = _prepared(text)
        start = _dates_at_start(prepared[2], NO_CONTEXT) if prepared else None
        if start and start.names:
            names = set(_folded(start.names))
            lines.update(language for language, known in MONTHS.items() if names <= known.keys())
    ranked = lines.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return ""
    return ranked[0][0]


def _prepared(text: str) -> tuple[str, str, str] | None:
    """Return *text* cleaned, the same without brackets, and that in plain style; None if it can be no date."""
    if len(text) > _RAW_LIMIT or not _FOUR_DIGITS.search(text):
        return None
    printed = line = plain = clean(decoded(text))
    if not line.isascii():
        line = _UNSEEN.sub("", line).strip()
        plain = line.translate(_PLAIN)
    if len(line) > _LINE_LIMIT:
        return None
    if plain[0] in "([" and plain[-1] in ")]":
        line, plain = line[1:-1].strip(), plain[1:-1].strip()
    return printed, line, plain


def _dates_at_start(plain: str, context: DateContext) -> _Found | None:
    """Return the date at the start of *plain*, or the two of a range."""
    lead = FROM.match(plain)
    dates = _range_at(plain, lead.end(), context) if lead else None
    if dates and dates.is_range:
        return dates
    return _range_at(plain, 0, context)


def _range_at(plain: str, at: int, context: DateContext) -> _Found | None:
    first = _date_at(plain, at, context)
    time = TIME.match(plain, first.end) if first else None
    between = BETWEEN_DATES.match(plain, time.end()) if time else None
    last = _date_at(plain, between.end(), context) if between else None
    if first is None or between is None or last is None:
        return first
    if first.day_first != last.day_first:
        # "31/08/2026 - 03/09/2026": one date shows the order of both.
        order = first.day_first if last.day_first is None else last.day_first
        first = _read_numbers(plain, at, context, day_first=order) or first
        last = _read_numbers(plain, between.end(), context, day_first=order) or last
    day = first.day if first.day and last.day and first.day <= last.day else None
    return _Found(day=day, names="/".join(filter(None, (first.names, last.names))), end=last.end, is_range=True)


def _date_at(plain: str, at: int, context: DateContext) -> _Found | None:
    """Return the date that begins *at*, perhaps after a weekday.

    An abbreviation can be a weekday in one language and a month in another, so "Mar 9, 2016" is read in both ways.
    """
    lead = None if plain[at].isdecimal() else LEAD.match(plain, at)
    found = _date_from(plain, lead.end(), context) if lead and lead.end() > at else None
    return found or _date_from(plain, at, context)


def _date_from(plain: str, start: int, context: DateContext) -> _Found | None:
    for form in WORDED:
        match = form.match(plain, start)
        reading = _read_words(match) if match else None
        if reading:
            return reading
    for form in NUMBERED_RANGES:
        match = form.match(plain, start)
        if match and _is_year(int(match["year"])):
            return _Found(day=_first_of_numbers(match, context), names="", end=match.end(), is_range=True)
    return _read_numbers(plain, start, context)


def _read_words(match: re.Match[str]) -> _Found | None:
    """Return the date whose month is a word. A range must go forward."""
    names, first, last, last_names, year = match.group("names", "first", "last", "last_names", "year")
    month = _month(names)
    last_month = _month(last_names) if last_names else month
    if _UNKNOWN in (month, last_month) or not _is_year(int(year)):
        return None
    day = _day(int(year), month, int(first))
    if last:
        day = _before(month, int(first), _day(int(year), last_month, int(last)))
    names = f"{names}/{last_names}" if last_names else names
    return _Found(day=day, names=names, end=match.end(), is_range=bool(last))


def _before(month: int, first: int, last: date | None) -> date | None:
    """Return the first date of a range that prints its year only after the *last* date.

    The range can end in the next year: "28 December - 3 January 2027". One of more than half a year is a misprint.
    """
    for year in (last.year, last.year - 1) if last else ():
        day = _day(year, month, first)
        if day and last and day <= last and last - day <= _LONGEST_RANGE:
            return day
    return None


def _first_of_numbers(match: re.Match[str], context: DateContext) -> date | None:
    """Return the first date of a range in numbers, or None if their order is not certain."""
    parts = match.groupdict()
    first, last = int(parts["first"]), int(parts["last"])
    first_month = int(parts["first_month"] or parts["month"])
    last_month = int(parts["month"] or parts["first_month"])
    is_dotted = parts["mark"].startswith(".") and _is_dotted_day_first(context)
    if parts["mark"] and not is_dotted and max(first, last) <= 12:
        return None
    if "last_year" not in parts:
        return _before(first_month, first, _day(int(parts["year"]), last_month, last))
    day = _day(int(parts["year"]), first_month, first)
    end = _day(int(parts["last_year"] or parts["year"]), last_month, last)
    return day if day and end and day <= end else None


def _read_numbers(plain: str, at: int, context: DateContext, *, day_first: bool | None = None) -> _Found | None:
    """Return the date in numbers; none if their order is ambiguous and *day_first* does not decide it."""
    for form in NUMBERED:
        match = form.match(plain, at)
        if match is None or not _is_year(int(match["year"])):
            continue
        year, month, day = int(match["year"]), int(match["month"]), int(match["day"])
        order = True if form is YEAR_LAST and day > 12 else None
        if form is YEAR_LAST and day <= 12 and day != month:
            order = False if month > 12 and match["mark"] == "/" else day_first
            if order is False:
                day, month = month, day  # "06/13/2023" can mean only one date
            elif order is None and (not match["mark"].startswith(".") or not _is_dotted_day_first(context)):
                month = _UNCERTAIN
        return _Found(day=_day(year, month, day), names="", end=match.end(), day_first=order)
    return None


@lru_cache(maxsize=1024)
def _month(names: str) -> int:
    """Return the month that all of *names* mean."""
    months = {_MONTH.get(name, _UNKNOWN) for name in _folded(names)}
    if _UNKNOWN in months:
        return _UNKNOWN
    return months.pop() if len(months) == 1 else _UNCERTAIN


def _folded(names: str) -> list[str]:
    """Return each of *names*, "a/b" or "a", in the form of the table."""
    folded = fold(names).replace(" 月", "月")
    return [name.strip(" .") for name in folded.split("/")] if folded else []


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _is_dotted_day_first(context: DateContext) -> bool:
    return primary_subtag(context.language) in _DOTTED_DAY_FIRST


def _is_year(year: int) -> bool:
    return 1900 <= year <= 2099
