"""What of many entries belongs into a feed: words, patterns, languages and kickers.

Pure. A word is found as a whole word, in any case; ``/a pattern/`` anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from ilofeed.model import FeedPlan, Item
from ilofeed.text import fold

# Scripts that are written without blanks: there is no edge of a word to look for.
# Thai and Lao, Burmese, Khmer, Japanese, Chinese; as a pattern it would cost every start 2 ms.
_UNSPACED = (
    range(0x0E00, 0x0F00),
    range(0x1000, 0x10A0),
    range(0x1780, 0x1800),
    range(0x3040, 0x3100),
    range(0x3400, 0xA000),
)

#: A look at an item: whether it is one that is wanted.
Choice = Callable[[Item], bool]


def choice(plan: FeedPlan) -> Choice:
    """Whether an item is one that *plan* wants."""
    include, exclude = ([_pattern(each) for each in words] for words in (plan.include, plan.exclude))
    languages = {_primary(each) for each in plan.languages}
    kickers = {fold(each) for each in plan.kickers}

    if not (include or exclude or languages or kickers):
        return lambda _: True

    def wants(item: Item) -> bool:
        texts = (fold(item.title), fold(item.summary))
        return (
            (not languages or _primary(item.language) in languages)
            and (not kickers or fold(item.kicker or "") in kickers)
            and (not include or any(each.search(text) for each in include for text in texts))
            and not any(each.search(text) for each in exclude for text in texts)
        )

    return wants


def check(words: str) -> str:
    """What is wrong with *words* as an ``include`` or ``exclude``; nothing where they are fine."""
    try:
        pattern = _pattern(words)
    except (re.error, RecursionError, OverflowError) as error:
        return str(error)
    return "it fits everything" if pattern.search("") else ""


@lru_cache(maxsize=500)
def _pattern(words: str) -> re.Pattern[str]:
    if len(words) > 2 and words.startswith("/") and words.endswith("/"):
        return re.compile(words[1:-1], re.IGNORECASE)
    plain = fold(words)
    edges = [r"\b" if _has_edge(each) else "" for each in (plain[:1], plain[-1:])]
    return re.compile(f"{edges[0]}{re.escape(plain)}{edges[1]}")


def _has_edge(character: str) -> bool:
    """Whether a word that begins or ends with *character* ends there."""
    return character.isalnum() and not any(ord(character) in script for script in _UNSPACED)


def _primary(tag: str) -> str:
    return tag.partition("-")[0].lower()
