"""Join the lines of a date that is spread over several: "28", "May", "2026"."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from ilofeed.core import dates
from ilofeed.core.date_context import DateContext
from ilofeed.core.text import clean
from ilofeed.extract.text_lines import Line

# A weekday, a day, a month and a year; characters of each, the longest with the name of a month and a year.
_MAX_PARTS = 4
_MAX_PART = 20


def with_spread_dates(rows: Sequence[Line], context: DateContext) -> list[Line]:
    """Return *rows* with those that are a date only together as one line."""
    joined: list[Line] = []
    at = 0
    while at < len(rows):
        end = _end_of_date(rows, at, context)
        joined.append(_joined(rows[at:end]) if end > at + 1 else rows[at])
        at = end
    return joined


def _end_of_date(rows: Sequence[Line], at: int, context: DateContext) -> int:
    """Return the end of the lines from *at* that are a date together; the next line if there are none."""
    parts: list[str] = []
    for row in rows[at : at + _MAX_PARTS]:
        text = clean(row.text, 100)
        if len(text) > _MAX_PART or dates.read_line(text, context) is not None:
            break
        parts.append(text)
    for count in range(len(parts), 1, -1):
        if any(map(str.isdigit, "".join(parts[:count]))):
            line = dates.read_line(" ".join(parts[:count]), context)
            if line is not None and not line.place:
                return at + count
    return at + 1


def _joined(rows: Sequence[Line]) -> Line:
    first = rows[0]
    return replace(
        first,
        text=" ".join(clean(row.text) for row in rows),
        classes=frozenset().union(*(row.classes for row in rows)),
        tags=frozenset().union(*(row.tags for row in rows)),
        machine_date=next((row.machine_date for row in rows if row.machine_date), None),
    )
