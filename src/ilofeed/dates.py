"""Days as pages print them: read where they are certain, refused where they are not.

A line is a date only if it is one from end to end, with nothing behind but a weekday, a
time or a place; a date inside a title or a summary tells nothing about the item.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import lru_cache

from msgspec import Struct

from ilofeed.months import MONTHS, WEEKDAYS
from ilofeed.text import clean, decoded, fold

# A longer line is prose. The limit also bounds what a hostile line can cost.
_LINE_LIMIT = 120
_RAW_LIMIT = 1000  # before white space is collapsed
_PLACE_LIMIT = 80

_MONTH = {name: month for names in MONTHS.values() for name, month in names.items()}

# Where people write dotted numbers, they write the day first.
_DOTTED_DAY_FIRST = frozenset({"de", "ru", "tr", "uk"})

# ISO 8601: the time does not change the date, so it may be in any spelling.
_BEFORE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}(?=[Tt ] ?\d{2}:\d{2})", re.ASCII)

_FOUR_DIGITS = re.compile(r"\d{4}")

# Marks that show nothing and stand between the numbers of right-to-left dates.
_UNSEEN = re.compile("[\u200e\u200f\u061c]")

# One style for what separates, letter for letter, so that positions stay those of the line.
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

# Every quantifier is bounded or cannot meet its own kind again: no line can make these slow.
_WORD = "[^\\W\\d_][^\\W\\d_\u0300-\u036f\u064b-\u0652]*"
_NAME = rf"(?:(?:tháng|thg) \d{{1,2}}|{_WORD}(?: {_WORD})??)\.?"
_NAMES = f"{_NAME}(?: ?/ ?{_NAME})?"  # UN bodies write both Arabic names: "حزيران/يونيو"
_NAMES_1 = f"(?P<names>{_NAMES})"
_NAMES_2 = f"(?P<last_names>{_NAMES})"
_ORDINAL = r"(?:\.?[ºª°]|st|nd|rd|th|er|re|ro|o|e|\.)?"
_FIRST = rf"(?P<first>\d{{1,2}}){_ORDINAL}"
_LAST = rf"(?P<last>\d{{1,2}}){_ORDINAL}"
_TO_MONTH = r"(?: (?:de |of )?|-|(?<=\.))"
_TO_YEAR = r"(?: ?, ?| (?:de |del |năm )?|-|(?<=\.))"
_YEAR = r"(?P<year>\d{4})(?: ?(?:года|год|г|року|рік|р|م)(?!\w)\.?)?"  # with the word "year"

_WORDED = [
    re.compile(form, re.IGNORECASE)
    for form in (
        f"{_FIRST}(?: ?- ?{_LAST})?{_TO_MONTH}{_NAMES_1}{_TO_YEAR}{_YEAR}(?P<last_names>)",
        f"{_NAMES_1} {_FIRST}(?: ?- ?(?:{_NAMES_2} )?{_LAST})?{_TO_YEAR}{_YEAR}",
        f"{_FIRST}{_TO_MONTH}{_NAMES_1} ?- ?{_LAST}{_TO_MONTH}{_NAMES_2}{_TO_YEAR}{_YEAR}",
    )
]
_YEAR_LAST = re.compile(rf"(?P<day>\d{{1,2}})(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark){_YEAR}")
_NUMBERED = [
    _YEAR_LAST,
    re.compile(r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})"),
    re.compile(r"(?P<year>\d{4}) ?年 ?(?P<month>\d{1,2}) ?月 ?(?P<day>\d{1,2}) ?日"),
]
_HEADING = re.compile(
    rf"(?:(?P<names>{_NAMES}|\d{{1,2}} ?月){_TO_YEAR})?{_YEAR}年?"
    r"|(?P<year_>\d{4}) ?年 ?(?P<names_>\d{1,2} ?月)",
    re.IGNORECASE,
)

_WEEKDAY = "(?:" + "|".join(sorted(map(re.escape, WEEKDAYS), key=len, reverse=True)) + r")\.?"
_LEAD = re.compile(rf"(?:{_WEEKDAY}(?:, ?| ))?(?:ngày )?", re.IGNORECASE)
_WEEKDAY_BEHIND = re.compile(rf"(?: ?,? ?\(?{_WEEKDAY}\)?(?= ?(?:[,|(-]|$)))?", re.IGNORECASE)
_TIME = re.compile(
    r"(?:(?: ?[,|] ?| - |t| )\d{1,2}[:.h]\d{2}(?!\d)(?::\d{2}(?:\.\d{1,6})?)?(?: ?[ap]\.?m\b\.?)?"
    r"(?: ?(?:gmt|utc|cest|cet|z)\b)?(?: ?[+-]\d{2}:?\d{2}\b)?)?",
    re.IGNORECASE,
)
_BETWEEN_DATES = re.compile(r" ?- ?(?=\w)")
_PLACE = re.compile(r"(?: ?[,|;]| -|- ) ?(?P<place>.+)| ?\((?P<bracketed>[^()]+)\)\.?")
_SENTENCE_END = re.compile(r"[^\W\d_]{4}[.!?…] ")

# What stands in a month's place: no known month, or more than one.
_UNKNOWN = -1
_UNCERTAIN = 0


class DateLine(Struct, frozen=True, kw_only=True):
    """A line of a page that is wholly a date, perhaps with a place behind it."""

    text: str  #: the line as printed
    day: date | None  #: None: it has the form of a date, but which day it means is not certain
    place: str | None = None


class _Found(Struct, frozen=True, kw_only=True):
    day: date | None
    names: str  # of the months, as printed, a stroke between them
    end: int


def read_line(text: str, language: str = "") -> DateLine | None:
    """The date line that *text* is, of a range its first day; None where it is something else."""
    prepared = _prepared(text)
    if prepared is None:
        return None
    printed, line, plain = prepared
    found = _dates_at_start(plain, language)
    if found is None:
        return None
    place = _place(line, plain, found.end)
    return None if place is None else DateLine(text=printed, day=found.day, place=place or None)


def read_day(text: str, language: str = "") -> date | None:
    """The day of a line that is wholly a date, without a place."""
    line = read_line(text, language)
    return line.day if line and not line.place else None


def read_machine(value: str) -> date | None:
    """Return the date of a ``time[datetime]``: ISO 8601 in its own offset, as written, or Unix seconds in UTC."""
    value = value.strip()
    try:
        if re.fullmatch(r"[0-9]{9,10}|[0-9]{12,13}", value):  # eight are a day in ISO 8601's basic form
            seconds = int(value) if len(value) <= 10 else int(value) // 1000
            day = datetime.fromtimestamp(seconds, UTC).date()
        else:
            timed = _BEFORE_TIME.match(value)
            day = datetime.fromisoformat(timed[0] if timed else value).date()
    except (ValueError, OverflowError):
        return None
    return day if _is_year(day.year) else None


def is_heading(text: str, language: str = "") -> bool:  # noqa: ARG001 - no name means two months, so far
    """Whether *text* is a month with its year or a bare year, as lists are grouped by."""
    prepared = _prepared(text)
    found = _HEADING.fullmatch(prepared[2].rstrip(" .:")) if prepared else None
    if found is None:
        return False
    if not _is_year(int(found["year"] or found["year_"])):
        return False
    return all(name in _MONTH for name in _folded(found["names"] or found["names_"] or ""))


def language_of(texts: Iterable[str]) -> str:
    """The language whose month names read most of these date lines; "" if none tells."""
    lines: Counter[str] = Counter()
    for text in texts:
        prepared = _prepared(text)
        found = _dates_at_start(prepared[2], "") if prepared else None
        if found and found.names:
            names = set(_folded(found.names))
            lines.update(language for language, known in MONTHS.items() if names <= known.keys())
    ranked = lines.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return ""
    return ranked[0][0]


def _prepared(text: str) -> tuple[str, str, str] | None:
    """*text* cleaned; the same without brackets; and that in plain style. None where no date can be."""
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


def _dates_at_start(plain: str, language: str) -> _Found | None:
    """The date that *plain* begins with, or the two of a range."""
    first = _date_at(plain, 0, language)
    between = _BETWEEN_DATES.match(plain, first.end) if first else None
    last = _date_at(plain, between.end(), language) if between else None
    if first is None or last is None:
        return first
    day = first.day if first.day and last.day and first.day <= last.day else None
    return _Found(day=day, names="/".join(filter(None, (first.names, last.names))), end=last.end)


def _date_at(plain: str, at: int, language: str) -> _Found | None:
    lead = None if plain[at].isdecimal() else _LEAD.match(plain, at)
    start = lead.end() if lead else at
    for form in _WORDED:
        match = form.match(plain, start)
        found = _read_words(match) if match else None
        if found:
            return found
    return _read_numbers(plain, start, language)


def _read_words(match: re.Match[str]) -> _Found | None:
    """The day of a date whose month is a word; of a range it must be one that goes forward."""
    names, first, last, last_names, year = match.group("names", "first", "last", "last_names", "year")
    month = _month(names)
    last_month = _month(last_names) if last_names else month
    if _UNKNOWN in (month, last_month) or not _is_year(int(year)):
        return None
    day = _day(int(year), month, int(first))
    if day and last:
        last_day = _day(int(year), last_month, int(last))
        day = day if last_day and day <= last_day else None
    return _Found(day=day, names=f"{names}/{last_names}" if last_names else names, end=match.end())


def _read_numbers(plain: str, at: int, language: str) -> _Found | None:
    """The day of a date in numbers; none where their order is anybody's guess."""
    for form in _NUMBERED:
        match = form.match(plain, at)
        if match is None or not _is_year(int(match["year"])):
            continue
        year, month, day = int(match["year"]), int(match["month"]), int(match["day"])
        if form is _YEAR_LAST and day <= 12 and day != month:
            if month > 12 and match["mark"] == "/":
                day, month = month, day  # "06/13/2023" can mean only one day
            elif match["mark"] != "." or _base(language) not in _DOTTED_DAY_FIRST:
                month = _UNCERTAIN
        return _Found(day=_day(year, month, day), names="", end=match.end())
    return None


