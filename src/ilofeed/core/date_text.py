"""Prepare the text of a line for reading its date, and reject early what can be none."""

from __future__ import annotations

import re

from msgspec import Struct

from ilofeed.core.date_names import first_words_of_months
from ilofeed.core.lazy_pattern import LazyPattern
from ilofeed.core.text import clean, decoded

#: A longer line is prose. The limit also bounds what a hostile line can cost.
LINE_LIMIT = 120
_RAW_LIMIT = 1000  # before white space is collapsed
#: Without a year of four digits, only a shorter text is worth a closer look.
SHORT_LIMIT = 60

_FOUR_DIGITS = LazyPattern(r"\d{4}")
_DIGIT = LazyPattern(r"\d")
# The day with the month in numbers, or a number beside a word that may be a month.
_SHORT_YEAR = LazyPattern(r"\d([/.-]) ?\d{1,2}\1 ?\d\d(?!\d)")
_SHORT_NUMBERS = LazyPattern(r"\d(?:\. |[-/.])\d|\d ?[月월]|[年']")
_WORD = r"([^\W\d_][^\s\d,.:;/|()'׳॰-]*)"
_BESIDE = LazyPattern(
    rf"\d(?:(?:st|nd|rd|th|er)\b)?\W{{0,3}}(?:de |of |d')?{_WORD}|{_WORD}\W{{0,3}}\d", re.IGNORECASE
)

# Invisible marks between the numbers of right-to-left dates.
_UNSEEN = LazyPattern("[\u200e\u200f\u061c]")

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


class DateText(Struct, frozen=True):
    """A line in the three forms in which it is read."""

    printed: str  #: cleaned
    line: str  #: the same without brackets and marks that are not shown
    plain: str  #: *line* in one style of separators, with the same positions


def has_year(text: str) -> bool:
    """Return whether *text* can contain a date with all four digits of its year."""
    return len(text) <= _RAW_LIMIT and _FOUR_DIGITS.search(text) is not None


def has_short_year(text: str) -> bool:
    """Return whether *text* can be a date in numbers with a year of two digits."""
    return len(text) <= SHORT_LIMIT and _SHORT_YEAR.search(text) is not None


def may_be_short_date(text: str) -> bool:
    """Return whether *text*, which has no year of four digits, can be a date that the context completes."""
    if len(text) > SHORT_LIMIT or _DIGIT.search(text) is None:
        return False
    if _SHORT_NUMBERS.search(text):
        return True
    months = first_words_of_months()
    return any(word.casefold() in months for words in _BESIDE.findall(text) for word in words)


def prepared(text: str) -> DateText | None:
    """Return *text* prepared, or None if it is too long for a date."""
    printed = line = plain = clean(decoded(text))
    if not line.isascii():
        line = _UNSEEN.sub("", line).strip()
        plain = in_plain_style(line)
    if not plain or len(line) > LINE_LIMIT:
        return None
    if plain[0] in "([" and plain[-1] in ")]":
        line, plain = line[1:-1].strip(), plain[1:-1].strip()
    return DateText(printed, line, plain) if plain else None


def in_plain_style(text: str) -> str:
    """Return *text* in one style of separators, with the same positions of characters."""
    return text.translate(_PLAIN)
