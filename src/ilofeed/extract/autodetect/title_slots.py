"""Find where the titles of a block are, if its links do not carry them: "PDF", "View", "26-301".

Each line of a member has a slot: its column, or its element and its number among those of the kind. The title
is in the slot whose texts differ from member to member and are long enough to be words of a title.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from ilofeed.core.text import clean, fold
from ilofeed.extract.text_lines import Line

_WORD = re.compile(r"[^\W\d_]{3,}")
_LABEL = re.compile(r"^[^:：]{1,40}[:：]\s*")
_DIGIT = re.compile(r"\d")
# A slot must have a text in this share of the members.
_MIN_COVERAGE = 0.6
# Characters. More of them do not make a better title: a summary is longer.
_LONG_ENOUGH = 25
# The factor by which a later slot must be better than an earlier one.
_MIN_GAIN = 1.3


def slots(rows: Sequence[Line]) -> list[str]:
    """Return the slot of each of *rows*, the lines of one member."""
    counts: Counter[str] = Counter()
    names: list[str] = []
    for row in rows:
        place = f"{row.cell}/{row.where}" if row.cell is not None else row.where
        counts[place] += 1
        names.append(f"{place}/{counts[place]}")
    return names


def title_slot(members: Sequence[Sequence[Line]], may_be_title: Callable[[Line], bool]) -> str:
    """Return the slot of the titles of *members*, each given by its lines; empty if there is none."""
    texts: dict[str, list[str]] = defaultdict(list)
    for rows in members:
        for slot, row in zip(slots(rows), rows, strict=True):
            if may_be_title(row):
                texts[slot].append(clean(row.text, 500))
    best, score = "", 0.0
    for slot, found in texts.items():
        if len(found) < _MIN_COVERAGE * len(members) or are_codes(found):
            continue
        here = _score(found)
        if here > score * (_MIN_GAIN if best else 1):
            best, score = slot, here
    return best


def are_codes(texts: Sequence[str]) -> bool:
    """Return whether most of *texts* are numbers of documents: nothing but digits differs in them."""
    numbered = [text for text in texts if _DIGIT.search(text)]
    if 2 * len(numbered) < len(texts):
        return False
    words = [_WORD.findall(fold(_LABEL.sub("", text))) for text in texts]
    shared = Counter(word for each in words for word in set(each))
    most = max(1, len(texts) // 3)
    # "Case 26-301" has one word, which others have too.
    codes = sum(len(each) < 2 and all(shared[word] > most for word in each) for each in words)
    return 2 * codes > len(texts)


def _score(texts: Sequence[str]) -> float:
    distinct = len({fold(text) for text in texts}) / len(texts)
    return distinct * _mean(min(len(text), _LONG_ENOUGH) for text in texts)


def _mean(numbers: Iterable[float]) -> float:
    values = list(numbers)
    return sum(values) / len(values)
