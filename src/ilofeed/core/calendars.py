"""Convert dates of other calendars: Thai Buddhist years, the Persian calendar, Japanese eras, years of Taiwan.

A year of another calendar is never a year of ours in which something is published, so a date cannot be read in two
ways. The Persian calendar also needs the language or the names of its months: a lunar year has the same numbers.
"""

from __future__ import annotations

import re
from datetime import date

from ilofeed.core.date_parts import Found, calendar_date
from ilofeed.core.language import known_as
from ilofeed.core.lazy_pattern import LazyPattern
from ilofeed.core.text import fold

_BUDDHIST_OFFSET = 543
_BUDDHIST_YEARS = range(2443, 2643)
_PERSIAN_YEARS = range(1300, 1500)
_PERSIAN_LANGUAGES = frozenset({"fa", "ps"})
_PERSIAN_NUMBERS = LazyPattern(r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)")

# In Iran and in Afghanistan.
_PERSIAN_MONTHS = {
    name: month
    for names in (
        "فروردین/اردیبهشت/خرداد/تیر/مرداد/شهریور/مهر/آبان/آذر/دی/بهمن/اسفند",
        "حمل/ثور/جوزا/سرطان/اسد/سنبله/میزان/عقرب/قوس/جدی/دلو/حوت",
    )
    for month, name in enumerate(names.split("/"), start=1)
}

# Each era with its first date; a year of an era is counted from 1.
_ERAS = (("令和", "r", date(2019, 5, 1)), ("平成", "h", date(1989, 1, 8)), ("昭和", "s", date(1926, 12, 25)))
_TAIWAN_OFFSET = 1911
_ERA_DATE = LazyPattern(
    r"(?:(?P<era>令和|平成|昭和|中華民國|民國|[RHS](?=[\d.]))\.? ?)(?P<year>\d{1,3}|元) ?(?:年|[./-]) ?"
    r"(?P<month>\d{1,2}) ?(?:月|[./-]) ?(?P<day>\d{1,2})(?: ?日|(?!\d))",
    re.IGNORECASE,
)


def common_year(year: int, language: str = "", *, is_buddhist: bool = False) -> int:
    """Return the year of the common era that a page in *language* means by *year*, Buddhist years in Thai."""
    if year in _BUDDHIST_YEARS and (is_buddhist or known_as(language) == "th"):
        return year - _BUDDHIST_OFFSET
    return year


def persian_month(name: str) -> int | None:
    """Return the month of the Persian calendar with this *name*."""
    return _PERSIAN_MONTHS.get(fold(name).strip(" ."))


def from_persian(year: int, month: int, day: int) -> date | None:
    """Return the date of the Solar Hijri calendar of Iran as ours."""
    if year not in _PERSIAN_YEARS:
        return None
    from persiantools.jdatetime import JalaliDate  # noqa: PLC0415 - few pages need it

    try:
        converted = JalaliDate(year, month, day).to_gregorian()  # type: ignore[no-untyped-call] # its __init__ alone
    except ValueError:
        return None
    return date(converted.year, converted.month, converted.day)


def read_other_calendar(plain: str, at: int, language: str) -> Found | None:
    """Return the date in numbers of the Persian calendar or of an era that begins *at* in *plain*."""
    known = known_as(language)
    if known in _PERSIAN_LANGUAGES and (match := _PERSIAN_NUMBERS.match(plain, at)):
        day = from_persian(*(int(match[part]) for part in ("year", "month", "day")))
        return Found(day=day, end=match.end()) if day else None
    match = _ERA_DATE.match(plain, at)
    if match is None or (match["era"].isascii() and known != "ja"):
        return None
    return Found(day=_of_era(match), end=match.end())


def _of_era(match: re.Match[str]) -> date | None:
    number = 1 if match["year"] == "元" else int(match["year"])
    month, day = int(match["month"]), int(match["day"])
    if match["era"].endswith("民國"):
        return calendar_date(_TAIWAN_OFFSET + number, month, day)
    end = date.max
    for name, letter, first in _ERAS:
        if match["era"].lower() in (name, letter):
            found = calendar_date(first.year + number - 1, month, day)
            return found if found and first <= found < end else None
        end = first
    return None
