"""Walk the elements of a page once: what each search for its list, with other evidence, needs to know of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import Tag
from bs4.element import NavigableString, PageElement, PreformattedString
from msgspec import Struct

from ilofeed.extract.autodetect.regions import MAIN_IDS, Region, Regions
from ilofeed.extract.document import Document
from ilofeed.extract.machine_date import machine_value
from ilofeed.extract.text_lines import HEADINGS, PLAIN_NAME

# A class of an element's position among its siblings, or of its state.
_POSITION = re.compile(
    r".*\d.*|(?:.*[-_])?(?:odd|even|first|last|alt|alternate|active|current|selected|highlight(?:ed)?|featured?|sticky"
    r"|top|new|hidden|clearfix|cf|pull-(?:left|right)|(?:is|has)-.+)",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{4}|\d{1,2}([./-])\d{1,2}\1\d{2}(?!\d)")
_HIDDEN = frozenset(("script", "style", "template", "noscript", "svg", "select", "iframe", "head"))


class Element(Struct, eq=False):
    """An element of the page, as every search for the list sees it."""

    tag: Tag
    parent: int  #: its index in `PageTree.elements`
    start: int  #: its position in the page, in document order
    region: Region  #: the one that the element itself names
    is_main: bool
    classes: list[str]  #: those that do not depend on its position or state
    href: str | None  #: of a link
    is_date: bool  #: it has a date that programs read
    end: int = 0
    dates: int = 0  #: texts in it, not in its parts, that may contain a date
    length: int = 0  #: characters of text


class PageText(Struct, eq=False):
    """A text of the page that is not blank."""

    place: int
    words: str
    is_heading: bool  #: whether it is part of a heading
    element: int  #: the index of the element around it
    may_be_date: bool


class PageTree:
    """The elements and texts of *document* in document order."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.elements: list[Element] = []  #: the first one is the root, the document itself
        self.texts: list[PageText] = []
        self._regions = Regions(document.soup)
        self._walk(document.soup)

    def _walk(self, soup: Tag) -> None:
        stack: list[tuple[int, Iterator[PageElement]]] = [self._opened(soup, 0, 0)]
        place = 0
        while stack:
            at, contents = stack[-1]
            child = next(contents, None)
            if child is None:
                stack.pop()
                element = self.elements[at]
                element.end = place + 1
                if at:
                    self.elements[element.parent].length += element.length
                continue
            place += 1
            if isinstance(child, Tag):
                if child.name not in _HIDDEN:
                    stack.append(self._opened(child, at, place))
            elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
                self._add_text(child, at, place)

    def _opened(self, tag: Tag, parent: int, place: int) -> tuple[int, Iterator[PageElement]]:
        """Add *tag*, and return its index with its contents."""
        classes = [name for name in tag.get_attribute_list("class") if name]
        is_main = tag.name == "main" or tag.get("role") == "main" or tag.get("id") in MAIN_IDS
        href = tag.get("href") if tag.name == "a" else None
        element = Element(
            tag=tag,
            parent=parent,
            start=place,
            region=self._regions.of(tag, [name.lower() for name in classes]),
            is_main=is_main or (place > 0 and self.elements[parent].is_main),
            classes=[name for name in classes if _is_stable(name)],
            href=href if isinstance(href, str) else None,
            is_date=tag.name != "a" and (tag.name == "time" or machine_value(tag) is not None),
        )
        self.elements.append(element)
        return len(self.elements) - 1, iter(tag.contents)

    def _add_text(self, text: NavigableString, at: int, place: int) -> None:
        words = text.strip()
        if not words:
            return
        element = self.elements[at]
        parent = self.elements[element.parent]
        found = PageText(
            place=place,
            words=words,
            is_heading=any(each.tag.name in HEADINGS for each in (element, parent, self.elements[parent.parent])),
            element=at,
            may_be_date=may_be_date(words),
        )
        self.texts.append(found)
        element.length += len(words)
        element.dates += found.may_be_date


def _is_stable(name: str) -> bool:
    """Return whether the class *name* is the same for all items of a list."""
    return PLAIN_NAME.fullmatch(name) is not None and _POSITION.fullmatch(name) is None


def may_be_date(words: str) -> bool:
    """Return whether the text *words* may contain a date at one of its ends. It may be another number."""
    return _DATE.search(words[:200] + words[-200:]) is not None
