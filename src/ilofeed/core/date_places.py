"""The place that a page prints after a date."""

from __future__ import annotations

from ilofeed.core.date_names import is_weekday
from ilofeed.core.date_patterns import PLACE, SENTENCE_END, TIME, WEEKDAY_BEHIND

_MAX_LENGTH = 80


def place_behind(line: str, plain: str, at: int, language: str = "") -> str | None:
    """Return the place after a date that ends *at*; "" for none, and None for other text.

    *plain* is the *line* in one style of separators.
    """
    if at == len(plain):
        return ""
    weekday = WEEKDAY_BEHIND.match(plain, at)
    if weekday and is_weekday(weekday["weekday"], language):
        at = weekday.end()
    time = TIME.match(plain, at)
    at = time.end() if time else at
    if not plain[at:].strip(" ,.|;-"):
        return ""
    match = PLACE.fullmatch(plain, at)
    if match is None:
        return None
    start, end = match.span(match.lastgroup or 0)
    place = line[start:end].strip(" ,|;-–—")
    if SENTENCE_END.search(f"{place} "):  # "Geneva.", but not "Washington, D.C."
        place = place.removesuffix(".")
    return place if _may_be_place(place) else None


def _may_be_place(text: str) -> bool:
    """Return whether *text* can be a place: short, not a number, not a sentence."""
    if len(text) > _MAX_LENGTH or not any(map(str.isalpha, text)) or text[0].isdigit():
        return False
    if SENTENCE_END.search(text):
        return False
    words = text.split()
    if len(words) > 1 and len(words[0]) > 2 and words[0].islower():
        return False
    return sum(len(word) > 3 and word.islower() for word in words) < 2  # "… and online" may be
