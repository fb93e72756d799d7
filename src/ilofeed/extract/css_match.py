"""Find the elements that a selector selects: the same with soupsieve 2 and 4, in bounded time.

soupsieve matches one element at a time. This module follows the steps from element to element and
remembers each result, so that no pair of elements is tried twice.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache

import soupsieve
from bs4 import BeautifulSoup, Tag

from ilofeed.core.css_scanner import SelectorError
from ilofeed.core.css_selectors import parse
from ilofeed.core.css_steps import Chain, Nested, Parsed, Step


@lru_cache(maxsize=256)
def compiled(css: str) -> soupsieve.SoupSieve:
    """Compile *css*. Raises SelectorError if soupsieve refuses it; each release has other rules."""
    try:
        return soupsieve.compile(css)
    except (soupsieve.SelectorSyntaxError, ValueError) as error:
        reason = str(error).partition("\n")[0]
        raise SelectorError(f"soupsieve refuses {css!r}: {reason}") from error


def find(selector: str, within: Tag) -> list[Tag]:
    """Find the elements that *selector* selects within *within*, top to bottom. Raises SelectorError."""
    return Search(within).find(selector, within)


class Search:
    """Searches in one page that share their results. The page must not change between them.

    A page has hundreds of items with the same surroundings, which are matched once for all.
    """

    def __init__(self, anywhere: Tag) -> None:
        """Prepare to search the page that contains the element *anywhere*."""
        self.page = next(reversed([anywhere, *anywhere.parents]))
        self._selectors: dict[str, Parsed] = {}  # keeps the steps alive, which are identified by id()
        self._simple: dict[str, dict[int, bool]] = {}
        self._holders: dict[int, set[int]] = {}
        self._reached: dict[tuple[int, int], bool] = {}  # by element and step
        self._order: dict[int, int] = {}  # element -> its place on the page
        self._found: dict[
            str, tuple[list[int], list[Tag]]
        ] = {}  # selector -> places of elements, and the elements
        self._enter(self.page)

    def find(self, selector: str, within: Tag) -> list[Tag]:
        """Find the elements that *selector* selects within *within*, top to bottom. Raises SelectorError."""
        parsed = self._selectors.setdefault(selector, parse(selector))
        if parsed.simple is not None:
            return list(compiled(parsed.simple).iselect(within))
        self._enter(within)
        shared = self._reached
        if parsed.asks_scope:
            self._reached = {}
        selected = [tag for tag in self._tags if any(self._ends(chain, tag) for chain in parsed.chains)]
        self._reached = shared
        return selected

    def nearest_before(self, selector: str, item: Tag) -> Tag | None:
        """Find the last element of the page before *item*, and not around it, that *selector* selects.

        Raises SelectorError.
        """
        self._order = self._order or {id(tag): place for place, tag in enumerate(self.page.find_all())}
        if selector not in self._found:
            found = self.find(selector, self.page)
            self._found[selector] = ([self._order[id(tag)] for tag in found], found)
        places, tags = self._found[selector]
        around = {id(parent) for parent in item.parents}
        before = range(bisect_left(places, self._order[id(item)]) - 1, -1, -1)
        return next((tags[at] for at in before if id(tags[at]) not in around), None)

    def _enter(self, within: Tag) -> None:
        """Set the element to search in."""
        self._within = within
        self._tags = within.find_all()
        self._inside = {id(tag) for tag in self._tags}
        self._scope = next(iter(self._tags), within) if isinstance(within, BeautifulSoup) else within

    def _ends(self, chain: Chain, tag: Tag, at: int = -1) -> bool:
        """Return whether the steps of *chain* up to index *at* lead to *tag*."""
        at %= len(chain)
        step = chain[at]
        if not self._is(tag, step):
            return False
        if at == 0:
            return True
        if step.combinator in " ~":
            return self._is_reached(chain, at - 1, _before(tag, step.combinator))
        return any(self._ends(chain, before, at - 1) for before in _before(tag, step.combinator))

    def _is_reached(self, chain: Chain, at: int, before: Iterable[Tag]) -> bool:
        """Return whether the steps lead to any of the elements *before*, tried in order."""
        tried = []
        is_reached = False
        for tag in before:
            key = (id(tag), id(chain[at]))
            if key in self._reached:
                is_reached = self._reached[key]
                break
            tried.append(key)
            if is_reached := self._ends(chain, tag, at):
                break
        self._reached.update(dict.fromkeys(tried, is_reached))
        return is_reached

    def _is(self, tag: Tag, step: Step) -> bool:
        if step.is_scope and tag is not self._scope:
            return False
        return self._is_simple(tag, step.simple) and all(self._agrees(tag, nested) for nested in step.nested)

    def _is_simple(self, tag: Tag, simple: str) -> bool:
        if simple == "*":
            return True
        known = self._simple.setdefault(simple, {})
        if id(tag) not in known:
            if id(tag) in self._inside:
                known.update(dict.fromkeys(self._inside, False))
                known.update((id(match), True) for match in compiled(simple).iselect(self._within))
            else:
                known[id(tag)] = compiled(simple).match(tag)
        return known[id(tag)]

    def _agrees(self, tag: Tag, nested: Nested) -> bool:
        if nested.name == "has":
            return any(id(tag) in self._holders_of(chain) for chain in nested.chains)
        return any(self._ends(chain, tag) for chain in nested.chains) is (nested.name == "is")

    def _holders_of(self, chain: Chain) -> set[int]:
        """Return the ids of all elements of the page from which the steps of *chain* lead to another."""
        if id(chain) not in self._holders:
            within = self._within
            self._enter(self.page)
            wanted: set[int] = set(self._inside)
            for step in reversed(chain):
                ends = [tag for tag in self._tags if id(tag) in wanted and self._is(tag, step)]
                wanted = set()
                for tag in ends:
                    for before in _before(tag, step.combinator):
                        if id(before) in wanted:
                            break
                        wanted.add(id(before))
            self._holders[id(chain)] = wanted
            self._enter(within)
        return self._holders[id(chain)]


def _before(tag: Tag, combinator: str) -> Iterator[Tag]:
    """Yield the elements from which *combinator* leads to *tag*, the nearest first; never the document."""
    if combinator in " >":
        around = (parent for parent in tag.parents if not isinstance(parent, BeautifulSoup))
        return around if combinator == " " else _first(around)
    beside = (sibling for sibling in tag.previous_siblings if isinstance(sibling, Tag))
    return beside if combinator == "~" else _first(beside)


def _first(tags: Iterator[Tag]) -> Iterator[Tag]:
    return (tag for tag in (next(tags, None),) if tag is not None)
