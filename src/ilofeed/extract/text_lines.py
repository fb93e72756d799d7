"""Split a block of a page into the lines that a reader sees."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from bs4 import Tag
from bs4.element import NavigableString, PageElement, PreformattedString
from msgspec import Struct, field

from ilofeed.core import dates
from ilofeed.core.date_context import NO_CONTEXT, DateContext
from ilofeed.core.lazy_pattern import LazyPattern
from ilofeed.extract.inner_text import BLOCKS, is_hidden
from ilofeed.extract.machine_date import machine_value

# Elements that are lines of their own.
_LINES = BLOCKS | {"time"}
_BREAKS = _LINES | {"br"}
# Class names of the old site, used for paragraphs and for spans. Each is a line.
_OWN_LINE = frozenset(("caption", "item-prehead", "item-title", "item-info"))
#: Elements of headings.
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_INLINE = frozenset(("b", "em", "i", "small", "span", "strong"))
#: Class names of titles.
TITLED = LazyPattern(r"(?:.*[-_])?(?:title|headline|heading|titre|titulo|subject|titel)(?:[-_].*)?", re.IGNORECASE)
# Elements and classes of one phrase, even if it is broken into lines: a title, or a kicker.
_PHRASES = frozenset(("a", "b", "strong"))
_PHRASE = LazyPattern(
    rf"{TITLED.pattern}|(?:.*[-_])?(?:kicker|eyebrow|prehead|overline|category|place|location|venue)",
    re.IGNORECASE,
)

#: The credit of a picture, at the start of a line.
CREDIT = LazyPattern(r"\s*(?:©|\(c\)\s|photo(?: credit)?\s*:)", re.IGNORECASE)

# Levels above a text that are searched for classes and links. No page for people nests deeper,
# and a hostile page must not make every text expensive.
_MAX_LEVELS = 40

# A weekday, a day, a month and a year, with white space around each.
_MAX_DATE_PARTS = 9

#: Class names that need no escapes in CSS.
PLAIN_NAME = LazyPattern(r"-?[A-Za-z_][\w-]*")


class Line(Struct, frozen=True, kw_only=True):
    """One line of a block."""

    text: str  #: not cleaned, but not blank
    href: str | None = None  #: of the first link with text
    linked: str = ""  #: the text of that link
    classes: frozenset[str] = frozenset()  #: of all elements around the line, up to the block
    tags: frozenset[str] = frozenset()
    machine_date: str | None = None  #: ``time[datetime]``, or the date in another attribute
    where: str = ""  #: CSS selector of the innermost element of its own, such as ``p.item-info``
    cell: int | None = None  #: number of its column, if the block is the row of a table

    @property
    def is_heading(self) -> bool:
        """True if it is within a heading."""
        return not HEADINGS.isdisjoint(self.tags)


class _Draft(Struct):
    texts: list[str] = field(default_factory=list)
    href: str | None = None
    linked: list[str] = field(default_factory=list)
    classes: set[str] = field(default_factory=set)
    tags: set[str] = field(default_factory=set)
    machine_date: str | None = None
    where: str = ""

    def note(self, tag: Tag) -> None:
        self.tags.add(tag.name)
        self.classes.update(tag.get_attribute_list("class"))
        if tag.name == "a" and self.href is None:
            href = tag.get("href")
            self.href = href if isinstance(href, str) else None
        elif value := machine_value(tag):
            self.machine_date = value

    def finished(self) -> list[Line]:
        text = "".join(self.texts)
        if not text.strip():
            return []
        return [
            Line(
                text=text,
                href=self.href,
                linked="".join(self.linked),
                classes=frozenset(self.classes),
                tags=frozenset(self.tags),
                machine_date=self.machine_date,
                where=self.where,
            )
        ]


def lines(
    block: Tag, context: DateContext = NO_CONTEXT, *, without: frozenset[str] = frozenset(), itself: bool = False
) -> list[Line]:
    """Return the lines of *block*, top to bottom, without hidden elements and the elements *without*.

    With *itself*, *block* is one of the elements around each line.
    """
    found: list[Line] = []
    draft = _Draft()
    outer = [block] if itself else []
    for text, inner, breaks in _walk(block, context, without):
        enclosing = [*outer, *inner]
        if breaks:
            found += draft.finished()
            draft = _Draft()
        draft.texts.append(text)
        if text.strip():
            for tag in enclosing:
                draft.note(tag)
            draft.where = draft.where or css(enclosing)
            if draft.href is not None and any(tag.get("href") == draft.href for tag in enclosing):
                draft.linked.append(text)
        elif draft.linked:
            draft.linked.append(text)  # white space within a link, or after it
    return found + draft.finished()


def css(enclosing: Sequence[Tag]) -> str:
    """Return a selector for the innermost of *enclosing* that is a line or has a class."""
    for tag in reversed(enclosing):
        names = [name for name in tag.get_attribute_list("class") if name and PLAIN_NAME.fullmatch(name)]
        if names:
            return f"{tag.name}.{names[0]}"
        if tag.name in _LINES:
            return str(tag.name)
    return enclosing[-1].name if enclosing else ""


def _walk(block: Tag, context: DateContext, without: frozenset[str]) -> Iterator[tuple[str, list[Tag], bool]]:
    """Yield each text of *block*, the elements around it, and whether a line ended before it.

    Iterative: a hostile page nests deeper than Python recurses.
    """
    stack: list[tuple[Tag, Iterator[PageElement], bool]] = [(block, _contents(block, context), True)]
    breaks = False
    while stack:
        _, children, ends = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            breaks = breaks or ends
        elif isinstance(child, Tag):
            if child.name == "br" and _is_in_phrase(child, [tag for tag, _, _ in stack], context):
                # A title on two lines is one title.
                yield " ", [], breaks
                breaks = False
            elif child.name == "br":
                breaks = True
            elif child.name not in without and not is_hidden(child):
                is_line = _is_line(child, context)
                breaks = breaks or is_line
                stack.append((child, _contents(child, context), is_line))
        elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
            if child.strip():
                yield str(child), [tag for tag, _, _ in stack[max(1, len(stack) - _MAX_LEVELS) :]], breaks
                breaks = False
            elif not breaks:
                yield " ", [], False


def _contents(tag: Tag, context: DateContext) -> Iterator[PageElement]:
    """Return the content of *tag*, with spaces between the parts of a date that only style separates."""
    if not 2 <= len(tag.contents) <= _MAX_DATE_PARTS:
        return iter(tag.contents)
    shown = [node for node in tag.contents if _shows(node)]
    parts = [
        node.string.strip() for node in shown if isinstance(node, Tag) and node.name in _INLINE and node.string
    ]
    text = " ".join(parts)
    if not 2 <= len(parts) == len(shown) or len(text) > 80 or dates.read_line(text, context) is None:
        return iter(tag.contents)
    return chain.from_iterable((node, NavigableString(" ")) for node in shown)


def _is_in_phrase(br: Tag, enclosing: Sequence[Tag], context: DateContext) -> bool:
    """Return whether *br* is within a title or kicker: a link, heading, bold text, or an element with such a class."""
    is_phrase = any(tag.name == "a" or tag.name in HEADINGS for tag in enclosing[-3:])
    for tag in () if is_phrase else reversed(enclosing):
        is_phrase = tag.name in _PHRASES or any(
            name and _PHRASE.fullmatch(name) for name in tag.get_attribute_list("class")
        )
        if is_phrase or tag.name in BLOCKS:
            break
    # A date above or below a title is a line of its own, even within the same element.
    siblings = (br.previous_sibling, br.next_sibling)
    return is_phrase and not any(node is not None and _is_date_text(node, context) for node in siblings)


def _is_date_text(node: PageElement, context: DateContext) -> bool:
    """Return whether *node* contains only a date, by its first few texts."""
    texts = islice(node.strings, _MAX_DATE_PARTS) if isinstance(node, Tag) else (node.get_text(),)
    return dates.read_line("".join(texts), context) is not None


def _is_within_title(time: Tag) -> bool:
    """Return whether a ``<time>`` is part of a title: text is on both sides of it."""
    parent = time.parent
    if parent is None or (parent.name != "a" and parent.name not in HEADINGS):
        return False
    siblings = (time.previous_sibling, time.next_sibling)
    return all(isinstance(node, NavigableString) and _shows(node) for node in siblings)


def _is_line(tag: Tag, context: DateContext) -> bool:
    if tag.name == "time":
        return not _is_within_title(tag)
    if tag.name in BLOCKS or not _OWN_LINE.isdisjoint(tag.get_attribute_list("class")):
        return True
    return _is_glued(tag) or _is_date(tag, context)


def _is_glued(tag: Tag) -> bool:
    """Return whether only style separates *tag* from a neighbour: both have classes, and no blank is between."""
    if tag.name not in _INLINE or not tag.has_attr("class"):
        return False
    for neighbour in (tag.previous_sibling, tag.next_sibling):
        if isinstance(neighbour, Tag) and neighbour.name in _INLINE and neighbour.has_attr("class"):
            first, second = (neighbour, tag) if neighbour is tag.previous_sibling else (tag, neighbour)
            ends = (first.get_text()[-1:], second.get_text()[:1])
            if all(map(str.isalnum, ends)) and len(first.get_text(strip=True)) > 1 < len(
                second.get_text(strip=True)
            ):
                return True
    return False


def _is_date(tag: Tag, context: DateContext) -> bool:
    """Return whether *tag* is an inline element at the edge of its block that contains only a date."""
    parent = tag.parent
    if tag.name not in _INLINE or parent is None or parent.name == "a" or parent.name in HEADINGS:
        return False
    text = "".join(tag.find_all(string=True, recursive=False)).strip()
    if not text or len(text) > 80 or dates.read_line(text, context) is None:
        return False
    if dates.read_line(parent.get_text(" "), context) is not None:
        return False  # the rest of the line is the place of the date
    before = next((node for node in tag.previous_siblings if _shows(node)), None)
    after = next((node for node in tag.next_siblings if _shows(node)), None)
    return any(node is None or (isinstance(node, Tag) and node.name in _BREAKS) for node in (before, after))


def _shows(node: PageElement) -> bool:
    return isinstance(node, Tag) or (isinstance(node, NavigableString) and bool(node.strip()))
