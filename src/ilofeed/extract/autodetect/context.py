"""Read the surroundings of a repeated block: dates above its items, an article before it, a separate lead item."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlsplit

from msgspec.structs import replace

from ilofeed.core import dates
from ilofeed.core.date_context import DateContext
from ilofeed.core.dates import DateLine
from ilofeed.extract.autodetect.candidate_item import read_candidate
from ilofeed.extract.autodetect.candidates import Block
from ilofeed.extract.autodetect.dom_index import DomIndex, Node
from ilofeed.extract.autodetect.items import DetectedItem, detect_items
from ilofeed.extract.document import Document

_RELATED = re.compile(
    r"(?:related|see also|read (?:also|next)|you (?:may|might) (?:also )?(?:like|be interested)|recommended"
    r"|à lire aussi|voir aussi|sur le même (?:sujet|thème)|lea también|véase también"
    r"|(?:noticias |artículos )?relacionad|leia também|siehe auch|lesen sie auch|leggi anche"
    r"|читайте также|по теме|関連|相关|ذات صلة|اقرأ أيضا).*",
    re.IGNORECASE,
)
# Characters. A longer text below a heading and a date is an article.
_MIN_ARTICLE_LENGTH = 300


def dates_from_headings(
    index: DomIndex, block: Block, found: Sequence[DetectedItem], context: DateContext
) -> Sequence[DetectedItem]:
    """Return *found* with the dates above groups of them, if they have no dates themselves.

    The dates must be headings, the first item must have one, and no other text may be between.
    """
    if any(unit.is_dated for unit in found):
        return found
    above: dict[int, DateLine] = {}
    current: DateLine | None = None
    before: Node | None = None
    for member in block.members:
        texts = index.between(before, member[0]) if before else index.before(member[0])[-1:]
        for _, words, is_heading in texts:
            current = dates.read_line(words, context) if is_heading else None
            if current is None:
                return found
        if current is None:
            return found
        above[id(member[0].tag)] = current
        before = member[-1]
    if len({read.text for read in above.values()}) < 2:
        return found  # a single date above all items is that of the page
    return [_with_date(unit, above[id(unit.tags[0])]) for unit in found]


def _with_date(unit: DetectedItem, read: DateLine) -> DetectedItem:
    parts = replace(unit.parts, published=read.day, date_text=read.text, place=read.place or "")
    return replace(unit, parts=parts, is_dated=True, day_above=True)


def position_objection(document: Document, index: DomIndex, block: Block) -> str:
    """Return the reason for which *block* is not the subject of the page, or an empty string."""
    first = block.members[0][0]
    texts = index.before(first)
    heading = next((words for _, words, is_heading in reversed(texts) if is_heading), "")
    if _RELATED.fullmatch(heading):
        return f"is under {heading[:60]!r}"
    title = next(
        (node for node in reversed(index.nodes) if node.tag.name == "h1" and node.end <= first.start), None
    )
    if title is None:
        return ""
    article, node = None, title.parent
    while node is not None:
        article, node = (node if node.tag.name == "article" else article), node.parent
    if article is not None and not article.holds(first):
        return "is below an article"
    body = index.between(title, first)
    is_dated = any(dates.read_line(words, document.date_context) is not None for _, words, _ in body)
    if is_dated and sum(len(words) for _, words, _ in body) > _MIN_ARTICLE_LENGTH:
        return "is below an article"
    return ""


def lead_item(
    document: Document, index: DomIndex, block: Block, found: Sequence[DetectedItem]
) -> list[DetectedItem]:
    """Return the separate item directly above *block*, if its address is in the folder of the others."""
    folders = Counter(_folder(unit) for unit in found)
    for node in block.above:
        if node.region or not node.links:
            continue
        read = detect_items(
            [read_candidate((node.tag,), index, document.date_context, is_run=False)], index, document.date_context
        )
        if len(read) == 1 and read[0].is_dated and read[0].is_marked and read[0].days == 1 and read[0].links == 1:
            known = {unit.key for unit in found}
            return read if read[0].key not in known and _folder(read[0]) == folders.most_common(1)[0][0] else []
        return []
    return []


def _folder(unit: DetectedItem) -> str:
    """Return the first folder in the path of the item's link."""
    return urlsplit(f"//{unit.key}").path.strip("/").partition("/")[0]