@lru_cache(maxsize=1024)
def _month(names: str) -> int:
    """The month that all of *names* mean."""
    months = {_MONTH.get(name, _UNKNOWN) for name in _folded(names)}
    if _UNKNOWN in months:
        return _UNKNOWN
    return months.pop() if len(months) == 1 else _UNCERTAIN


def _folded(names: str) -> list[str]:
    """Each of *names*, "a/b" or "a", as the table has it."""
    folded = fold(names).replace(" 月", "月")
    return [name.strip(" .") for name in folded.split("/")] if folded else []


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _is_year(year: int) -> bool:
    return 1900 <= year <= 2099


def _base(language: str) -> str:
    return language.partition("-")[0].lower()


def _place(line: str, plain: str, at: int) -> str | None:
    """The place behind a date, "" where nothing is, None where what is behind is neither."""
    if at == len(plain):
        return ""
    for beside in (_WEEKDAY_BEHIND, _TIME):
        match = beside.match(plain, at)
        at = match.end() if match else at
    if not plain[at:].strip(" ,.|;-"):
        return ""
    match = _PLACE.fullmatch(plain, at)
    if match is None:
        return None
    start, end = match.span(match.lastgroup or 0)
    place = line[start:end].strip(" ,|;-–—")
    if _SENTENCE_END.search(f"{place} "):  # "Geneva.", but not "Washington, D.C."
        place = place.removesuffix(".")
    return place if _may_be_place(place) else None


def _may_be_place(text: str) -> bool:
    """Whether *text* can be a place: short, not a number, not a sentence."""
    if len(text) > _PLACE_LIMIT or not any(map(str.isalpha, text)) or text[0].isdigit():
        return False
    if _SENTENCE_END.search(text):
        return False
    words = text.split()
    if len(words) > 1 and len(words[0]) > 2 and words[0].islower():
        return False
    return sum(len(word) > 3 and word.islower() for word in words) < 2  # "… and online" may be
