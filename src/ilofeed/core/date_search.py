"""Find the date within a line of facts: "Docket 26-301 · May 21, 2026 · Published".

A date counts only between separators, or after a word that says what it is the date of. A date within a
sentence is no fact about the item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from ilofeed.core import dates
from ilofeed.core.date_context import NO_CONTEXT, DateContext
from ilofeed.core.date_labels import publication_label_end
from ilofeed.core.date_patterns import TIME
from ilofeed.core.text import clean

# A longer line is prose.
_MAX_LENGTH = 240
_MAX_STARTS = 40
_MAX_DATE_LENGTH = 60
_MAX_LABEL_WORDS = 5
_WORD_START = re.compile(r"(?<!\w)[^\W\d_]")

# Where a date may start: at a number, or at one or two words before a number.
_START = re.compile(r"(?<![^\s(\[|:;,–—·•-])(?=\d|[^\W\d_]{2,15}[.,]? (?:[^\W\d_]{2,15}[.,]? )?\d)")
_SEPARATOR_BEFORE = re.compile(r"(?:^|[|·•;:,([–—]|(?:^|\s)[-/])\s*$")
_SEPARATOR_BEHIND = re.compile(r"\s*(?:$|[|·•;,)\]–—]|\.(?:\s|$)|-\s|(?<=\s)/(?:\s|$))")
# Words that continue a line of facts after its date.
_TAIL = re.compile(
    r"\s+(?:by|in|at|under|filed under|von|in der|par|dans|por|en|di|da|door)(?:\s|$)", re.IGNORECASE
)
# "GENEVA, 20 November 2026 – " or "HARBOUR CITY (20 November 2026) – " at the start of a text.
_DATELINE = re.compile(r"[^\W\d_a-z][^\d.!?]{0,40}(?:[,(]|\s[–—-])\s*$")
_DASH = re.compile(r"\)?\s*(?:[–—]|-\s|--)")


class DateInText(Struct, frozen=True, kw_only=True):
    """A date within a text."""

    text: str  #: as printed
    day: date | None  #: None if it is ambiguous
    before: str
    behind: str
    is_labelled: bool = False  #: a word before it says that it is the date of publication


def search(text: str, context: DateContext = NO_CONTEXT) -> list[DateInText]:
    """Return the dates of the line of facts *text* that are facts of their own; none if it is prose."""
    line = clean(text)
    if not line or len(line) > _MAX_LENGTH:
        return []
    return [found for found in _dates(line, context) if _is_fact(found)]


def all_dates(text: str, context: DateContext = NO_CONTEXT) -> list[DateInText]:
    """Return all dates in *text*, also those within sentences; none if it is too long."""
    line = clean(text)
    return list(_dates(line, context)) if len(line) <= _MAX_LENGTH else []


def dateline(text: str, context: DateContext = NO_CONTEXT) -> DateInText | None:
    """Return the date in the dateline with which *text* starts: "GENEVA, 20 November 2026 – The Office …"."""
    line = clean(text)[:_MAX_LENGTH]
    first = next(_dates(line, context), None)
    if first is None or len(first.before) > _MAX_DATE_LENGTH:
        return None
    is_dateline = not first.before or _DATELINE.fullmatch(first.before) is not None
    return first if is_dateline and _DASH.match(first.behind) else None


def _dates(line: str, context: DateContext) -> Iterator[DateInText]:
    """Yield every date in *line*, whatever is around it."""
    end = tried = 0
    for start in _START.finditer(line):
        at = start.start()
        tried += 1
        if at < end or tried > _MAX_STARTS:
            continue
        found = dates.read_start(line[at : at + _MAX_DATE_LENGTH], context)
        if found is None:
            continue
        day, length = found
        end = at + length
        before = line[:at]
        yield DateInText(
            text=line[at:end],
            day=day,
            before=before,
            behind=line[end:],
            is_labelled=_is_labelled(before),
        )


def _is_labelled(before: str) -> bool:
    """Return whether *before* ends with a label of a publication."""
    starts = [word.start() for word in _WORD_START.finditer(before)][-_MAX_LABEL_WORDS:]
    return any(publication_label_end(f"{before} ", at) >= len(before.rstrip()) for at in starts)


def _is_fact(found: DateInText) -> bool:
    is_start = _SEPARATOR_BEFORE.search(found.before) is not None
    if not is_start and not found.is_labelled:
        return False
    time = TIME.match(found.behind)
    behind = found.behind[time.end() :] if time else found.behind
    if _SEPARATOR_BEHIND.match(behind):
        return True
    return (found.is_labelled or not found.before) and _TAIL.match(behind) is not None
