"""Learn which parts of a page's links distinguish its items. Pure.

    items as read, items of the last poll ─► learn ─► rules ─► apply ─► items with links and keys under the rules

An address alone identifies an item on most pages. It is not enough where several items of a page share it and
differ only after the ``#`` or in their words. It is too much where the site writes a session id or a number
against caches into all of its links. The rules are remembered for each source, so that a key does not depend
on the number of items that the page has today.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core import ids, item_dates, similarity, urls
from ilofeed.core.models import Entry, Item
from ilofeed.core.state import LinkRules
from ilofeed.core.text import fold

# Most addresses and names that are remembered of a source, and most items of one address that are compared.
_MOST_SHARED = 50
_MOST_NAMES = 50
_MOST_COMPARED = 50

# Least number of links with a parameter, or of addresses that change in nothing else, that is evidence.
_LEAST = 3
# A parameter that appears or disappears must look like a session id, not like a word of the site's own.
_SESSION_LENGTH = 8

_NUMBER = re.compile(r"\d+(?:[.,' ]\d+)*")

_NO_RULES = LinkRules()

_Parameters: TypeAlias = Mapping[str, str]


class DistinctItems(Struct, frozen=True, kw_only=True):
    """Items that are distinguished by the rules of their source."""

    items: tuple[Item, ...]
    repeats: tuple[Item, ...]  #: items that the page shows a second time, further down
    rules: LinkRules  #: the rules with the addresses that the items share


def apply(items: Iterable[Item], page: str, rules: LinkRules = _NO_RULES) -> DistinctItems:
    """Return *items* of the page at the address *page* with the links and keys that they have under *rules*.

    Of an item that is shown twice the first one counts.
    """
    cleaned = [_cleaned(item, rules.volatile) for item in items]
    groups: dict[tuple[str | None, str], list[int]] = defaultdict(list)
    for at, item in enumerate(cleaned):
        address = _address(item)
        groups[address, item.key if address is None else ""].append(at)
    distinct: dict[int, Item] = {}
    shared: list[str] = []
    for (address, _), places in groups.items():
        members = _distinct([cleaned[at] for at in places])
        named: Mapping[int, str] = {}
        if address is not None and (len(members) > 1 or address in rules.shared):
            named = _keys(address, members, page)
            if len(members) > 1:
                shared.append(address)
        distinct |= {places[at]: replace(item, key=named.get(at, item.key)) for at, item in members.items()}
    repeats = [item for at, item in enumerate(cleaned) if at not in distinct]
    kept = [*(address for address in rules.shared if address not in shared), *shared][-_MOST_SHARED:]
    return DistinctItems(
        items=tuple(distinct[at] for at in sorted(distinct)),
        repeats=tuple(repeats),
        rules=rules if set(shared) <= set(rules.shared) else replace(rules, shared=tuple(kept)),
    )


def first_of_each(items: Iterable[Item], page: str) -> tuple[tuple[Item, ...], tuple[int, ...]]:
    """Return the *items* of one page without repeated ones, and the numbers of the repeated ones."""
    distinct = apply(items, page)
    return distinct.items, tuple(item.number or 0 for item in distinct.repeats)


def apply_to_entry(entry: Entry, rules: LinkRules) -> Entry:
    """Return *entry* with the link and the key that its item has under *rules*; its old key becomes an alias."""
    item = _cleaned(entry.item, rules.volatile)
    stem = _address(item)
    if stem is not None and ids.MARK not in item.key and stem in rules.shared and urls.fragment(item.link):
        item = replace(item, key=ids.key_of_fragment(item.link))
    if item == entry.item:
        return entry
    return replace(entry, item=item, aliases=entry.aliases | {entry.item.key} | ids.aliases(item))


def learn(items: Sequence[Item], before: Sequence[Item], rules: LinkRules) -> LinkRules:
    """Return *rules* with what is learned from *items* and those that the page showed *before*, at the last poll.

    A parameter is no part of an address if one and the same document has another value of it at each poll,
    and all items of a poll have the same value. A parameter that differs between items of one page is a part.
    """
    now = [_parameters(item.link) for item in items if ids.has_own_link(item)]
    telling = set(rules.telling) | (_telling(now) - set(rules.volatile)) | _misjudged(items, rules)
    volatile = set(rules.volatile) - telling
    earlier = [item for item in before if ids.has_own_link(item)]
    volatile |= _volatile(items, earlier, telling, now) if earlier else set()
    # Entries that were recovered from a published feed have the shared address in their keys.
    known = [stem for item in before if ids.MARK in item.key and (stem := _address(item)) is not None]
    shared = (*rules.shared, *dict.fromkeys(stem for stem in known if stem not in rules.shared))[-_MOST_SHARED:]
    return LinkRules(shared=shared, volatile=_names(volatile), telling=_names(telling - volatile))


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(name for name in names if len(name) <= 100)[:_MOST_NAMES])


def _parameters(link: str) -> _Parameters:
    return dict(urls.parameters(link))


def _values(links: Iterable[_Parameters]) -> Mapping[str, Counter[str]]:
    """Return the number of *links* with each value of each parameter."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for link in links:
        for name, value in link.items():
            counts[name][value] += 1
    return counts


def _telling(links: Sequence[_Parameters]) -> set[str]:
    """Return the parameters that differ from link to link.

    A list on several pages can have one value on each page: such runs are no evidence.
    """
    names = set()
    for name, values in _values(links).items():
        if len(values) > 1:
            runs = [value for value, _ in groupby(link[name] for link in links if name in link)]
            if len(runs) > len(values) or min(values.values()) < _LEAST:
                names.add(name)
    return names


