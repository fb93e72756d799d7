"""``auto`` for a page that no built-in profile reads: find its list by its structure.

    index ─► repeated blocks ─► candidate items ─► detected items ─► evidence ─► one list, or an error

A list is a repeated block. Each element has one link of the same site, and most have a separate date.
An error is better than a guess: subscribers keep a menu that was published as entries.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import compress
from operator import not_
from urllib.parse import urlsplit

from bs4 import Tag
from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core import dates
from ilofeed.core.address_date import date_in
from ilofeed.core.date_context import DateContext
from ilofeed.core.errors import ExtractError, LayoutNotFoundError
from ilofeed.core.models import Extraction
from ilofeed.extract.autodetect.candidate_item import read_candidate
from ilofeed.extract.autodetect.candidates import Block, find_blocks
from ilofeed.extract.autodetect.closest import closest
from ilofeed.extract.autodetect.context import lead_item, position_objection
from ilofeed.extract.autodetect.dom_index import DomIndex
from ilofeed.extract.autodetect.group_dates import with_group_dates
from ilofeed.extract.autodetect.group_years import has_incomplete_dates, years_above, years_objection
from ilofeed.extract.autodetect.items import DetectedItem, detect_items
from ilofeed.extract.autodetect.lone_post import lone_post
from ilofeed.extract.autodetect.objections import objection
from ilofeed.extract.autodetect.page_tree import PageTree
from ilofeed.extract.autodetect.selectors import derive_selectors
from ilofeed.extract.autodetect.subjects import subject_objection
from ilofeed.extract.document import Document
from ilofeed.extract.other_host import only_other_host, other_hosts
from ilofeed.extract.page_dates import context_at
from ilofeed.extract.pagination import next_page
from ilofeed.extract.spanned_cells import repeat_cells

NAME = "auto"

# Blocks that are read, those with the most possible dates first, and blocks named in an error.
_MAX_READ_BLOCKS = 30
_MAX_REPORTED_BLOCKS = 12
# The limit of the sum of the squared sizes of members, which estimates the cost of reading them.
_MAX_COST = 20_000_000

# The factor by which the strength of the chosen list must exceed that of the next.
_MIN_STRENGTH_RATIO = 1.2
_GROUP_DATE_WEIGHT = 0.8

# A list of weaker evidence must be longer by this factor; possible dates outside the other list.
_FAR_LONGER = 3
_MIN_OUTSIDE = 12


class _Candidate(Struct, frozen=True, kw_only=True):
    """A block after reading."""

    block: Block
    units: tuple[DetectedItem, ...]
    others: tuple[DetectedItem, ...] = ()  #: members that are no items
    reason: str  #: why it is not a list; empty if it may be one
    strength: float = 0.0

    @property
    def dated(self) -> int:
        return sum(unit.is_dated for unit in self.units)

    @property
    def weight(self) -> float:
        """The number of dated items; a date above a group counts less than one of its own."""
        return sum(_GROUP_DATE_WEIGHT if unit.day_above else 1.0 for unit in self.units if unit.is_dated)

    def __str__(self) -> str:
        return f"{self.block.name} ({len(self.block.members)}): {self.reason}"


def extract(document: Document) -> Extraction:
    """Return the items of the page's one list. Raises ExtractError if the evidence is insufficient.

    Links to another page of the site are the best evidence. Without a list of such links, weaker evidence
    counts, one kind after the other; see `_indexes`. A date in a table counts in each row that its cell spans.
    """
    repeat_cells(document.soup, lambda cell: _is_date(cell, document.date_context))
    index, candidates = _best_pass(document)
    if all(candidate.reason for candidate in candidates) and (post := lone_post(document, index)):
        return document.extraction(NAME, [post.parts], following=next_page(document))
    best = _choose(document, index, candidates)
    item_rule, where = derive_selectors(document, index, best.block, best.units)
    lead = lead_item(document, index, best.block, best.units)
    parts = [replace(unit.parts, where=where) for unit in (*lead, *best.units)]
    parts += [replace(unit.parts, left_out="unlike_others") for unit in best.others]
    return document.extraction(NAME, parts, following=next_page(document), item_rule=item_rule)


def _best_pass(document: Document) -> tuple[DomIndex, list[_Candidate]]:
    """Return the first reading of the page that has a list, or one of weaker evidence whose list is far longer.

    A few linked items beside the subject of the page are less than a table of forty rows without links.
    """
    passes: list[tuple[DomIndex, list[_Candidate]]] = []
    count = 0
    for index in _indexes(document):
        candidates = _read(document, index, find_blocks(index, document.date_context))
        passes.append((index, candidates))
        longest = max((each for each in candidates if not each.reason), key=lambda each: each.dated, default=None)
        if longest is None or (count and longest.dated < _FAR_LONGER * count):
            continue
        if count or not _may_be_outweighed(index, longest):
            return passes[-1]
        count = longest.dated
    fit = [each for each in passes if not all(candidate.reason for candidate in each[1])]
    return (fit or passes)[0]


def _may_be_outweighed(index: DomIndex, candidate: _Candidate) -> bool:
    """Return whether the page has far more possible dates outside *candidate* than in it."""
    if candidate.block.is_cut:
        return False
    inside = sum(node.years for member in candidate.block.members for node in member)
    return index.open_dates - inside >= max(_MIN_OUTSIDE, _FAR_LONGER * candidate.dated)


def _is_date(tag: Tag, context: DateContext) -> bool:
    return dates.read_line(tag.get_text(" "), context) is not None


def _indexes(document: Document) -> Iterator[DomIndex]:
    """Yield the page with the links that may be those of items, in the order of their evidence.

    Dates may be without a year, or count from the time of the page. On most pages, links that differ only in the
    fragment or in their text lead to parts of the page, to comments and to the top. Links to another host count
    on a page of links to it. Where no item prints a date, that in its address counts. Last, items need no link.
    A page that prints no dates is not searched for those.
    """
    tree = PageTree(document)
    first = DomIndex(tree, host=only_other_host(document))
    yield first
    if has_incomplete_dates(first, document.date_context):
        yield DomIndex(tree, incomplete_dates=True)
    if first.open_dates:
        yield DomIndex(tree, apart=True)
        for host in other_hosts(document):
            yield DomIndex(tree, host=host)
    if any(date_in(str(anchor["href"])) for anchor in document.soup.find_all("a", href=True)):
        yield DomIndex(tree, addresses_date=True)
    if first.open_dates:
        yield DomIndex(tree, is_linked=False)


def _read(document: Document, index: DomIndex, found: Sequence[Block]) -> list[_Candidate]:
    """Read the blocks *found*, the most promising first."""

    def promise(block: Block) -> tuple[bool, int, int]:
        datable = sum(any(node.years for node in member) for member in block.members)
        datable = datable or block.years_between(index)
        return (not block.region, datable, len(block.members))

    read: list[_Candidate] = []
    cost = 0
    for block in sorted(found, key=promise, reverse=True):
        reason = block.region
        units_read: tuple[DetectedItem, ...] = ()
        others: tuple[DetectedItem, ...] = ()
        if not reason and not promise(block)[1]:
            reason = "no line contains only a date"
        if not reason and (len(read) >= _MAX_READ_BLOCKS or cost > _MAX_COST):
            reason = "others have more dates"
        if not reason:
            cost += sum(node.size**2 for member in block.members for node in member)
            units_read, others = _units(document, index, block)
            reason = (
                objection(document, block, units_read)
                or position_objection(document, index, block, units_read)
                or subject_objection(document, index, block, units_read)
                or (years_objection(document, units_read) if index.incomplete_dates else "")
            )
        read.append(
            _Candidate(
                block=block,
                units=units_read,
                others=others,
                reason=reason,
                strength=_strength(document, block, units_read),
            )
        )
    return read


def _units(
    document: Document, index: DomIndex, block: Block
) -> tuple[tuple[DetectedItem, ...], tuple[DetectedItem, ...]]:
    """Return the items among the members of *block*, one for each address, and the members that are none."""
    tags = [tuple(node.tag for node in member) for member in block.members]
    contexts = _contexts(document, index, block)
    members = [
        read_candidate(tag, index, context, is_run=block.is_run)
        for tag, context in zip(tags, contexts, strict=True)
    ]
    read = with_group_dates(
        index, block, detect_items(members, index, document.date_context), document.date_context
    )
    found = tuple({unit.key: unit for unit in reversed(read)}.values())[::-1]
    shapes = Counter(unit.shape for unit in found if unit.is_dated)
    usual = {shape for shape, _ in shapes.most_common(1)}
    # A member without a date whose structure differs from the dated ones is not an item.
    fit = [not usual or unit.is_dated or unit.shape in usual for unit in found]
    return tuple(compress(found, fit)), tuple(compress(found, map(not_, fit)))


def _contexts(document: Document, index: DomIndex, block: Block) -> list[DateContext]:
    """Return the context of the dates of each member of *block*."""
    context = document.date_context
    own = [context_at(member[0].tag, context) for member in block.members]
    if not index.incomplete_dates:
        return own
    years = years_above(index, block, context)
    return [replace(each, year=year) for each, year in zip(own, years, strict=True)]


def _strength(document: Document, block: Block, found: Sequence[DetectedItem]) -> float:
    """Return the strength of the evidence for *block*."""
    if not found:
        return 0.0
    lengths = [min(len(unit.parts.title), 60) for unit in found]
    return (0.5 + sum(lengths) / len(lengths) / 60) * _count(document, block, found)


def _count(document: Document, block: Block, found: Sequence[DetectedItem]) -> float:
    """Return the number of dated items of *block*, which count more in the main part or below the page's address."""
    base = urlsplit(document.url).path.rstrip("/").removesuffix("/index.html")
    below = sum(unit.path.startswith(f"{base}/") for unit in found) if base else 0
    return (
        sum(unit.is_dated for unit in found)
        * (1.5 if block.is_main else 1.0)
        * (1.5 if 2 * below > len(found) else 1.0)
    )


def _choose(document: Document, index: DomIndex, candidates: Sequence[_Candidate]) -> _Candidate:
    """Return the one list of the page. Raises ExtractError if there is none, or no clear best one."""
    fit = [candidate for candidate in candidates if not candidate.reason]
    # Several blocks may contain the same items; the largest elements are the items.
    kept: list[_Candidate] = []
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


def _are_tied(document: Document, first: _Candidate, other: _Candidate) -> bool:
    """Return whether *first* is not clearly better than *other*.

    Of two lists in one markup, as in the columns of a home page, longer titles make none the subject of the page.
    """
    if first.block.members[0][0].path != other.block.members[0][0].path:
        return first.strength < _MIN_STRENGTH_RATIO * other.strength
    here, there = (_count(document, each.block, each.units) for each in (first, other))
    return here < _MIN_STRENGTH_RATIO * there


def _size(block: Block) -> int:
    return sum(node.size for member in block.members for node in member)


def _reported(candidates: Sequence[_Candidate]) -> tuple[str, ...]:
    """Return a line for each rejected candidate, up to the limit."""
    lines = dict.fromkeys(str(candidate) for candidate in candidates if candidate.reason)
    return tuple(lines)[:_MAX_REPORTED_BLOCKS]
