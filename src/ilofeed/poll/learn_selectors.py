"""Learn the selectors of a new layout from the known entries that are still on the page.

    known entries ─► their elements ─► the blocks around them ─► selectors ─► trial ─► a proposal, or the reason

Selectors are proposed only if they find most of the known entries again with their titles and
dates.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from bs4 import Tag
from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core import dates
from ilofeed.core.date_context import DateContext
from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Entry, Extraction, Item, Page
from ilofeed.core.selectors import Selectors
from ilofeed.core.text import fold
from ilofeed.decide import identity
from ilofeed.extract.document import Document
from ilofeed.extract.item_elements import find_elements, item_blocks
from ilofeed.extract.layouts.css import extract
from ilofeed.extract.text_lines import Line, css, lines

#: The least number of known entries on the page, and the share of them that must be read correctly.
LEAST = 5
SHARE = 0.8


class Proposal(Struct, frozen=True, kw_only=True):
    """Selectors for a page, and the result of their trial."""

    selectors: Selectors
    extraction: Extraction  #: items that they read
    refound: int  #: number of known entries that they find again
    new: tuple[Item, ...]  #: other items that they find


def propose(page: Page, known: Sequence[Entry], *, language: str = "") -> Proposal:
    """Return the selectors that find the *known* entries on *page* again.

    Raises ExtractError with the reason ``no_proposal`` if none find enough of them.
    """
    document = Document(page, language)
    by_alias = {alias: entry.id for entry in known for alias in entry.aliases}
    there = find_elements(document, by_alias, {fold(entry.item.title): entry.id for entry in known})
    if len(there) < LEAST:
        raise _refusal(document, f"only {len(there)} of {len(known)} known entries are on it, {LEAST} are needed")
    around = item_blocks(there)
    fields = _fields(around, known, document.date_context)
    best, why = None, "no element encloses each of them alone"
    for rule in _item_rules([block for _, block in around]):
        found, objection = _tried(document, replace(fields, item=rule), known)
        if found is None:
            why = objection
        elif best is None or (found.refound, -len(found.new)) > (best.refound, -len(best.new)):
            best = found
    if best is None:
        raise _refusal(document, why)
    return best


def _refusal(document: Document, why: str) -> ExtractError:
    return ExtractError("no_proposal", f"no selectors can be learned from {document.url}: {why}")


def _item_rules(blocks: Sequence[Tag]) -> Iterator[str]:
    """Yield selectors that match most of *blocks*, or elements within them, the simplest first."""
    tried: set[str] = set()
    for level in range(4):
        names: Counter[str] = Counter()
        for block in blocks:
            tag = _inner(block, level)
            if tag is None or tag.parent is None:
                continue
            own, parent = css([tag]), css([tag.parent])
            names[own] += "." in own
            names[f"{parent} > {own}"] += 1
        for rule, count in names.most_common():
            if count >= LEAST and rule not in tried:
                tried.add(rule)
                yield rule


def _inner(block: Tag, level: int) -> Tag | None:
    """Return the element *level* levels within *block*, if each level has only one: wrappers of an item."""
    tag: Tag | None = block
    for _ in range(level):
        inner = [child for child in tag.children if isinstance(child, Tag)] if tag is not None else []
        tag = inner[0] if len(inner) == 1 else None
    return tag


def _fields(blocks: Sequence[tuple[str, Tag]], known: Sequence[Entry], context: DateContext) -> Selectors:
    """Return the selectors at which most of the known words are in their blocks."""
    items = {entry.id: entry.item for entry in known}
    places: dict[str, Counter[str]] = defaultdict(Counter)
    for entry_id, block in blocks:
        for line in lines(block, context):
            name = _part(line, items[entry_id], context)
            if name and line.where:
                places[name][line.where] += 1
    chosen = {
        name: count.most_common(1)[0][0]
        for name, count in places.items()
        if name == "title" or 2 * count.total() >= len(blocks)
    }
    return Selectors(item="", title=chosen.get("title", "a"), **{k: v for k, v in chosen.items() if k != "title"})


def _part(line: Line, item: Item, context: DateContext) -> str:
    """Return the name of the field of *item* that the line shows; empty if it shows none."""
    said = fold(line.text)
    if said == fold(item.title):
        return "title"
    if item.summary and said == fold(item.summary):
        return "summary"
    if item.kicker and said == fold(item.kicker):
        return "kicker"
    read = dates.read_line(line.text, context)
    return "date" if read is not None and read.day is not None and read.day == item.published else ""


def _tried(document: Document, selectors: Selectors, known: Sequence[Entry]) -> tuple[Proposal | None, str]:
    """Return the proposal of *selectors*, or None and the reason why they are rejected."""
    try:
        extraction = extract(document, selectors)
    except ExtractError as error:
        return None, str(error)
    matching = identity.match_items(extraction.items, known)
    pairs = [(item, matching.entries[item.key].item) for item in extraction.items if item.key in matching.entries]
    titles = sum(fold(item.title) == fold(was.title) for item, was in pairs)
    dated = [(item, was) for item, was in pairs if was.published is not None]
    days = sum(item.published == was.published for item, was in dated)
    if len(pairs) < LEAST:
        return None, f"{selectors.item!r} gives back only {len(pairs)} known entries, {LEAST} are needed"
    if titles < SHARE * len(pairs) or days < SHARE * len(dated):
        return None, f"{selectors.item!r} gives {titles} titles and {days} days of {len(pairs)} known entries"
    return (
        Proposal(
            selectors=selectors,
            extraction=extraction,
            refound=len(pairs),
            new=tuple(item for item in extraction.items if item.key not in matching.entries),
        ),
        "",
    )
