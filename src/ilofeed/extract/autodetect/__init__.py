"""``auto`` for a page that no built-in profile reads: find its list by its structure.

    index ─► repeated blocks ─► candidate items ─► detected items ─► evidence ─► one list, or an error

A list is a repeated block. Each element has one link of the same site, and most have a separate date.
An error is better than a guess: subscribers keep a menu that was published as entries.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlsplit

from bs4 import Tag
from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core import dates
from ilofeed.core.date_context import DateContext
from ilofeed.core.errors import ExtractError, LayoutNotFoundError
from ilofeed.core.models import Extraction
from ilofeed.extract.autodetect.candidate_item import read_candidate
from ilofeed.extract.autodetect.candidates import Block, find_blocks
from ilofeed.extract.autodetect.closest import closest
from ilofeed.extract.autodetect.context import dates_from_headings, lead_item, position_objection
from ilofeed.extract.autodetect.dom_index import DomIndex
from ilofeed.extract.autodetect.items import DetectedItem, detect_items
from ilofeed.extract.autodetect.selectors import derive_selectors
from ilofeed.extract.document import Document
from ilofeed.extract.document_urls import is_item
from ilofeed.extract.other_host import only_other_host
from ilofeed.extract.pagination import next_page
from ilofeed.extract.spanned_cells import repeat_cells
from ilofeed.extract.text_lines import HEADINGS

NAME = "auto"

# Blocks that are read, those with the most possible dates first, and blocks named in an error.
_MAX_READ_BLOCKS = 30
_MAX_REPORTED_BLOCKS = 12
# The limit of the sum of the squared sizes of members, which estimates the cost of reading them.
_MAX_COST = 20_000_000

# Mean length in characters; names of authors are shorter.
_MIN_TITLE_LENGTH = 12

# Words in the address of a document; the address of a person has fewer.
_MIN_SLUG_WORDS = 4
_BETWEEN_WORDS = re.compile(r"[-_.]")

# The factor by which the strength of the chosen list must exceed that of the next.
_MIN_STRENGTH_RATIO = 1.2


class _Candidate(Struct, frozen=True, kw_only=True):
    """A block after reading."""

    block: Block
    units: tuple[DetectedItem, ...]
    reason: str  #: why it is not a list; empty if it may be one
    strength: float = 0.0

    @property
    def dated(self) -> int:
        return sum(unit.is_dated for unit in self.units)

    def __str__(self) -> str:
        return f"{self.block.name} ({len(self.block.members)}): {self.reason}"


def extract(document: Document) -> Extraction:
    """Return the items of the page's one list. Raises ExtractError if the evidence is insufficient.

    Links that differ only in the fragment or in their text count only if there is no list without
    them: on most pages they lead to parts of the page, to comments and to the top. Links to another
    site count if all links of the page lead there. A date in a table counts in each row that its cell spans.
    """
    repeat_cells(document.soup, lambda cell: _is_date(cell, document.date_context))
    index = DomIndex(document, host=only_other_host(document))
    candidates = _read(document, index, find_blocks(index, document.date_context))
    if all(candidate.reason for candidate in candidates):
        apart = DomIndex(document, apart=True)
        found = _read(document, apart, find_blocks(apart, document.date_context))
        if not all(each.reason for each in found):
            index, candidates = apart, found
    best = _choose(document, index, candidates)
    item_rule, where = derive_selectors(document, index, best.block, best.units)
    return document.extraction(
        NAME,
        [
            replace(unit.parts, where=where)
            for unit in (*lead_item(document, index, best.block, best.units), *best.units)
        ],
        following=next_page(document),
        item_rule=item_rule,
    )


def _is_date(tag: Tag, context: DateContext) -> bool:
    return dates.read_line(tag.get_text(" "), context) is not None


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
        if not reason and not promise(block)[1]:
            reason = "no line is wholly a day"
        if not reason and (len(read) >= _MAX_READ_BLOCKS or cost > _MAX_COST):
            reason = "others have more days"
        if not reason:
            cost += sum(node.size**2 for member in block.members for node in member)
            units_read = _units(document, index, block)
            reason = _objection(document, block, units_read) or position_objection(document, index, block)
        read.append(
            _Candidate(
                block=block,
                units=units_read,
                reason=reason,
                strength=_strength(document, block, units_read),
            )
        )
    return read


def _units(document: Document, index: DomIndex, block: Block) -> tuple[DetectedItem, ...]:
    """Return the items among the members of *block*, one for each address."""
    tags = [tuple(node.tag for node in member) for member in block.members]
    members = [read_candidate(tag, index, document.date_context, is_run=block.is_run) for tag in tags]
    read = dates_from_headings(
        index, block, detect_items(members, index, document.date_context), document.date_context
    )
    found = {unit.key: unit for unit in reversed(read)}
    shapes = Counter(unit.shape for unit in found.values() if unit.is_dated)
    usual = {shape for shape, _ in shapes.most_common(1)}
    # A member without a date whose structure differs from the dated ones is not an item.
    return tuple(unit for unit in reversed(found.values()) if not usual or unit.is_dated or unit.shape in usual)


def _objection(document: Document, block: Block, found: Sequence[DetectedItem]) -> str:
    """Return the reason for which *block* is not a list, or an empty string."""
    dated = [unit for unit in found if unit.is_dated]
    if not dated:
        return "no line is wholly a day" if len(found) > 1 else "no links of this site with words of their own"
    if 2 * sum(unit.days > 1 and unit.links > 1 for unit in found) > len(found):
        return "each holds several links with days"
    if len(dated) < 0.6 * len(found):
        return f"only {len(dated)} of {len(found)} have a day"
    return _thinness(document, block, found)


def _thinness(document: Document, block: Block, found: Sequence[DetectedItem]) -> str:
    """Return the reason for which a block of dated links is not a list, or an empty string."""
    if len(found) < 3 and not all(unit.is_marked and unit.is_dated for unit in found):
        return f"only {len(found)} items, and nothing marks their titles or days"
    if _mean_length(found) < _MIN_TITLE_LENGTH and not _lead_to_documents(document, found):
        return "their links are too short to be titles"
    if 2 * len(found) < block.alike and len(found) < 10:
        return f"only {len(found)} of {block.alike} elements of this kind are linked"
    return ""


def _lead_to_documents(document: Document, found: Sequence[DetectedItem]) -> bool:
    """Return whether each of *found* has a heading of its own, and an address of several words.

    "Statement 1" may be short. A list of authors has addresses of names, "/users/ada".
    """
    return all(_is_headed(unit) and _is_document(document, unit) for unit in found)


def _is_headed(unit: DetectedItem) -> bool:
    _, tags = unit.shape
    return not HEADINGS.isdisjoint(tags)


def _is_document(document: Document, unit: DetectedItem) -> bool:
    slug = urlsplit(f"//{unit.key}").path.rstrip("/").rpartition("/")[2]
    words = [word for word in _BETWEEN_WORDS.split(slug) if word]
    return len(words) >= _MIN_SLUG_WORDS or is_item(document, unit.parts.href or "", is_dated=True)


def _mean_length(found: Sequence[DetectedItem]) -> float:
    """Return the mean length of the titles; a Chinese or Japanese character counts as three letters."""
    length = sum(1 + 2 * (letter >= "\u2e80") for unit in found for letter in unit.parts.title)
    return length / len(found)


def _strength(document: Document, block: Block, found: Sequence[DetectedItem]) -> float:
    """Return the strength of the evidence for *block*."""
    if not found:
        return 0.0
    lengths = [min(len(unit.parts.title), 60) for unit in found]
    title_factor = 0.5 + sum(lengths) / len(lengths) / 60
    base = urlsplit(document.url).path.rstrip("/").removesuffix("/index.html")
    below = sum(urlsplit(f"//{unit.key}").path.startswith(f"{base}/") for unit in found) if base else 0
    return (
        sum(unit.is_dated for unit in found)
        * title_factor
        * (1.5 if block.is_main else 1.0)
        * (1.5 if 2 * below > len(found) else 1.0)
    )


def _choose(document: Document, index: DomIndex, candidates: Sequence[_Candidate]) -> _Candidate:
    """Return the one list of the page. Raises ExtractError if there is none, or no clear best one."""
    fit = [candidate for candidate in candidates if not candidate.reason]
    # Several blocks may contain the same items; the largest elements are the items.
    kept: list[_Candidate] = []
    for each in sorted(fit, key=lambda each: (-each.dated, -len(each.units), -_size(each.block))):
        keys = {unit.key for unit in each.units}
        if not any(keys & {unit.key for unit in other.units} for other in kept):
            kept.append(each)
    kept.sort(key=lambda each: -each.strength)
    reported = _reported(candidates)
    if not kept:
        message = f"{document.url} shows no list: nothing on it repeats with a link and a date of its own"
        message = ". ".join(filter(None, (message, closest(candidates))))
        raise LayoutNotFoundError("no_items", message, candidates=reported)
    if len(kept) > 1 and kept[0].strength < _MIN_STRENGTH_RATIO * kept[1].strength:
        first, second = (each.block.named(index) for each in kept[:2])
        message = f"{document.url} shows two lists, {first} and {second}; say which with [source.selectors]"
        tied = (
            f"{first} ({len(kept[0].units)}): no better than the next",
            f"{second} ({len(kept[1].units)}): no worse",
        )
        raise ExtractError("no_items", message, candidates=tied + reported)
    return kept[0]


def _size(block: Block) -> int:
    return sum(node.size for member in block.members for node in member)


def _reported(candidates: Sequence[_Candidate]) -> tuple[str, ...]:
    """Return a line for each rejected candidate, up to the limit."""
    lines = dict.fromkeys(str(candidate) for candidate in candidates if candidate.reason)
    return tuple(lines)[:_MAX_REPORTED_BLOCKS]
