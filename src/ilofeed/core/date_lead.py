"""Find where the date of a line begins, behind a weekday and words such as "on"."""

from __future__ import annotations

import re

from ilofeed.core.date_names import first_words_of_weekdays, is_weekday
from ilofeed.core.lazy_pattern import LazyPattern

_MAX_WEEKDAY_WORDS = 3
# "on" and "the", as in "Le lundi 31 août" and "Montag, den 31. August".
_ARTICLES = frozenset(
    "le el il am em on op the den de la dne dňa dnia на в у dana data в най pe στις την في ngày hari noong ika ika-"
    " på der o kl".split()
)
_WORD = LazyPattern(r"[^\W\d_][^\s\d,.:;|()]*")
_NUMBERED = LazyPattern(r"(?:thứ|thu|th|t) ?0?[2-7](?=[,. ])", re.IGNORECASE)
_BEHIND = LazyPattern(r"\.?(?:, ?| |$)")


def date_start(plain: str, at: int, language: str) -> int:
    """Return the position behind the article and the weekday that begin *at*; *at* if there are none."""
    word = _WORD.match(plain, at)
    if word is None:
        return at
    first = word[0].casefold()
    start = at
    if first in _ARTICLES:
        start = _article_end(plain, word)
        word = _WORD.match(plain, start)
        first = word[0].casefold() if word else ""
    if word is None or first not in first_words_of_weekdays():
        return start
    weekday_end = _weekday_end(plain, start, language)
    if weekday_end == start:
        return start
    word = _WORD.match(plain, weekday_end)
    return _article_end(plain, word) if word and word[0].casefold() in _ARTICLES else weekday_end


def _article_end(plain: str, article: re.Match[str]) -> int:
    """Return the position behind *article*, or its own if no other word or number follows."""
    end = article.end()
    if plain[end : end + 1] != " ":
        return article.start()
    return end + 5 if plain.startswith("día ", end + 1) else end + 1  # "El día 31"


def _weekday_end(plain: str, at: int, language: str) -> int:
    """Return the position behind the weekday that begins *at*, in the longest form that is known."""
    numbered = _NUMBERED.match(plain, at)
    ends = [numbered.end()] if numbered else []
    word = _WORD.match(plain, at)
    while word and len(ends) < _MAX_WEEKDAY_WORDS:
        ends.append(word.end())
        word = _WORD.match(plain, word.end() + 1) if plain[word.end() : word.end() + 1] == " " else None
    for end in reversed(ends):
        behind = _BEHIND.match(plain, end)
        if behind and is_weekday(plain[at:end], language):
            return behind.end()
    return at
