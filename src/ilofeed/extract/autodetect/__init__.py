"""``auto`` for a page that no built-in profile reads: find its list by its structure.

    index ─► repeated blocks ─► candidate items ─► detected items ─► evidence ─► one list, or an error

A list is a repeated block. Each element has one link of the same site, and most have a separate date.
An error is better than a guess: subscribers keep a menu that was published as entries.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from ilofeed.core.errors import ExtractError, LayoutNotFoundError
from ilofeed.core.models import Extraction
from ilofeed.extract.autodetect.candidates import Block, find_blocks
from ilofeed.extract.autodetect.closest import closest
from ilofeed.extract.autodetect.context import lead_item
from ilofeed.extract.autodetect.dom_index import DomIndex
from ilofeed.extract.autodetect.lone_post import lone_post
from ilofeed.extract.autodetect.readings import Candidate, count_of, indexes, is_date, read_blocks
from ilofeed.extract.autodetect.selectors import derive_selectors
from ilofeed.extract.document import Document
from ilofeed.extract.pagination import next_page
from ilofeed.extract.spanned_cells import repeat_cells

NAME = "auto"

# Blocks named in an error.
_MAX_REPORTED_BLOCKS = 12

# The factor by which the strength of the chosen list must exceed that of the next.
_MIN_STRENGTH_RATIO = 1.2
# A list of weaker evidence must be longer by this factor; possible dates outside the other list.
_FAR_LONGER = 3
_MIN_OUTSIDE = 12


def extract(document: Document) -> Extraction:
    """Return the items of the page's one list. Raises ExtractError if the evidence is insufficient.

    Links to another page of the site are the best evidence. Without a list of such links, weaker evidence
    counts, one kind after the other; see `readings.indexes`. A date in a table counts in each row that its cell spans.
    """
    repeat_cells(document.soup, lambda cell: is_date(cell, document.date_context))
    index, candidates = _best_pass(document)
    if all(candidate.reason for candidate in candidates) and (post := lone_post(document, index)):
        return document.extraction(NAME, [post.parts], following=next_page(document))
    best = _choose(document, index, candidates)
    item_rule, where = derive_selectors(document, index, best.block, best.units)
    lead = lead_item(document, index, best.block, best.units)
    parts = [replace(unit.parts, where=where) for unit in (*lead, *best.units)]
    parts += [replace(unit.parts, left_out="unlike_others") for unit in best.others]
    return document.extraction(NAME, parts, following=next_page(document), item_rule=item_rule)


def _best_pass(document: Document) -> tuple[DomIndex, list[Candidate]]:
    """Return the first reading of the page that has a list, or one of weaker evidence whose list is far longer.

    A few linked items beside the subject of the page are less than a table of forty rows without links.
    """
    passes: list[tuple[DomIndex, list[Candidate]]] = []
    count = 0
    for index in indexes(document):
        candidates = read_blocks(document, index, find_blocks(index, document.date_context))
        passes.append((index, candidates))
        longest = max((each for each in candidates if not each.reason), key=lambda each: each.dated, default=None)
        if longest is None or (count and longest.dated < _FAR_LONGER * count):
            continue
        if count or not _may_be_outweighed(index, longest):
            return passes[-1]
        count = longest.dated
    fit = [each for each in passes if not all(candidate.reason for candidate in each[1])]
    return (fit or passes)[0]


def _may_be_outweighed(index: DomIndex, candidate: Candidate) -> bool:
    """Return whether the page has far more possible dates outside *candidate* than in it."""
    if candidate.block.is_cut:
        return False
    inside = sum(node.years for member in candidate.block.members for node in member)
    return index.open_dates - inside >= max(_MIN_OUTSIDE, _FAR_LONGER * candidate.dated)


def _choose(document: Document, index: DomIndex, candidates: Sequence[Candidate]) -> Candidate:
    """Return the one list of the page. Raises ExtractError if there is none, or no clear best one."""
    fit = [candidate for candidate in candidates if not candidate.reason]
    # Several blocks may contain the same items; the largest elements are the items.
    kept: list[Candidate] = []
    for each in sorted(fit, key=lambda each: (-each.weight, -len(each.units), -_size(each.block))):
        keys = {unit.key for unit in each.units}
        if not any(keys & {unit.key for unit in other.units} for other in kept):
            kept.append(each)
    kept.sort(key=lambda each: -each.strength)
    reported = _reported(candidates)
    if not kept:
        message = f"{document.url} shows no list: nothing on it repeats with a link and a date of its own"
        message = ". ".join(filter(None, (message, closest(candidates))))
        raise LayoutNotFoundError("no_items", message, candidates=reported)
    rival = next((each for each in kept[1:] if _are_tied(document, kept[0], each)), None)
    if rival is not None:
        kept[1:] = [rival]
        first, second = (each.block.named(index) for each in kept)
        message = f"{document.url} shows two lists, {first} and {second}; say which with [source.selectors]"
        tied = (
            f"{first} ({len(kept[0].units)}): no better than the next",
            f"{second} ({len(kept[1].units)}): no worse",
        )
        raise ExtractError("no_items", message, candidates=tied + reported)
    return kept[0]


def _are_tied(document: Document, first: Candidate, other: Candidate) -> bool:
    """Return whether *first* is not clearly better than *other*.

    Of two lists in one markup, as in the columns of a home page, longer titles make none the subject of the page.
    """
    if first.block.members[0][0].path != other.block.members[0][0].path:
        return first.strength < _MIN_STRENGTH_RATIO * other.strength
    here, there = (count_of(document, each.block, each.units) for each in (first, other))
    return here < _MIN_STRENGTH_RATIO * there


def _size(block: Block) -> int:
    return sum(node.size for member in block.members for node in member)


def _reported(candidates: Sequence[Candidate]) -> tuple[str, ...]:
    """Return a line for each rejected candidate, up to the limit."""
    lines = dict.fromkeys(str(candidate) for candidate in candidates if candidate.reason)
    return tuple(lines)[:_MAX_REPORTED_BLOCKS]
