"""Give items without a date of their own the date that is printed above their group."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core import date_search, dates
from ilofeed.core.date_context import DateContext
from ilofeed.extract.autodetect.candidates import Block
from ilofeed.extract.autodetect.dom_index import DomIndex, Node
from ilofeed.extract.autodetect.items import DetectedItem

# Characters. A longer text between two groups is prose, and separates them.
_MAX_BETWEEN = 200
_MAX_HEADING = 80
# Texts above the first item that are searched for its date: the date, and headings of columns below it.
_MAX_ABOVE = 6
_MIN_DATED = 0.6


class GroupDate(Struct, frozen=True, kw_only=True):
    """A text that is the date of what follows: "May 21, 2026", "Opinions filed May 21, 2026"."""

    text: str
    day: date | None
    place: str = ""


def read_group_date(words: str, context: DateContext) -> GroupDate | None:
    """Return *words* as the date of a group, or None if they are something else."""
    line = dates.read_line(words, context)
    if line is not None:
        return GroupDate(text=line.text, day=line.day, place=line.place or "")
    if len(words) > _MAX_HEADING:
        return None
    facts = date_search.search(words, context)
    if len(facts) == 1 and facts[0].is_labelled and not facts[0].behind.strip(" .:,)"):
        return GroupDate(text=facts[0].text, day=facts[0].day)
    return None


def with_group_dates(
    index: DomIndex, block: Block, found: Sequence[DetectedItem], context: DateContext
) -> Sequence[DetectedItem]:
    """Return *found* with the dates above groups of them, if they have no dates themselves.

    The first item must have a date above it, the dates must be in order, and at least two must differ: a single
    date above all items is that of the page. A date below the last item may mean that each date is below its item.
    """
    if sum(unit.is_dated for unit in found) >= _MIN_DATED * len(found):
        return found
    above: dict[int, GroupDate] = {}
    current: GroupDate | None = None
    before: Node | None = None
    for member in block.members:
        texts = index.between(before, member[0]) if before else index.before(member[0])[-_MAX_ABOVE:]
        for words in (text.words for text in texts):
            here = read_group_date(words, context)
            if here is None and before is not None and len(words) > _MAX_BETWEEN:
                return found
            current = here or current
        if current is None:
            return found
        above[id(member[0].tag)] = current
        before = member[-1]
    days = list(dict.fromkeys(each.day for each in above.values()))
    if len(days) < 2 or not _is_ordered(days) or _is_dated_below(index, block, above, context):
        return found
    return [unit if unit.is_dated else _with_date(unit, above[id(unit.tags[0])]) for unit in found]


def _is_ordered(days: Sequence[date | None]) -> bool:
    certain = [day for day in days if day is not None]
    if len(certain) < len(days):
        return False
    return all(a > b for a, b in pairwise(certain)) or all(a < b for a, b in pairwise(certain))


def _is_dated_below(index: DomIndex, block: Block, above: dict[int, GroupDate], context: DateContext) -> bool:
    """Return whether each item has a date between it and the next, the last one too."""
    if len({id(each) for each in above.values()}) < len(above):
        return False
    last = block.members[-1][-1]
    behind = index.behind(last)[:1]
    return any(read_group_date(text.words, context) is not None for text in behind)


def _with_date(unit: DetectedItem, read: GroupDate) -> DetectedItem:
    parts = replace(unit.parts, published=read.day, date_text=read.text, place=read.place)
    return replace(unit, parts=parts, is_dated=True, day_above=True)
