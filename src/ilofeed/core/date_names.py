"""Look up the names of months and weekdays, in the language of the page first."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

from ilofeed.core.language import known_as
from ilofeed.core.lazy_pattern import LazyPattern
from ilofeed.core.month_names import MONTHS
from ilofeed.core.text import fold
from ilofeed.core.weekday_names import WEEKDAYS

#: In place of a month: no known month, or more than one.
UNKNOWN = -1
UNCERTAIN = 0

# Abbreviated weekdays that are prepositions in other languages: "do 5. 5. 2026" is Czech for "until".
_PREPOSITIONS = {"do": ("de", "lb", "nl"), "po": ("cs", "sk"), "pre": ("sq",), "to": ("fi",)}
_NUMBERED_WEEKDAY = LazyPattern(r"(?:thứ |thu |th |t)0?[2-7]")  # Vietnamese counts Monday as the second
# The signs of an abbreviation, in Latin, Hebrew and Devanagari.
_EDGE = " .,'׳॰"
_FIRST_WORD = LazyPattern("[ .]")
_DAY_WORDS = ("يوم ", "ngày ")  # "day", before the name of a weekday


@cache
def months_of(language: str) -> Mapping[str, int]:
    """Return the folded month names of *language*, a key of the table, with the number of the month."""
    return {
        name: number
        for number, names in enumerate(MONTHS.get(language, "").split("|"), start=1)
        for name in names.split(",")
    }


@cache
def common_months() -> Mapping[str, int]:
    """Return the month names of every language; UNCERTAIN for one that means different months."""
    months: dict[str, int] = {}
    for language in MONTHS:
        for name, number in months_of(language).items():
            if months.setdefault(name, number) != number:
                months[name] = UNCERTAIN
    return months


@lru_cache(maxsize=1024)
def month(names: str, language: str = "") -> int:
    """Return the month that all of *names*, "a" or "a/b" as printed, mean on a page in *language*.

    "listopad" is October in Croatian and November in Czech: only the language decides, and without it the
    month is UNCERTAIN.
    """
    own = months_of(known_as(language))
    months = {own.get(name) or common_months().get(name, UNKNOWN) for name in folded_names(names)}
    if UNKNOWN in months:
        return UNKNOWN
    return months.pop() if len(months) == 1 else UNCERTAIN


def is_month(name: str) -> bool:
    """Return whether the folded *name* is that of a month in any language."""
    return name in common_months()


@lru_cache(maxsize=1024)
def is_weekday(words: str, language: str = "") -> bool:
    """Return whether *words*, as printed, are the name of a weekday."""
    name = fold(words).strip(_EDGE)
    for word in _DAY_WORDS:
        name = name.removeprefix(word)
    if name in _PREPOSITIONS:
        return known_as(language) in _PREPOSITIONS[name]
    return name in WEEKDAYS or _NUMBERED_WEEKDAY.fullmatch(name) is not None


@cache
def first_words_of_months() -> frozenset[str]:
    """Return the words with which names of months begin, to reject other lines early."""
    return frozenset(_FIRST_WORD.split(name, maxsplit=1)[0] for name in common_months())


@cache
def first_words_of_weekdays() -> frozenset[str]:
    """Return the words with which names of weekdays begin, to reject other lines early."""
    names = {*WEEKDAYS, *_DAY_WORDS, "t", "th", "thu", "thứ"}
    return frozenset(_FIRST_WORD.split(name, maxsplit=1)[0] for name in names)


@lru_cache(maxsize=1024)
def languages_with(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the languages that have all of the folded *names* of months."""
    return tuple(language for language in MONTHS if months_of(language).keys() >= set(names))


def folded_names(names: str) -> list[str]:
    """Return each of *names*, "a/b" or "a", in the form of the table."""
    folded = fold(names)
    for sign in "月월":
        folded = folded.replace(f" {sign}", sign)
    return [name.strip(_EDGE) for name in folded.split("/")] if folded else []
