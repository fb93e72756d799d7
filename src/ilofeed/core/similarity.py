"""How much two wordings have in common. Pure.

An address, or a place in a list, can show another document tomorrow. An edit keeps most words or the date;
another document keeps neither.
"""

from __future__ import annotations

import re

from ilofeed.core.models import Item
from ilofeed.core.text import fold

# Shorter words, as "of" and "the", occur in all titles; of scripts without blanks every character counts.
_SHORT = 3
_WORD = re.compile(r"[^\W_]+")
_IDEOGRAPHS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_NUMBER = re.compile(r"\d+")

#: So much of the shorter title is in the other one where both can name one document.
MOST = 0.6
#: With less of it in common they name two.
FEW = 0.4


def common(one: str, other: str) -> float:
    """Return which share of the words of the shorter text the other one has, from 0 to 1."""
    first, second = _words(one), _words(other)
    fewest = min(len(first), len(second))
    if not fewest:
        return float(fold(one) == fold(other))
    return len(first & second) / fewest


def is_reworded(one: Item, other: Item) -> bool:
    """Return whether the titles can be two wordings of one: most words in common, and the same numbers."""
    return common(one.title, other.title) >= MOST and _numbers(one.title) == _numbers(other.title)


def is_other_document(item: Item, known: Item) -> bool:
    """Return whether *item* says something else than *known*: other words, on another date.

    Where either has no date, nothing tells an edit from another document.
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
