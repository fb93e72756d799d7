"""Find the elements that a selector selects: the same with soupsieve 2 and 4, and no page makes it slow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

import soupsieve
from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

from ilofeed.profiles.css import SelectorError, parse
from ilofeed.profiles.css_steps import Chain, Nested, Step

_compiled = lru_cache(maxsize=256)(soupsieve.compile)


def find(selector: str, within: Tag) -> Iterator[Tag]:
    """Find what *selector* selects within *within*, top to bottom. Raises SelectorError."""
    parsed = parse(selector)
    if parsed.simple is not None:
        return _compiled(parsed.simple).iselect(within)
    search = _Search(within)
    return (tag for tag in search.tags if any(search.ends(chain, tag) for chain in parsed.chains))


def check(selector: str) -> str | None:
    """Return what is wrong with *selector*, as a part of a sentence; None where nothing is."""
    try:
        parse(selector)
    except SelectorError as error:
        return str(error)
    return None


class _Search:
    """A search in one element; what was found once is remembered, so that no pair of elements is tried twice."""

    def __init__(self, within: Tag) -> None:
        self.tags = within.find_all()
        self._within = within
        self._scope = next(iter(self.tags), within) if isinstance(within, BeautifulSoup) else within
        self._inside = {id(tag) for tag in self.tags}
        self._simple: dict[str, dict[int, bool]] = {}
        self._above: dict[tuple[int, int], bool] = {}
        self._holders: dict[int, set[int]] = {}

    def ends(self, chain: Chain, tag: Tag, at: int = -1) -> bool:
        """Return whether the steps of *chain* up to the one at *at* lead to *tag*."""
        at %= len(chain)
        step = chain[at]
        if not self._is(tag, step):
            return False
        if at == 0:
            return True
        if step.combinator == " ":
            return self._is_below(tag, chain, at - 1)
        if step.combinator == "~":
            return any(self.ends(chain, each, at - 1) for each in _tags(tag.previous_siblings))
        before = _parent(tag) if step.combinator == ">" else next(_tags(tag.previous_siblings), None)
        return before is not None and self.ends(chain, before, at - 1)

    def _is_below(self, tag: Tag, chain: Chain, at: int) -> bool:
        """Return whether the steps lead to any element around *tag*."""
        passed = []
        found = False
        parent = _parent(tag)
        while parent is not None and not found:
            key = (id(parent), id(chain[at]))
            if key in self._above:
                found = self._above[key]
                break
            passed.append(key)
            found = self.ends(chain, parent, at)
            parent = _parent(parent)
        self._above.update(dict.fromkeys(passed, found))
        return found

    def _is(self, tag: Tag, step: Step) -> bool:
        if step.is_scope and tag is not self._scope:
            return False
        return self._is_simple(tag, step.simple) and all(self._agrees(tag, nested) for nested in step.nested)

    def _is_simple(self, tag: Tag, simple: str) -> bool:
        if simple == "*":
            return True
        known = self._simple.get(simple)
        if known is None:
            known = self._simple[simple] = dict.fromkeys(self._inside, False)
            known.update((id(each), True) for each in _compiled(simple).iselect(self._within))
        if id(tag) not in known:
            known[id(tag)] = _compiled(simple).match(tag)
        return known[id(tag)]

    def _agrees(self, tag: Tag, nested: Nested) -> bool:
        if nested.name == "has":
            return any(self._has(tag, step) for (step,) in nested.chains)
        return any(self.ends(chain, tag) for chain in nested.chains) is (nested.name == "is")

    def _has(self, tag: Tag, step: Step) -> bool:
        if step.combinator == " ":
            return id(tag) in self._holders_of(step)
        behind = _tags(tag.children if step.combinator == ">" else tag.next_siblings)
        if step.combinator == "+":
            first = next(behind, None)
            return first is not None and self._is(first, step)
        return any(self._is(each, step) for each in behind)

    def _holders_of(self, step: Step) -> set[int]:
        """Return all elements of the page with one in them that is as *step* says."""
        if id(step) not in self._holders:
            holders: set[int] = set()
            top = next(reversed([self._within, *self._within.parents]))
            for tag in top.find_all():
                if self._is(tag, step):
                    for parent in tag.parents:
                        if id(parent) in holders:
                            break
                        holders.add(id(parent))
            self._holders[id(step)] = holders
        return self._holders[id(step)]


def _parent(tag: Tag) -> Tag | None:
    """Return the element around *tag*; the document is none."""
    return None if isinstance(tag.parent, BeautifulSoup) else tag.parent


def _tags(elements: Iterable[PageElement]) -> Iterator[Tag]:
    return (each for each in elements if isinstance(each, Tag))
