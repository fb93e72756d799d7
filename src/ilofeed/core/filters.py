"""Select the entries of a feed by words, patterns, languages and kickers.

Pure. A word must match a whole word, in any case; ``/a pattern/`` matches anywhere (`patterns`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from ilofeed.core import patterns
from ilofeed.core.errors import PatternError
from ilofeed.core.language import primary_subtag
from ilofeed.core.models import FeedConfig, Item
from ilofeed.core.text import fold, in_one_style

# Scripts that are written without blanks: their words have no edges.
# Thai and Lao, Burmese, Khmer, Japanese, Chinese; as a pattern it would cost every start 2 ms.
_UNSPACED = (
    range(0x0E00, 0x0F00),
    range(0x1000, 0x10A0),
    range(0x1780, 0x1800),
    range(0x3040, 0x3100),
    range(0x3400, 0xA000),
)

#: A function that returns whether an item is wanted.
EntryFilter = Callable[[Item], bool]


def entry_filter(plan: FeedConfig) -> EntryFilter:
    """Return a function that returns whether *plan* selects an item. It raises PatternError at a time limit."""
    include, exclude = ([_search(word) for word in words] for words in (plan.include, plan.exclude))
    languages = {primary_subtag(tag) for tag in plan.languages}
    kickers = {fold(kicker) for kicker in plan.kickers}

    if not (include or exclude or languages or kickers):
        return lambda _: True

    def wants(item: Item) -> bool:
        texts = (fold(item.title), fold(item.summary))
        return (
            (not languages or primary_subtag(item.language) in languages)
            and (not kickers or fold(item.kicker or "") in kickers)
            and (not include or any(matches(text) for matches in include for text in texts))
            and not any(matches(text) for matches in exclude for text in texts)
        )

    return wants


def check(words: str) -> str:
    """Return what is wrong with *words* as an ``include`` or ``exclude``, or an empty string."""
    try:
        fits_everything = _search(words)("")
    except (ValueError, PatternError) as error:
        return str(error)
    return "it fits everything" if fits_everything else ""


@lru_cache(maxsize=500)
def _search(words: str) -> Callable[[str], object]:
    """Return a function whose result is true if a text contains *words*. Raises ValueError."""
    if len(words) > 2 and words.startswith("/") and words.endswith("/"):
        return patterns.compiled(words[1:-1]).search
    plain = fold(words)
    edges = [r"\b" if _has_edge(letter) else "" for letter in (plain[:1], plain[-1:])]
    return re.compile(f"{edges[0]}{re.escape(plain)}{edges[1]}").search


@lru_cache(maxsize=500)
def spans_of(words: str) -> Callable[[str], list[tuple[int, int]]]:
    """Return a function that finds all places of *words*, as in ``ignore``, in a text. Raises ValueError.

    The function raises PatternError at a pattern's time limit.
    """
    if len(words) > 2 and words.startswith("/") and words.endswith("/"):
        return patterns.compiled(words[1:-1]).spans
    plain = in_one_style(" ".join(words.split()))
    edges = [r"\b" if _has_edge(letter) else "" for letter in (plain[:1], plain[-1:])]
    pattern = re.compile(f"{edges[0]}{re.escape(plain)}{edges[1]}", re.IGNORECASE)
    return lambda text: [match.span() for match in pattern.finditer(in_one_style(text))]


def _has_edge(character: str) -> bool:
    """Return whether a word that begins or ends with *character* has an edge there."""
    return character.isalnum() and not any(ord(character) in script for script in _UNSPACED)
