"""Find elements in lxml's tree by selectors that ask for start tags alone.

Elements whose start tags, and those around them, are alike for a selector are selected alike. So soupsieve decides
on one of them, in a soup of start tags. A list of a hundred items has one or two kinds of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from lxml import etree

from ilofeed.core.css_selectors import parse
from ilofeed.core.css_steps import Chain, Parsed
from ilofeed.extract import partial_soup
from ilofeed.extract.css_match import find
from ilofeed.extract.element_keys import Copies

Element = partial_soup.Element

# Each finds at least the elements with such a condition. The name is a variable.
_PATHS = {
    "id": "//*[@id = ${0}]",
    "class": "//@class[contains(., ${0})]/..",
    "attribute": "//@*[name() = ${0}]/..",
    "type": "//*[name() = ${0}]",
}
# Names that are compared without regard to case.
_PLAIN_NAME = re.compile(r"[a-z][-a-z0-9]*")


def can_find(parsed: Parsed) -> bool:
    """Return whether the elements that may be selected have names by which the tree is searched."""
    return all(_name(chain)[0] for chain in parsed.chains)


def selected(tree: Element, css: str) -> list[Element]:
    """Return the elements of *tree* that *css* selects, top to bottom.

    `can_find` and `ilofeed.core.css_reach.is_by_start_tags` must be true of it. Raises SelectorError.
    """
    parsed = parse(css)
    kinds = _Kinds(parsed.attributes)
    candidates = _named(tree, parsed.chains)
    examples = {kinds.of(element): element for element in candidates}
    copies = Copies(dict.fromkeys(examples.values(), b""), None)
    soup = partial_soup.start_tags(tree, copies)
    found = {id(tag) for tag in find(css, soup)}
    are_selected = {kind for kind, element in examples.items() if id(copies.tag_of(element)) in found}
    return [element for element in candidates if kinds.of(element) in are_selected]


def outermost(elements: Iterable[Element]) -> list[Element]:
    """Return those of *elements*, in document order, that are not within another one."""
    all_of_them = set(elements := list(elements))
    known: dict[Element, bool] = {}

    def is_around(element: Element | None) -> bool:
        """Return whether *element* or one around it is among the elements."""
        if element is None:
            return False
        if element not in known:
            known[element] = element in all_of_them or is_around(element.getparent())
        return known[element]

    return [element for element in elements if not is_around(element.getparent())]


class _Kinds:
    """The kinds of elements of one tree that have alike start tags, and are in alike ones, for a selector."""

    def __init__(self, attributes: Collection[str]) -> None:
        """*attributes* are the names of those for which the selector asks."""
        self._attributes = frozenset(attributes)
        self._numbers: dict[object, int] = {}
        self._known: dict[Element, int] = {}

    def of(self, element: Element | None) -> int:
        """Return the number of the kind of *element*; -1 of what is around the page."""
        if element is None:
            return -1
        if element not in self._known:
            asked = [each for each in element.items() if each[0].lower() in self._attributes]
            kind = (self.of(element.getparent()), element.tag, *asked)
            self._known[element] = self._numbers.setdefault(kind, len(self._numbers))
        return self._known[element]


def _named(tree: Element, chains: Sequence[Chain]) -> list[Element]:
    """Return at least the elements of *tree* that *chains* select, by a name of each."""
    names = [_name(chain) for chain in chains]
    path = _path(tuple(kind for kind, _ in names))
    elements: list[Element] = path(tree, **{f"name{at}": name for at, (_, name) in enumerate(names)})
    return elements


@lru_cache
def _path(kinds: tuple[str, ...]) -> etree.XPath:
    return etree.XPath(" | ".join(_PATHS[kind].format(f"name{at}") for at, kind in enumerate(kinds)))


def _name(chain: Chain) -> tuple[str, str]:
    """Return the kind of the name of the elements to which *chain* leads, and the name; twice nothing if none."""
    kind, name = chain[-1].named
    if kind in ("attribute", "type"):
        name = name.lower()
        return (kind, name) if _PLAIN_NAME.fullmatch(name) else ("", "")
    return kind, name
