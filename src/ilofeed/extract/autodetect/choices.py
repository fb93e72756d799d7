"""Name the lists of a page among which a person may choose, also those that `auto` refuses.

A list without dates, one beside the subject of the page, and one that is no better than another one are no evidence
for `auto`. A person who points at one of them has decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from ilofeed.core.selectors import Selectors
from ilofeed.core.text import clean
from ilofeed.extract.autodetect.candidates import Block, find_blocks
from ilofeed.extract.autodetect.dom_index import DomIndex
from ilofeed.extract.autodetect.readings import MAX_COST, Candidate, indexes, is_date, read_blocks, units_of
from ilofeed.extract.autodetect.regions import BESIDE
from ilofeed.extract.autodetect.selectors import derive_selectors
from ilofeed.extract.document import Document
from ilofeed.extract.spanned_cells import repeat_cells

_MIN_ITEMS = 3
# Mean length in characters; entries of menus are shorter.
_MIN_TITLE_LENGTH = 15
# Blocks that are read beside those of `auto`, and lists of which selectors are derived.
_MAX_READ_BLOCKS = 20
_MAX_DERIVED = 16
_MAX_HEADING = 80


class Choice(Struct, frozen=True, kw_only=True):
    """The selectors by which a list of a page can be read."""

    selectors: Selectors
    heading: str = ""  #: the nearest heading above it; empty if there is none


def choices(document: Document) -> Iterator[Choice]:
    """Yield lists of the page, those with the best evidence first. They may share items."""
    repeat_cells(document.soup, lambda cell: is_date(cell, document.date_context))
    ordered = sorted(_found(document), key=lambda each: _evidence(each[1]), reverse=True)
    seen: set[frozenset[str]] = set()
    for index, candidate in ordered:
        keys = frozenset(unit.key for unit in candidate.units)
        if keys in seen or len(seen) == _MAX_DERIVED:
            continue
        seen.add(keys)
        item, fields = derive_selectors(document, index, candidate.block, candidate.units)
        if item:
            yield Choice(selectors=Selectors(item=item, **fields), heading=_heading(index, candidate.block))


def _found(document: Document) -> Iterator[tuple[DomIndex, Candidate]]:
    """Yield each list in each of the readings of the page.

    Links to parts of the page and texts without links are lists only with evidence.
    """
    for number, index in enumerate(indexes(document)):
        read = read_blocks(document, index, find_blocks(index, document.date_context))
        yield from ((index, each) for each in read if not each.reason)
        if not index.is_linked or index.apart:
            continue
        more = _unread(document, index, read) if number == 0 else ()
        yield from ((index, each) for each in (*read, *more) if each.reason and _may_be_chosen(each))


def _unread(document: Document, index: DomIndex, read: Sequence[Candidate]) -> Iterator[Candidate]:
    """Read blocks that were refused before they were read, the longest first."""
    unread = [each for each in read if not each.units and _is_content(each.block)]
    cost = 0
    for each in sorted(unread, key=lambda each: -len(each.block.members))[:_MAX_READ_BLOCKS]:
        cost += sum(node.size**2 for member in each.block.members for node in member)
        if cost > MAX_COST:
            return
        units, others = units_of(document, index, each.block)
        yield Candidate(block=each.block, units=units, others=others, reason=each.reason)


def _is_content(block: Block) -> bool:
    """Return whether *block* is no part of the frame of the page, such as its navigation."""
    return block.region in ("", BESIDE)


def _may_be_chosen(candidate: Candidate) -> bool:
    """Return whether a refused *candidate* is long enough for a list, and its titles for titles.

    Several lists as one, under their headings, are a list only with evidence.
    """
    units = candidate.units
    if len(units) < _MIN_ITEMS or candidate.block.sections or not _is_content(candidate.block):
        return False
    return sum(len(unit.parts.title) for unit in units) >= _MIN_TITLE_LENGTH * len(units)


def _evidence(candidate: Candidate) -> tuple[bool, float, bool, int]:
    """Return what orders the lists: whether and how strongly `auto` would choose it, its place and its length."""
    return not candidate.reason, candidate.strength, not candidate.block.region, len(candidate.units)


def _heading(index: DomIndex, block: Block) -> str:
    above = [text.words for text in index.before(block.members[0][0]) if text.is_heading]
    return clean(above[-1], _MAX_HEADING) if above else ""
