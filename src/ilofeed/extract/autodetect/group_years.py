"""Find the year of items whose dates are printed without one: that of the heading above them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from itertools import islice, pairwise

from ilofeed.core import dates
from ilofeed.core.date_context import DateContext
from ilofeed.core.models import EVENTS
from ilofeed.extract.autodetect.candidates import Block
from ilofeed.extract.autodetect.dom_index import DomIndex, Node, is_incomplete_date
from ilofeed.extract.autodetect.items import DetectedItem
from ilofeed.extract.autodetect.page_tree import PageText
from ilofeed.extract.document import Document

# Texts above the first item that are searched for its year.
_MAX_ABOVE = 6
# Dates that make it worth to read a page again, and texts that are searched for them.
_MIN_DATES = 3
_MAX_TEXTS = 5000
_YEAR = re.compile(r"\d{4}")


def has_incomplete_dates(index: DomIndex, context: DateContext) -> bool:
    """Return whether the page prints several dates without a year, or in relation to its own time."""
    found = (text for text in index.texts[:_MAX_TEXTS] if is_incomplete_date(text.words, context))
    return len(list(islice(found, _MIN_DATES))) == _MIN_DATES


def years_above(index: DomIndex, block: Block, context: DateContext) -> list[int | None]:
    """Return the year of the heading above each member of *block*: "2026", "May 2026"; that of the page without one."""
    years: list[int | None] = []
    year = context.year
    before: Node | None = None
    for member in block.members:
        texts = index.between(before, member[0]) if before else index.before(member[0])[-_MAX_ABOVE:]
        found = _years(index, texts, context)
        if found:
            # Several years are a choice of years, and not a heading.
            year = found.pop() if len(found) == 1 else None
        years.append(year)
        before = member[-1]
    return years


def _years(index: DomIndex, texts: Sequence[PageText], context: DateContext) -> set[int]:
    """Return the years of those of *texts* that are only a year or a month with its year, and no link."""
    found: set[int] = set()
    for text in texts:
        if dates.is_heading(text.words, context) and (year := _YEAR.search(text.words)):
            node = index.node_at(text.place)
            if node.tag.name != "a" and node.tag.find_parent("a") is None:
                found.add(int(year[0]))
    return found


def years_objection(document: Document, found: Sequence[DetectedItem]) -> str:
    """Return the reason for which dates whose year is that of a heading are not certain, or an empty string.

    A list that goes on from January to December below one year shows that the heading is something else.
    """
    context = document.date_context
    if not any(dates.read_month_and_day(unit.parts.date_text, context) for unit in found):
        return ""
    days = [unit.parts.published for unit in found if unit.parts.published is not None]
    seen = context.seen
    if seen is not None and document.kind != EVENTS and any(day > seen.date() + timedelta(days=1) for day in days):
        return "with the year above them, dates are in the future"
    falls = all(a >= b for a, b in pairwise(days))
    return "" if falls or all(a <= b for a, b in pairwise(days)) else "they are not in the order of their dates"
