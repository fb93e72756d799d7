"""Read the repeated blocks of a page: the items of each, and why it is not the list of the page."""

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
from ilofeed.extract.autodetect.candidate_item import read_candidate
from ilofeed.extract.autodetect.candidates import Block
from ilofeed.extract.autodetect.context import position_objection
from ilofeed.extract.autodetect.dom_index import DomIndex
from ilofeed.extract.autodetect.group_dates import with_group_dates
from ilofeed.extract.autodetect.group_years import has_incomplete_dates, years_above, years_objection
from ilofeed.extract.autodetect.items import DetectedItem, detect_items
from ilofeed.extract.autodetect.objections import objection
from ilofeed.extract.autodetect.page_tree import PageTree
from ilofeed.extract.autodetect.subjects import subject_objection
from ilofeed.extract.document import Document
from ilofeed.extract.other_host import only_other_host, other_hosts
from ilofeed.extract.page_dates import context_at

# Blocks that are read, those with the most possible dates first.
_MAX_READ_BLOCKS = 30
#: The limit of the sum of the squared sizes of members, which estimates the cost of reading them.
MAX_COST = 20_000_000

_GROUP_DATE_WEIGHT = 0.8


class Candidate(Struct, frozen=True, kw_only=True):
    """A block after reading."""

    block: Block
    units: tuple[DetectedItem, ...]
    others: tuple[DetectedItem, ...] = ()  #: members that are no items
    reason: str  #: why it is not a list; empty if it may be one
    strength: float = 0.0

    @property
    def dated(self) -> int:
        """The number of items with a date."""
        return sum(unit.is_dated for unit in self.units)

    @property
    def weight(self) -> float:
        """The number of dated items; a date above a group counts less than one of its own."""
        return sum(_GROUP_DATE_WEIGHT if unit.day_above else 1.0 for unit in self.units if unit.is_dated)

    def __str__(self) -> str:
        return f"{self.block.name} ({len(self.block.members)}): {self.reason}"


def is_date(tag: Tag, context: DateContext) -> bool:
    """Return whether the text of *tag* is one date."""
    return dates.read_line(tag.get_text(" "), context) is not None


def indexes(document: Document) -> Iterator[DomIndex]:
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


def read_blocks(document: Document, index: DomIndex, found: Sequence[Block]) -> list[Candidate]:
    """Read the blocks *found*, the most promising first."""

    def promise(block: Block) -> tuple[bool, int, int]:
        datable = sum(any(node.years for node in member) for member in block.members)
        datable = datable or block.years_between(index)
        return (not block.region, datable, len(block.members))

    read: list[Candidate] = []
    cost = 0
    for block in sorted(found, key=promise, reverse=True):
        reason = block.region
        units_read: tuple[DetectedItem, ...] = ()
        others: tuple[DetectedItem, ...] = ()
        if not reason and not promise(block)[1]:
            reason = "no line contains only a date"
        if not reason and (len(read) >= _MAX_READ_BLOCKS or cost > MAX_COST):
            reason = "others have more dates"
        if not reason:
            cost += sum(node.size**2 for member in block.members for node in member)
            units_read, others = units_of(document, index, block)
            reason = (
                objection(document, block, units_read)
                or position_objection(document, index, block, units_read)
                or subject_objection(document, index, block, units_read)
                or (years_objection(document, units_read) if index.incomplete_dates else "")
            )
        read.append(
            Candidate(
                block=block,
                units=units_read,
                others=others,
                reason=reason,
                strength=_strength(document, block, units_read),
            )
        )
    return read


def units_of(
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
    return (0.5 + sum(lengths) / len(lengths) / 60) * count_of(document, block, found)


def count_of(document: Document, block: Block, found: Sequence[DetectedItem]) -> float:
    """Return the number of dated items of *block*, which count more in the main part or below the page's address."""
    base = urlsplit(document.url).path.rstrip("/").removesuffix("/index.html")
    below = sum(unit.path.startswith(f"{base}/") for unit in found) if base else 0
    return (
        sum(unit.is_dated for unit in found)
        * (1.5 if block.is_main else 1.0)
        * (1.5 if 2 * below > len(found) else 1.0)
    )