def _misjudged(items: Sequence[Item], rules: LinkRules) -> set[str]:
    """Return those volatile parameters without which two different items would have one address."""
    if not rules.volatile:
        return set()
    by_address: dict[tuple[str, str], dict[tuple[str, object], _Parameters]] = defaultdict(dict)
    for item in items:
        if ids.has_own_link(item):
            stem = urls.canonical(urls.without(item.link, rules.volatile)), urls.fragment(item.link)
            by_address[stem].setdefault((fold(item.title), item.published), _parameters(item.link))
    return {
        name
        for members in by_address.values()
        if len(members) > 1
        for name, values in _values(members.values()).items()
        if name in rules.volatile and len(values) > 1
    }


def _volatile(
    items: Sequence[Item], before: Sequence[Item], telling: Collection[str], now: Sequence[_Parameters]
) -> set[str]:
    """Return the parameters that changed for all items whose words show that they are the same."""
    then = _values(_parameters(item.link) for item in before)
    here = _values(now)
    changed = {
        name
        for name in then.keys() | here.keys()
        if name not in telling and _is_other(then.get(name, Counter()), here.get(name, Counter()))
    }
    if not changed:
        return set()
    pairs = _pairs(items, before)
    agreeing = [(was, link) for was, link in pairs if _agree(was, link, changed)]
    parameters = [(_parameters(was), _parameters(link)) for was, link in agreeing]
    names = {name for was, link in parameters for name in changed if was.get(name) != link.get(name)}
    if len(agreeing) >= _LEAST and 2 * len(agreeing) > len(pairs):
        return names
    return {
        name
        for name in names
        if here.get(name, Counter()).total() >= _LEAST and then.get(name, Counter()).total() >= _LEAST
    }


def _is_other(then: Counter[str], here: Counter[str]) -> bool:
    """Return whether a parameter has one value, not that of *then*, or comes or goes like a session id."""
    if len(then) > 1 or len(here) > 1:
        return False
    if then and here:
        return then.keys() != here.keys()
    value = next(iter(then or here or ("",)))
    return len(value) >= _SESSION_LENGTH and any(map(str.isdigit, value))


def _pairs(items: Sequence[Item], before: Sequence[Item]) -> list[tuple[str, str]]:
    """Return the old and the new link of each item whose words identify it both times."""

    def by_words(found: Iterable[Item]) -> Mapping[tuple[str, object], list[str]]:
        same: dict[tuple[str, object], list[str]] = defaultdict(list)
        for item in found:
            if ids.has_own_link(item):
                same[_words(item), item_dates.exact(item)].append(item.link)
        return same

    then = by_words(before)
    return [
        (then[words][0], links[0])
        for words, links in by_words(items).items()
        if len(links) == len(then.get(words, ())) == 1
    ]


def _words(item: Item) -> str:
    """Return a title; if a date distinguishes "No. 1" from "No. 2", without numbers, which may count views."""
    title = fold(item.title)
    return title if item_dates.exact(item) is None else _NUMBER.sub("", title)


def _agree(was: str, link: str, names: Collection[str]) -> bool:
    """Return whether two addresses differ only in the parameters *names*."""
    return was != link and urls.canonical(urls.without(was, names)) == urls.canonical(urls.without(link, names))


def _cleaned(item: Item, volatile: Collection[str]) -> Item:
    """Return *item* without those parts of its link that are no part of its address."""
    link = urls.without(item.link, volatile)
    if link == item.link:
        return item
    stem, mark, rest = item.key.partition(ids.MARK)
    was, now = urls.canonical(item.link), urls.canonical(link)
    key = f"{now}{mark}{rest}" if stem == was else item.key
    return replace(item, link=link, key=key)


def _address(item: Item) -> str | None:
    """Return the address that *item* may share with others, or None if it can share none."""
    if not ids.has_own_link(item) or urls.document_number(item.link) is not None:
        return None
    address = urls.canonical(item.link)
    # Items that a program makes by hand may have keys of their own, which do not follow from their links.
    return address if ids.is_key_at(address, item.key) else None


def _distinct(items: Sequence[Item]) -> dict[int, Item]:
    """Return those of *items* at one address that are not shown further up already, by position."""
    kept: dict[int, Item] = {}
    for at, item in enumerate(items):
        above = list(kept.values())[-_MOST_COMPARED:]
        if not any(_is_repeat(item, other) for other in above):
            kept[at] = item
    return kept


def _is_repeat(item: Item, above: Item) -> bool:
    """Return whether two items at one address are the same item, shown twice."""
    if _address(item) is None:
        return True  # its key already identifies it
    here, there = urls.fragment(item.link), urls.fragment(above.link)
    if here and there and here != there:
        return False
    if item.published and above.published and item.published != above.published:
        return False
    return fold(item.title) == fold(above.title) or similarity.is_reworded(item, above)


def _keys(stem: str, items: Mapping[int, Item], page: str) -> dict[int, str]:
    """Return the keys of *items* that share the address *stem*, made of their fragments, else of their words."""
    fragments = Counter(urls.fragment(item.link) for item in items.values())
    named = {}
    for at, item in items.items():
        fragment = urls.fragment(item.link)
        if fragment and fragments[fragment] == 1:
            named[at] = ids.key_of_fragment(item.link)
        elif stem == urls.canonical(page):
            named[at] = ids.key_within(page, item.title, item_dates.exact(item))
        else:
            named[at] = ids.key_of_words(stem, item.title, item_dates.exact(item))
    return named
