"""Choose the column of a table whose dates are those of its rows: "Posted", not "Hearing" or "Date of birth".

The headers of the columns decide. Without them, a column is certain only if it alone has a date in each row,
in the order of the list. A choice is that of the whole list: a row without a date there has none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from bs4 import Tag

from ilofeed.core import dates
from ilofeed.core.date_context import DateContext
from ilofeed.core.date_kinds import DateKind, kind_of
from ilofeed.core.text import clean
from ilofeed.extract.autodetect.candidate_item import CandidateItem
from ilofeed.extract.inner_text import inner_text
from ilofeed.extract.soup_search import around
from ilofeed.extract.spanned_cells import cells_of

# Attributes with the header of a cell, for narrow screens.
_LABELS = ("data-label", "data-th", "data-title", "data-header", "data-column", "data-heading")
# Rows above the first with a date that may be the headers, and the length of a header.
_MAX_ABOVE = 4
_MAX_HEADER = 80
# A column of which fewer rows have a date has none: a date in the text of a row is no column.
_MIN_SHARE = 0.2
# A document is published within a few days of the act that it records.
_NEAR = timedelta(days=7)


# The dates of each column, by the number of the row; None for an ambiguous date.
Columns = Mapping[int, Mapping[int, date | None]]


def other_columns(members: Sequence[CandidateItem], context: DateContext) -> frozenset[int]:
    """Return the columns of *members* with dates that are not those of the items; empty if all may be."""
    columns = _dated_columns(members, context)
    if not columns:
        return frozenset()
    headers = _headers(members, context)
    kinds = {column: kind_of(headers.get(column, "")) for column in columns}
    if len(columns) == 1 and DateKind.OTHER not in kinds.values():
        return frozenset()
    return frozenset(columns) - _chosen(columns, kinds, len(members))


def _chosen(columns: Columns, kinds: Mapping[int, DateKind], rows: int) -> frozenset[int]:
    """Return the column with the dates of the items, if one is certain."""
    published = [columns[column] for column in columns if kinds[column] <= DateKind.ACT]
    if len(published) > 1 and _are_near(published):
        # "Filed" and "Posted" are two names for the publication. The first is what the site puts first.
        return frozenset([next(column for column in columns if kinds[column] <= DateKind.ACT)])
    best = min(kinds.values())
    if best == DateKind.OTHER:
        return frozenset()
    chosen = [column for column in columns if kinds[column] == best]
    if len(chosen) == 1:
        return frozenset(chosen)
    certain = _certain_column([columns[each] for each in chosen], rows, best)
    return frozenset() if certain is None else frozenset([chosen[certain]])


def _dated_columns(members: Sequence[CandidateItem], context: DateContext) -> Columns:
    """Return the dates of the columns that have some."""
    columns: dict[int, dict[int, date | None]] = defaultdict(dict)
    for number, member in enumerate(members):
        for row in member.rows:
            if row.cell is not None and number not in columns[row.cell]:
                read = dates.read_line(row.text, context)
                if read is not None:
                    columns[row.cell][number] = read.day
    least = max(1.0, _MIN_SHARE * len(members))
    return {column: found for column, found in sorted(columns.items()) if len(found) >= least}


def _certain_column(columns: Sequence[Mapping[int, date | None]], rows: int, kind: DateKind) -> int | None:
    """Return which of *columns* of one *kind* has the dates of the rows, or None if none is certain."""
    first = columns[0]
    if all(column.get(row, day) == day for column in columns for row, day in first.items()):
        return 0
    full = [number for number, column in enumerate(columns) if len(column) == rows]
    ordered = [number for number in full if _is_ordered(list(columns[number].values()))]
    if len(ordered) == 1:
        return ordered[0]
    if kind < DateKind.UNKNOWN and full:
        # A document is published after the last of the acts that it records.
        for number in full:
            if all(_is_last(columns[number], column) for column in columns):
                return number
    return None


def _are_near(columns: Sequence[Mapping[int, date | None]]) -> bool:
    """Return whether the dates of each row differ by a few days only, as far as they are certain."""
    pairs = [pair for column in columns[1:] for pair in _pairs(columns[0], column)]
    return bool(pairs) and all(abs(late - early) <= _NEAR for early, late in pairs)


def _is_ordered(days: Sequence[date | None]) -> bool:
    certain = [day for day in days if day is not None]
    if 2 * len(certain) < len(days) or len(set(certain)) < 2:
        return False
    return all(a >= b for a, b in pairwise(certain)) or all(a <= b for a, b in pairwise(certain))


def _is_last(column: Mapping[int, date | None], other: Mapping[int, date | None]) -> bool:
    pairs = _pairs(column, other)
    return bool(pairs) and all(late >= early for late, early in pairs)


def _pairs(one: Mapping[int, date | None], other: Mapping[int, date | None]) -> list[tuple[date, date]]:
    """Return the certain dates of the rows that have one in both columns."""
    return [(day, beside) for row, day in one.items() if day and (beside := other.get(row))]


def _headers(members: Sequence[CandidateItem], context: DateContext) -> dict[int, str]:
    """Return the headers of the columns of *members*, of each table by its own."""
    headers: dict[int, str] = {}
    rows = [member.tags[0] for member in members if member.tags[0].name == "tr"]
    for row in rows:
        for column, cell in cells_of(row):
            label = next((str(cell[name]) for name in _LABELS if cell.get(name)), "")
            if label:
                headers.setdefault(column, clean(label, _MAX_HEADER))
    tables = {id(table): table for row in rows if (table := around(row, "table"))}
    for table in tables.values():
        for column, text in _header_row(table, context).items():
            headers.setdefault(column, text)
    return headers


def _header_row(table: Tag, context: DateContext) -> dict[int, str]:
    """Return the texts of the row of headers of *table*: one with ``th``, or the first if it is only words."""
    for at, row in enumerate(table.find_all("tr", limit=_MAX_ABOVE)):
        cells = cells_of(row)
        texts = {column: clean(inner_text(cell), _MAX_HEADER + 1) for column, cell in cells}
        words = [text for text in texts.values() if text]
        if len(words) < 2:
            continue  # a caption
        is_header = all(cell.name == "th" for _, cell in cells)
        if any(dates.read_line(text, context) is not None for text in words):
            return {}
        is_words = at == 0 and all(
            len(text) <= _MAX_HEADER // 2 and not any(map(str.isdigit, text)) for text in words
        )
        if is_header or is_words:
            return texts
    return {}
