"""How much of a page decides whether a selector selects an element.

Elements that are known from an earlier poll are not read again. So a change elsewhere on the page must not change
which elements a selector selects, or it must be noticed.
"""

from __future__ import annotations

from collections.abc import Iterable

from ilofeed.core.css_steps import Chain, Parsed

# libxml2 gives them their name as value in its tree if they have none, and nothing in its events, from which Beautiful
# Soup makes the soup of a whole page.
_BOOLEAN = frozenset(
    "checked compact declare defer disabled ismap multiple nohref noresize noshade nowrap readonly selected".split()
)


def is_by_start_tags(parsed: Parsed) -> bool:
    """Return whether only the start tags of an element and of those around it decide whether it is selected."""
    return _can_be_split(parsed) and _are_certain(parsed.chains, is_inside=False)


def is_within(parsed: Parsed) -> bool:
    """Return whether only the content of an element, its start tag and those around it decide what is selected in it.

    The selected elements are within that element, so their neighbours are as well.
    """
    return _can_be_split(parsed) and _are_certain(parsed.chains, is_inside=True)


def _can_be_split(parsed: Parsed) -> bool:
    """Return whether *parsed* asks for nothing that a part of a page shows in another way than the whole page."""
    return not parsed.asks_language and parsed.attributes.isdisjoint(_BOOLEAN)


def _are_certain(chains: Iterable[Chain], *, is_inside: bool) -> bool:
    """Return whether nothing further decides where *chains* lead, to elements that are inside if *is_inside*."""
    return all(_is_certain(chain, is_inside=is_inside) for chain in chains)


def _is_certain(chain: Chain, *, is_inside: bool) -> bool:
    for step in reversed(chain):
        if not is_inside and (step.looks_beyond or any(nested.name == "has" for nested in step.nested)):
            return False
        if not all(_are_certain(nested.chains, is_inside=is_inside) for nested in step.nested):
            return False
        if step.combinator in ("+", "~") and not is_inside:
            return False
        # The element around one that is inside may be the outer one itself, or around it.
        is_inside = is_inside and step.combinator not in (" ", ">")
    return True
