"""A block of a page as a reader sees it: line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from bs4 import Tag
from bs4.element import NavigableString, PageElement, PreformattedString
from msgspec import Struct, field

from ilofeed.core import dates
from ilofeed.extract.inner_text import BLOCKS, is_hidden

# What begins a line of its own, and what holds one fact.
_LINES = BLOCKS | {"time"}
_BREAKS = _LINES | {"br"}
# The old site sets these in paragraphs or in spans; either way each is one fact.
_OWN_LINE = frozenset(("caption", "item-prehead", "item-title", "item-info"))
#: Elements of headings.
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_INLINE = frozenset(("b", "em", "i", "small", "span", "strong"))
#: Class names of titles.
TITLED = re.compile(r"(?:.*[-_])?(?:title|headline|heading|titre|titulo|subject|titel)(?:[-_].*)?", re.IGNORECASE)
# What is one phrase, in as many lines as it may be set: a title, or what is above it.
_PHRASES = frozenset(("a", "b", "strong"))
_PHRASE = re.compile(
    rf"{TITLED.pattern}|(?:.*[-_])?(?:kicker|eyebrow|prehead|overline|category|place|location|venue)",
    re.IGNORECASE,
)

#: The credit of a picture, at the start of a line.
CREDIT = re.compile(r"\s*(?:©|\(c\)\s|photo(?: credit)?\s*:)", re.IGNORECASE)

# How far up a line looks for classes and links. No page that was written for people
# nests deeper, and a hostile one must not make every text expensive.
_REACH = 40

# A weekday, a day, a month and a year, with white space around each.
_MOST_PARTS = 9

#: Class names that need no escapes in CSS.
PLAIN_NAME = re.compile(r"-?[A-Za-z_][\w-]*")


class Line(Struct, frozen=True, kw_only=True):
    """One line of a block."""

    text: str  #: not cleaned, but never blank
    href: str | None = None  #: of the first link with words in it
    linked: str = ""  #: the words of that link
    classes: frozenset[str] = frozenset()  #: of every element that the line stands in, up to the block
    tags: frozenset[str] = frozenset()
    machine_date: str | None = None  #: ``time[datetime]``
    where: str = ""  #: CSS of the innermost element of its own that it stands in, such as ``p.item-info``

    @property
    def is_heading(self) -> bool:
        """Whether the page sets it as a heading."""
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
        elif tag.name == "time":
            value = tag.get("datetime")
            self.machine_date = value if isinstance(value, str) else None

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


def lines(block: Tag, language: str = "", *, without: frozenset[str] = frozenset()) -> list[Line]:
    """Return the lines of *block*, top to bottom, without what browsers do not show and the elements *without*."""
    found: list[Line] = []
    draft = _Draft()
    for text, enclosing, breaks in _walk(block, language, without):
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
            draft.linked.append(text)  # white space between the words of a link, or behind it
    return found + draft.finished()


def css(enclosing: Sequence[Tag]) -> str:
    """A selector for the innermost of *enclosing* that is more than a bare inline element."""
    for tag in reversed(enclosing):
        names = [name for name in tag.get_attribute_list("class") if name and PLAIN_NAME.fullmatch(name)]
        if names:
            return f"{tag.name}.{names[0]}"
        if tag.name in _LINES:
            return str(tag.name)
    return enclosing[-1].name if enclosing else ""


def _walk(block: Tag, language: str, without: frozenset[str]) -> Iterator[tuple[str, list[Tag], bool]]:
    """Every text of *block*, the elements it stands in, and whether a line ended before it.

    Iterative: a hostile page nests deeper than Python recurses.
    """
    stack: list[tuple[Tag, Iterator[PageElement], bool]] = [(block, _contents(block, language), True)]
    breaks = False
    while stack:
        _, children, ends = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            breaks = breaks or ends
        elif isinstance(child, Tag):
            if child.name == "br" and _is_in_phrase(child, [each for each, _, _ in stack], language):
                # A title broken in two is still one title.
                yield " ", [], breaks
                breaks = False
            elif child.name == "br":
                breaks = True
            elif child.name not in without and not is_hidden(child):
                alone = _stands_alone(child, language)
                breaks = breaks or alone
                stack.append((child, _contents(child, language), alone))
        elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
            if child.strip():
                yield str(child), [each for each, _, _ in stack[max(1, len(stack) - _REACH) :]], breaks
                breaks = False
            elif not breaks:
                yield " ", [], False


def _contents(tag: Tag, language: str) -> Iterator[PageElement]:
    """What stands in *tag*; with blanks between, where it is wholly a date in parts that only style sets apart."""
    if not 2 <= len(tag.contents) <= _MOST_PARTS:
        return iter(tag.contents)
    shown = [each for each in tag.contents if _shows(each)]
    parts = [
        each.string.strip() for each in shown if isinstance(each, Tag) and each.name in _INLINE and each.string
    ]
    text = " ".join(parts)
    if not 2 <= len(parts) == len(shown) or len(text) > 80 or dates.read_line(text, language) is None:
        return iter(tag.contents)
    return chain.from_iterable((each, NavigableString(" ")) for each in shown)


def _is_in_phrase(br: Tag, enclosing: Sequence[Tag], language: str) -> bool:
    """Return whether *br* only breaks a title or kicker: a link, heading, bold text, or what a class calls so."""
    is_phrase = any(tag.name == "a" or tag.name in HEADINGS for tag in enclosing[-3:])
    for tag in () if is_phrase else reversed(enclosing):
        is_phrase = tag.name in _PHRASES or any(
            name and _PHRASE.fullmatch(name) for name in tag.get_attribute_list("class")
        )
        if is_phrase or tag.name in BLOCKS:
            break
    # A date above or below a title is a line of its own, whatever is around both.
    beside = (br.previous_sibling, br.next_sibling)
    return is_phrase and not any(each is not None and _is_date_text(each, language) for each in beside)


def _is_date_text(node: PageElement, language: str) -> bool:
    """Return whether *node* is wholly a date, by its first few texts."""
    texts = islice(node.strings, _MOST_PARTS) if isinstance(node, Tag) else (node.get_text(),)
    return dates.read_line("".join(texts), language) is not None


def _is_in_words(time: Tag) -> bool:
    """Return whether a ``<time>`` is part of a title's words: text on both sides of it."""
    parent = time.parent
    if parent is None or (parent.name != "a" and parent.name not in HEADINGS):
        return False
    beside = (time.previous_sibling, time.next_sibling)
    return all(isinstance(each, NavigableString) and _shows(each) for each in beside)


def _stands_alone(tag: Tag, language: str) -> bool:
    if tag.name == "time":
        return not _is_in_words(tag)
    if tag.name in BLOCKS or not _OWN_LINE.isdisjoint(tag.get_attribute_list("class")):
        return True
    return _is_date(tag, language)


def _is_date(tag: Tag, language: str) -> bool:
    """Whether an inline element at the edge of its block is wholly a date: a line in all but name."""
    parent = tag.parent
    if tag.name not in _INLINE or parent is None or parent.name == "a" or parent.name in HEADINGS:
        return False
    text = "".join(tag.find_all(string=True, recursive=False)).strip()
    if not text or len(text) > 80 or dates.read_line(text, language) is None:
        return False
    if dates.read_line(parent.get_text(" "), language) is not None:
        return False  # with its place, the whole line is the date's
    before = next((each for each in tag.previous_siblings if _shows(each)), None)
    behind = next((each for each in tag.next_siblings if _shows(each)), None)
    return any(each is None or (isinstance(each, Tag) and each.name in _BREAKS) for each in (before, behind))


def _shows(node: PageElement) -> bool:
    return isinstance(node, Tag) or (isinstance(node, NavigableString) and bool(node.strip()))
