"""Build a tree of Beautiful Soup from the parts of a page that a layout needs.

lxml parses a whole page in a millisecond. The tree of Beautiful Soup takes thirty times as long, and
so does every search in it, while half of a page is menus. So the tree of lxml is searched first, and
only the elements that a layout needs are copied into the soup. Both trees come from the same parser:
the soup of a whole page equals the one that Beautiful Soup builds itself. A page of seven items and
23 kB of menus is read in a fifth of the time, a page of a hundred items in half.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from itertools import chain
from typing import cast

from bs4 import BeautifulSoup
from bs4.builder._lxml import LXMLTreeBuilder
from bs4.element import HTMLAttributeDict
from lxml import etree

from ilofeed.extract.element_keys import NO_COPIES, Copies
from ilofeed.extract.inner_text import hides
from ilofeed.extract.templates import STRING_CONTAINERS

Element = etree._Element

# lxml silently drops elements that nest deeper than 255; Beautiful Soup, fed by its parser, keeps them.
_IS_DEEP = etree.XPath(f"boolean({'/*' * 200})")

# Values with which each attribute of a page is compared.
_MOST_COMPARED = 12

_CLASSES = etree.XPath("//@class", smart_strings=False)
_TEXTS = etree.XPath("//text()")
_ADDRESSES = etree.XPath("//a/@href", smart_strings=False)


class NoCutError(Exception):
    """A partial soup is not possible; the page has to be read whole."""


def parsed(text: str) -> Element:
    """Return the tree of the page *text*. Raises NoCutError if it would be incomplete."""
    # One feed, and the options of Beautiful Soup: others repair broken pages differently.
    parser = etree.HTMLParser(recover=True, huge_tree=False)
    try:
        parser.feed(text)
        root = cast("Element | None", parser.close())  # None for a page of comments only
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise NoCutError from error
    if root is None or _IS_DEEP(root):
        raise NoCutError
    return root


def classes(root: Element) -> frozenset[str]:
    """Return every class name of the page."""
    return frozenset(name for value in set(_CLASSES(root)) for name in value.split())


def classed(root: Element, *names: str) -> list[Element]:
    """Return the elements that have any of the class *names*."""
    wanted = frozenset(names)
    return having(root, ("class",), lambda value: not wanted.isdisjoint(value.split()))


def having(root: Element, attributes: tuple[str, ...], is_wanted: Callable[[str], object]) -> list[Element]:
    """Return the elements with a value of one of *attributes* that *is_wanted*.

    Elements share their values: a long list has few distinct ones, and each is judged once.
    """
    every = " | ".join(f"//@{name}" for name in attributes)
    values = {value for value in set(_path(every, smart=False)(root)) if is_wanted(value)}
    if not values:
        return []
    if len(values) > _MOST_COMPARED:
        return [value.getparent() for value in _path(every, smart=True)(root) if value in values]
    is_one = " or ".join(f". = $v{at}" for at in range(len(values)))
    alike = " | ".join(f"//@{name}[{is_one}]/.." for name in attributes)
    found: list[Element] = _path(alike, smart=True)(root, **{f"v{at}": value for at, value in enumerate(values)})
    return found


@cache
def _path(path: str, *, smart: bool) -> etree.XPath:
    return etree.XPath(path, smart_strings=smart)


def classes_of(element: Element) -> list[str]:
    """Return the class names of *element*."""
    return element.get("class", "").split()


def ancestors(elements: Iterable[Element]) -> set[Element]:
    """Return all elements around *elements*."""
    found: set[Element] = set()
    for element in elements:
        for ancestor in element.iterancestors():
            if ancestor in found:
                break
            found.add(ancestor)
    return found


def linking(root: Element, pattern: re.Pattern[str]) -> list[Element]:
    """Return the links whose address contains *pattern*, which must not match line breaks."""
    # Most pages have none: one search in all addresses is cheaper than one search for each.
    if pattern.search("\n".join(_ADDRESSES(root))) is None:
        return []
    return [anchor for anchor in root.iter("a") if pattern.search(anchor.get("href", ""))]


def visible_texts(root: Element, pattern: re.Pattern[str]) -> Iterator[str]:
    """Yield the texts of the page that contain *pattern* and that the markup does not hide."""
    for text in _TEXTS(root):
        if pattern.search(text):
            element = text.getparent()
            above = element.iterancestors() if text.is_tail else chain([element], element.iterancestors())
            if not any(hides(str(each.tag), each.attrib) for each in above):
                yield str(text)


def soup(
    root: Element,
    wanted: Collection[Element],
    copies: Copies = NO_COPIES,
    kind: Callable[..., BeautifulSoup] = BeautifulSoup,
) -> BeautifulSoup:
    """Return a soup of the elements *wanted* with their content, and of their ancestors without other content.

    The elements that *copies* knows have no content.
    """
    return kind("<p>", builder=_PartialBuilder(root, wanted, copies))


def start_tags(root: Element, copies: Copies) -> BeautifulSoup:
    """Return a soup of the elements of *copies* and their ancestors, without other content."""
    return BeautifulSoup("<p>", builder=_PartialBuilder(root, (), copies, copies.elements))


class _PartialBuilder(LXMLTreeBuilder):
    """A builder that copies elements from an existing tree."""

    def __init__(
        self, root: Element, wanted: Collection[Element], copies: Copies, empty: Collection[Element] = ()
    ) -> None:
        """Copy the *wanted* elements with their content, and the *empty* ones without it."""
        super().__init__(string_containers=STRING_CONTAINERS)
        self._root = root
        self._namespaces = self.active_namespace_prefixes[-1]
        self._wanted = set(wanted)
        self._copies = copies
        self._around = ancestors((*wanted, *empty)).union(empty)

    def feed(self, _markup: object) -> None:
        """Copy the wanted elements into the soup, in document order."""
        assert self.soup is not None  # noqa: S101 - Beautiful Soup sets it first
        self._copy(self.soup, self._root, is_whole=False)

    def _copy(self, soup: BeautifulSoup, element: Element, *, is_whole: bool) -> None:
        is_whole = is_whole or element in self._wanted
        name = str(element.tag)
        # The methods of the builder itself only add namespaces, which HTML does not have.
        tag = soup.handle_starttag(
            name, None, None, HTMLAttributeDict(element.items()), namespaces=self._namespaces
        )
        if tag is not None:  # as for every element: the soup has no strainer
            self._copies.add(element, tag)
        is_known = element in self._copies.known
        if is_whole and element.text and not is_known:
            soup.handle_data(element.text)
        for child in () if is_known else element:
            if isinstance(child, etree._Comment):
                if is_whole:
                    self.comment(child.text or "")
            elif is_whole or child in self._wanted or child in self._around:
                self._copy(soup, child, is_whole=is_whole)
            if is_whole and child.tail:
                soup.handle_data(child.tail)
        soup.endData()
        soup.handle_endtag(name)
