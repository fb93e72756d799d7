"""Remove from items the text that the operator ignores: counters, stickers, remarks. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection

from msgspec.structs import replace

from ilofeed.core import ids, item_dates
from ilofeed.core.filters import spans_of
from ilofeed.core.models import Extraction, Item

# A cut may leave empty brackets, and a separator at the edges.
_EMPTY_BRACKETS = re.compile(r"\(\s*\)|\[\s*\]|\{\s*\}|\u3010\s*\u3011|\uff08\s*\uff09")
_SEPARATORS = " \u00b7|\u2022,;:/\u2013\u2014-"


def without(extraction: Extraction, ignore: Collection[str]) -> Extraction:
    """Return *extraction* without the words or /patterns/ to *ignore*, in titles, summaries and kickers.

    A title that contains nothing else is kept. Raises PatternError at a pattern's time limit.
    """
    return replace(extraction, items=tuple(_item(item, ignore) for item in extraction.items))


def _item(item: Item, ignore: Collection[str]) -> Item:
    title = _cut(item.title, ignore) or item.title
    key = item.key
    day = item_dates.exact(item)
    if title != item.title and key == ids.key_within(item.link, item.title, day):
        key = ids.key_within(item.link, title, day)
    kicker = _cut(item.kicker, ignore) or None if item.kicker else item.kicker
    return replace(item, key=key, title=title, summary=_cut(item.summary, ignore), kicker=kicker)


def _cut(text: str, ignore: Collection[str]) -> str:
    places = {at for words in ignore for start, end in spans_of(words)(text) for at in range(start, end)}
    if not places:
        return text
    rest = "".join(" " if at in places else character for at, character in enumerate(text))
    return " ".join(_EMPTY_BRACKETS.sub(" ", rest).split()).strip(_SEPARATORS)
