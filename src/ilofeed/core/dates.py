"""Read dates as pages print them, and refuse those that are not certain.

A line is a date only if it contains nothing else, except a weekday, a time or a place after it. A date
inside a title or a summary is no fact about the item.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime

from msgspec import Struct

from ilofeed.core.date_context import NO_CONTEXT, DateContext
from ilofeed.core.date_lead import date_start
from ilofeed.core.date_names import UNKNOWN, folded_names, languages_with, month
from ilofeed.core.date_numbers import read_numbers, read_single
from ilofeed.core.date_parts import Found, is_year
from ilofeed.core.date_patterns import BETWEEN_DATES, FROM, HEADING, TIME
from ilofeed.core.date_places import place_behind
from ilofeed.core.date_words import read_words
from ilofeed.core.text import clean, decoded

# A longer line is prose. The limit also bounds what a hostile line can cost.
_LINE_LIMIT = 120
_RAW_LIMIT = 1000  # before white space is collapsed

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
        **dict.fromkeys("’ʼ׳", "'"),
        **{chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F)},  # full width
        **dict.fromkeys("〜～", "-"),
    }
)


class DateLine(Struct, frozen=True, kw_only=True):
    """A line of a page that contains only a date, perhaps with a place after it."""

    text: str  #: the line as printed
    day: date | None  #: None: the line has the form of a date, but is ambiguous
    place: str | None = None


def read_line(text: str, context: DateContext = NO_CONTEXT) -> DateLine | None:
    """Return *text* as a date line, with the first date of a range, or None if it is something else."""
    prepared = _prepared(text)
    if prepared is None:
        return None
    printed, line, plain = prepared
    start = _dates_at_start(plain, context)
    if start is None:
        return None
    place = place_behind(line, plain, start.end, context.language)
    return None if place is None else DateLine(text=printed, day=start.day, place=place or None)


def read_day(text: str, context: DateContext = NO_CONTEXT) -> date | None:
    """Return the date of a line that contains only a date, without a place."""
    line = read_line(text, context)
    return line.day if line and not line.place else None


def read_start(text: str, context: DateContext = NO_CONTEXT) -> tuple[date | None, int] | None:
    """Return the date with which the clean *text* starts, or the first of a range, and the position of its end."""
    found = _dates_at_start(text.translate(_PLAIN), context) if text else None
    return (found.day, found.end) if found else None


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
    return day if is_year(day.year) else None


def is_heading(text: str, context: DateContext = NO_CONTEXT) -> bool:
    """Return whether *text* is a month with its year or a bare year, as in headings of grouped lists."""
    prepared = _prepared(text)
    heading = HEADING.fullmatch(prepared[2].rstrip(" .:")) if prepared else None
    if heading is None:
        return False
    if not is_year(int(heading["year"] or heading["year_"])):
        return False
    names = heading["names"] or heading["names_"] or heading["numbered"]
    return not names or month(names, context.language) != UNKNOWN


def language_of(texts: Iterable[str]) -> str:
    """Return the language whose month names are in most of these date lines, or an empty string."""
    lines: Counter[str] = Counter()
    for text in texts:
        prepared = _prepared(text)
        start = _dates_at_start(prepared[2], NO_CONTEXT) if prepared else None
        if start and start.names:
            lines.update(languages_with(tuple(folded_names(start.names))))
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


def _dates_at_start(plain: str, context: DateContext) -> Found | None:
    """Return the date at the start of *plain*, or the two of a range."""
    lead = None if plain[0].isdecimal() else FROM.match(plain)
    dates = _range_at(plain, lead.end(), context) if lead else None
    if dates and dates.is_range:
        return dates
    return _range_at(plain, 0, context)


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
    return read_words(plain, at, context.language) or (
        read_numbers(plain, at, context) if plain[at].isdecimal() else None
    )
