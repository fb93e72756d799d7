"""Read the surroundings of a repeated block: dates above its items, an article before it, a separate lead item."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ilofeed.core import dates
from ilofeed.extract.autodetect.candidate_item import read_candidate
from ilofeed.extract.autodetect.candidates import Block
from ilofeed.extract.autodetect.dom_index import DomIndex, Node
from ilofeed.extract.autodetect.items import DetectedItem, detect_items
from ilofeed.extract.autodetect.page_tree import PageText
from ilofeed.extract.document import Document

_RELATED = re.compile(
    r"(?:related|see also|read (?:also|next)|you (?:may|might) (?:also )?(?:like|be interested)|recommended"
    r"|à lire aussi|voir aussi|sur le même (?:sujet|thème)|lea también|véase también"
    r"|(?:noticias |artículos )?relacionad|leia também|siehe auch|lesen sie auch|leggi anche"
    r"|читайте также|по теме|関連|相关|ذات صلة|اقرأ أيضا).*",
    re.IGNORECASE,
)
# Items. Related articles are fewer.
_OUTWEIGHS = 12
_MIN_NEWS = 5
# Characters. A longer text below a heading and a date is an article.
_MIN_ARTICLE_LENGTH = 300


def position_objection(document: Document, index: DomIndex, block: Block, found: Sequence[DetectedItem]) -> str:
    """Return the reason for which *block* is not the subject of the page, or an empty string."""
    first = block.members[0][0]
    texts = index.before(first)
    if block.is_run and _is_between_dates(document, index, block):
        return "is between dates, of which each may belong to the item above or below it"
    heading = next((text.words for text in reversed(texts) if text.is_heading), "")
    if _RELATED.fullmatch(heading):
        return f"is under {heading[:60]!r}"
    title = next(
        (node for node in reversed(index.nodes) if node.tag.name == "h1" and node.end <= first.start), None
    )
    if title is None:
        return ""
    body = index.between(title, first)
    if len(found) >= _OUTWEIGHS or _is_introduction(document, body, found):
        return ""
    if index.addresses_date and _is_other_subject(document, body):
        return "prints no dates, and something else is below the title of the page"
    # A list in the same markup is no article.
    lists = any(title.end <= node.start < first.start and node.path == first.path for node in index.nodes)
    return "is below an article" if not lists and _is_below_article(document, title, first, body) else ""


def _is_between_dates(document: Document, index: DomIndex, block: Block) -> bool:
    """Return whether a date of the same kind of element is on both sides of every item of *block*."""
    first, last = block.members[0][0], block.members[-1][-1]
    is_above = _is_date(index.within(first), document)
    texts = index.behind(last)[:1] if is_above else index.before(first)[-1:]
    if not _is_date(texts, document):
        return False
    node: Node | None = index.node_at(texts[0].place)
    while node is not None and node.parent is not first.parent:
        node = node.parent
    dated = {part.key for part in block.members[0] if _is_date(index.within(part), document)}
    return node is not None and node.key in dated


def _is_date(texts: Sequence[PageText], document: Document) -> bool:
    """Return whether *texts* are one date, with or without a year."""
    context = document.date_context
    return len(texts) == 1 and any(
        read(texts[0].words, context) is not None for read in (dates.read_line, dates.read_month_and_day)
    )


def _is_below_article(document: Document, title: Node, first: Node, body: Sequence[PageText]) -> bool:
    """Return whether *body*, between the *title* of the page and the *first* element, is an article with a date."""
    article, node = None, title.parent
    while node is not None:
        article, node = (node if node.tag.name == "article" else article), node.parent
    if article is not None and not article.holds(first):
        return True
    is_dated = any(dates.read_line(text.words, document.date_context) is not None for text in body)
    return is_dated and sum(len(text.words) for text in body) > _MIN_ARTICLE_LENGTH


def _is_other_subject(document: Document, body: Sequence[PageText]) -> bool:
    """Return whether *body*, between the title of the page and a list, has a heading of its own or is an article."""
    headed = any(text.is_heading and not dates.is_heading(text.words, document.date_context) for text in body)
    return headed or sum(len(text.words) for text in body) > _MIN_ARTICLE_LENGTH


def _is_introduction(document: Document, body: Sequence[PageText], found: Sequence[DetectedItem]) -> bool:
    """Return whether the date in the text above a list is that of the list: its newest one."""
    read = (dates.read_line(text.words, document.date_context) for text in body)
    above = {line.day for line in read if line is not None}
    days = [unit.parts.published for unit in found if unit.parts.published is not None]
    return len(days) >= _MIN_NEWS and above == {max(days)}


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
    return unit.path.strip("/").partition("/")[0]
