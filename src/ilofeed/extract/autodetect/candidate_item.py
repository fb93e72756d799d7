"""Read a repeated block of a page as lines and links, before its neighbours are known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bs4 import Tag
from bs4.element import NavigableString
from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core import dates
from ilofeed.core.date_context import DateContext
from ilofeed.core.text import clean
from ilofeed.extract.autodetect.dom_index import DomIndex
from ilofeed.extract.inner_text import inner_text, is_hidden
from ilofeed.extract.soup_search import within
from ilofeed.extract.spanned_cells import cells_of
from ilofeed.extract.spread_dates import with_spread_dates
from ilofeed.extract.text_lines import CREDIT, HEADINGS, TITLED, Line, css, lines

_NOT_SHOWN = frozenset(("figcaption", "form", "nav"))


_INLINE = ("b", "em", "i", "small", "span", "strong", "time")


class Link(Struct, frozen=True, kw_only=True):
    """A link to the same site within a block."""

    key: str
    href: str
    words: str
    weight: int  #: 2 in a heading, 1 in an element with a class of titles


class CandidateItem(Struct, frozen=True, kw_only=True):
    """A block as read before its neighbours are known."""

    tags: tuple[Tag, ...]
    rows: tuple[Line, ...]
    links: tuple[Link, ...]
    elsewhere: frozenset[str]  #: texts of links to the page itself or to another site
    separate: frozenset[str]  #: dates in inline elements of their own
    context: DateContext  #: that of its dates, with the year above it


def read_candidate(tags: tuple[Tag, ...], index: DomIndex, context: DateContext, *, is_run: bool) -> CandidateItem:
    """Read the lines and links of the block *tags*; *is_run* if its members are several elements each."""
    anchors = [(anchor, tag) for tag in tags for anchor in ([tag] if tag.name == "a" else within(tag, "a"))]
    return CandidateItem(
        tags=tags,
        rows=tuple(
            with_spread_dates([row for tag in tags for row in _rows(tag, context, is_run=is_run)], context)
        ),
        links=tuple(link for anchor, tag in anchors if (link := _link(anchor, tag, index)) is not None),
        elsewhere=frozenset(
            clean(inner_text(anchor), 200)
            for anchor, _ in anchors
            if anchor.has_attr("href") and index.is_away(anchor["href"])
        ),
        separate=frozenset(_separate_dates(tags, context)),
        context=context,
    )


def _rows(tag: Tag, context: DateContext, *, is_run: bool) -> Iterator[Line]:
    """Yield the lines of *tag*; if it is a link itself, all of them are linked."""
    href = tag.get("href") if tag.name == "a" else None
    # If a member is several elements, their names and classes identify its parts.
    own = {name for name in tag.get_attribute_list("class") if name} if is_run else set()
    tags = {tag.name} if is_run else set()
    for line in _lines(tag, context):
        if _is_noise(line):
            continue
        yield replace(
            line,
            href=href if isinstance(href, str) else line.href,
            linked=line.text if isinstance(href, str) else line.linked,
            where=f"{css([tag])} {line.where}" if is_run else line.where,
            classes=line.classes | own,
            tags=line.tags | tags,
        )


def _lines(tag: Tag, context: DateContext) -> Iterator[Line]:
    """Yield the lines of *tag*, those of a row of a table with their columns."""
    cells = cells_of(tag) if tag.name == "tr" else []
    if not cells:
        yield from lines(tag, context, without=_NOT_SHOWN)
    for column, cell in cells:
        if not is_hidden(cell):
            for line in lines(cell, context, without=_NOT_SHOWN, itself=True):
                yield replace(line, cell=column)


def _separate_dates(tags: Iterable[Tag], context: DateContext) -> Iterator[str]:
    """Yield the texts of inline elements that contain only a date and have no text beside them."""
    for tag in tags:
        for each in within(tag, *_INLINE):
            words = clean(each.get_text(" "), 500) if len(each.contents) < 5 else ""
            if not words or len(words) > 80 or dates.read_line(words, context) is None:
                continue
            beside = [
                isinstance(node, NavigableString) and bool(node.strip())
                for node in (each.previous_sibling, each.next_sibling)
            ]
            # In a link, the title may be beside it.
            if not any(beside) or (each.parent is not None and each.parent.name == "a" and not all(beside)):
                yield words


def _link(anchor: Tag, block: Tag, index: DomIndex) -> Link | None:
    """Return *anchor* within *block*, if it leads to another page of the site."""
    href = anchor.get("href")
    key = index.own(href) if isinstance(href, str) else None
    if key is None or not isinstance(href, str):
        return None
    words = clean(inner_text(anchor), 500)
    return Link(key=key, href=href, words=words, weight=_weight(anchor, block))


def _weight(anchor: Tag, block: Tag) -> int:
    """Return how certainly the link is that of the title."""
    around: list[Tag] = [anchor]
    for parent in anchor.parents if anchor is not block else ():
        if parent is block:
            break
        around.append(parent)
    if block.name in HEADINGS or any(each.name in HEADINGS for each in around) or any(within(anchor, *HEADINGS)):
        return 2
    return int(any(TITLED.fullmatch(name) for each in around for name in each.get_attribute_list("class") if name))


def _is_noise(row: Line) -> bool:
    text = row.text.strip()
    return CREDIT.match(text) is not None or not any(map(str.isalnum, text))
