"""Find the date with which a line of other words begins, where that line of each item begins with a date.

One line "November 20, 2026 Minutes" may be a sentence about that date. If the line of each item begins with a date,
and the dates are in the order of the list, they are the dates of the items. Dates at the end of lines are not: holidays
and references end with them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from ilofeed.core import date_search, dates
from ilofeed.core.date_context import DateContext
from ilofeed.core.text import clean
from ilofeed.extract.autodetect.title_slots import slots
from ilofeed.extract.item_date import FoundDate
from ilofeed.extract.text_lines import Line

_MIN_SHARE = 0.8
_MIN_DATES = 3
# A longer line is prose.
_MAX_LENGTH = 160


def repeated_dates(
    members: Sequence[Sequence[Line]], context: DateContext, *, in_headings: bool
) -> dict[int, FoundDate]:
    """Return the dates of *members*, each given by its lines, by their numbers; none if they are not certain.

    With *in_headings*, only headings count: items without links need that evidence.
    """
    found: dict[str, dict[int, FoundDate]] = defaultdict(dict)
    for number, rows in enumerate(members):
        for index, (slot, row) in enumerate(zip(slots(rows), rows, strict=True)):
            if (row.is_heading or not in_headings) and (read := _first_date(index, row, context)):
                found[slot].setdefault(number, read)
    for dated in found.values():
        if len(dated) >= max(_MIN_DATES, _MIN_SHARE * len(members)) and _are_in_order(list(dated.values())):
            return dated
    return {}


def _first_date(index: int, row: Line, context: DateContext) -> FoundDate | None:
    """Return the date with which a line begins, if it has no other and words follow."""
    text = clean(row.text, _MAX_LENGTH + 1)
    if len(text) > _MAX_LENGTH or not any(map(str.isdigit, text)) or dates.read_start(text, context) is None:
        return None
    inside = date_search.all_dates(text, context)
    if len(inside) != 1 or inside[0].before.strip() or not any(map(str.isalpha, inside[0].behind)):
        return None
    return FoundDate(line_index=index, text=inside[0].text, published=inside[0].day)


def _are_in_order(found: Sequence[FoundDate]) -> bool:
    days = [each.published for each in found if each.published is not None]
    if 2 * len(days) < len(found) or len(set(days)) < 2:
        return False
    return all(a >= b for a, b in pairwise(days)) or all(a <= b for a, b in pairwise(days))
