"""Measure how similar two wordings are. Pure.

An address or a place in a list can show another document tomorrow. An edit keeps most words or the date.
Another document keeps neither.
"""

from __future__ import annotations

from ilofeed.core.lazy_pattern import LazyPattern
from ilofeed.core.models import Item
from ilofeed.core.text import fold

# Shorter words, such as "of" and "the", are in all titles. In scripts without blanks every character counts.
_SHORT = 3
_WORD = LazyPattern(r"[^\W_]+")
_IDEOGRAPHS = LazyPattern("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_NUMBER = LazyPattern(r"\d+")

#: Least share of common words if two titles can name one document.
MOST = 0.6
#: Share below which two titles name two documents.
FEW = 0.4


def common(one: str, other: str) -> float:
    """Return the share of the shorter text's words that the other text contains, from 0 to 1."""
    first, second = _words(one), _words(other)
    fewest = min(len(first), len(second))
    if not fewest:
        return float(fold(one) == fold(other))
    return len(first & second) / fewest


def is_reworded(one: Item, other: Item) -> bool:
    """Return whether the titles can be wordings of the same title: common words, and the same numbers."""
    return common(one.title, other.title) >= MOST and _numbers(one.title) == _numbers(other.title)


def is_other_document(item: Item, known: Item) -> bool:
    """Return whether *item* is another document than *known*: other words and another date.

    If either has no date, an edit cannot be distinguished from another document.
    """
    if None in (item.published, known.published) or item.published == known.published:
        return False
    if common(item.title, known.title) >= FEW:
        return False
    return not (item.summary and known.summary) or common(item.summary, known.summary) < MOST


def _words(text: str) -> frozenset[str]:
    words = _WORD.findall(fold(text))
    long = {word for word in words if len(word) > _SHORT and not _IDEOGRAPHS.search(word)}
    long |= {character for word in words for character in _IDEOGRAPHS.findall(word)}
    return frozenset(long or words)


def _numbers(text: str) -> list[str]:
    return sorted(_NUMBER.findall(text))
