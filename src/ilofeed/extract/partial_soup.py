"""Only so much of a page as a layout can have items in, as a tree of Beautiful Soup's.

lxml reads a whole page in a millisecond. Its tree in Python takes thirty times as long, and so
does every search in it, while half of a page is menus. So lxml's own tree is asked first what
the page has, and Beautiful Soup is told only of what a layout wants to see. Both come out of the
same parser: where all of a page is wanted, the soup is the one that Beautiful Soup makes itself.
A page of seven items under 23 kB of menus is read in a fifth of the time, one of a hundred in half.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import cache
from typing import cast

from bs4 import BeautifulSoup
from bs4.builder._lxml import LXMLTreeBuilder
from bs4.element import HTMLAttributeDict
from lxml import etree

Element = etree._Element

# lxml drops what nests deeper than 255 elements without a word; Beautiful Soup, fed by its
# parser, sees all of it.
_IS_DEEP = etree.XPath(f"boolean({'/*' * 200})")

_CLASSES = etree.XPath("//@class", smart_strings=False)
_ADDRESSES = etree.XPath("//a/@href", smart_strings=False)


class NoCutError(Exception):
    """The page cannot be cut; it has to be read whole."""


def parsed(text: str) -> Element:
    """The page *text* as lxml's tree. Raises NoCutError where that would not be all of it."""
    # In one go and by the same options as Beautiful Soup has it: other ways mend pages otherwise.
    parser = etree.HTMLParser(recover=True, huge_tree=False)
    try:
        parser.feed(text)
        root = cast("Element | None", parser.close())  # None where there is but a comment
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise NoCutError from error
    if root is None or _IS_DEEP(root):
        raise NoCutError
    return root


def classes(root: Element) -> frozenset[str]:
    """Every class name that is used on the page."""
    return frozenset(name for value in set(_CLASSES(root)) for name in value.split())


def classed(root: Element, *names: str) -> list[Element]:
    """The elements that have any of the class *names*, which are of our own choice."""
    return [each for each in _classed(names)(root) if not set(names).isdisjoint(each.get("class", "").split())]


@cache
def _classed(names: tuple[str, ...]) -> etree.XPath:
    # From the attributes up: half of the elements have none.
    return etree.XPath("//@class[" + " or ".join(f"contains(., '{name}')" for name in names) + "]/..")


def linking(root: Element, pattern: re.Pattern[str]) -> list[Element]:
    """The links whose address *pattern*, which spans no lines, finds something in."""
    # Most pages have none: one search through all addresses is cheaper than one for each.
    if pattern.search("\n".join(_ADDRESSES(root))) is None:
        return []
    return [each for each in root.iter("a") if pattern.search(each.get("href", ""))]


def soup(
    root: Element, wanted: Collection[Element], kind: Callable[..., BeautifulSoup] = BeautifulSoup
) -> BeautifulSoup:
    """A soup of the elements *wanted* with all in them, and of their ancestors with nothing else."""
    return kind("<p>", builder=_Cut(root, wanted))


class _Cut(LXMLTreeBuilder):
    """Reads from a tree that is already there."""

    def __init__(self, root: Element, wanted: Collection[Element]) -> None:
        super().__init__()
        self._root = root
        self._namespaces = self.active_namespace_prefixes[-1]
        self._wanted = set(wanted)
        self._around = {above for each in wanted for above in each.iterancestors()}

    def feed(self, _markup: object) -> None:
        """Tell the soup of what is wanted, in the page's order."""
        assert self.soup is not None  # noqa: S101 - Beautiful Soup sets it before
        self._tell(self.soup, self._root, is_whole=False)

    def _tell(self, soup: BeautifulSoup, element: Element, *, is_whole: bool) -> None:
        is_whole = is_whole or element in self._wanted
        name = str(element.tag)
        # What the builder's own start and end do beyond this is for namespaces, which HTML has none of.
        soup.handle_starttag(name, None, None, HTMLAttributeDict(element.items()), namespaces=self._namespaces)
        if is_whole and element.text:
            soup.handle_data(element.text)
        for child in element:
            if isinstance(child, etree._Comment):
                if is_whole:
                    self.comment(child.text or "")
            elif is_whole or child in self._wanted or child in self._around:
                self._tell(soup, child, is_whole=is_whole)
            if is_whole and child.tail:
                soup.handle_data(child.tail)
        soup.endData()
        soup.handle_endtag(name)
