"""Match items that share a URL with others, and find URLs that show another document now. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from ilofeed.core import ids as keys
from ilofeed.core import item_dates, similarity, urls
from ilofeed.core.models import Entry, Item

# If at least this number of URLs seem to show other documents, the page was read differently.
_MANY = 5


def by_words(items: Sequence[Item], known: Sequence[Entry]) -> dict[str, Entry]:
    """Return the entry of each item that shares a URL with others: the one of that URL with the same words.

    The part after the ``#`` may be a position in the list, which another item has tomorrow.
    """
    said: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
    for entry in known:
        said[*_words(entry.item), item_dates.exact(entry.item)].append(entry)
    saying: dict[tuple[object, ...], list[Item]] = defaultdict(list)
    for item in items:
        if keys.MARK in item.key:
            saying[*_words(item), item_dates.exact(item)].append(item)
    return {
        found[0].key: said[words][0]
        for words, found in saying.items()
        if len(found) == len(said.get(words, ())) == 1
    }


def reused(
    items: Sequence[Item],
    matched: Mapping[str, Entry],
    known: Sequence[Entry],
    first_ids: Mapping[str, str],
) -> dict[str, Entry | None]:
    """Return items at the URL of an entry that was another document, and that entry if a person must decide.

    A URL that was shared or showed several documents before needs no approval: it has other
    owners, or by *first_ids* had one. No site gives a document number to another document.
    """
    owners: dict[str, set[str]] = defaultdict(set)
    for entry in known:
        owners[keys.stem(entry.item.key)].add(entry.id)
    ids = {entry.id for entry in known}
    found: dict[str, Entry | None] = {}
    for item in items:
        owner = matched.get(item.key)
        if owner is None or urls.document_number(item.link) or not similarity.is_other_document(item, owner.item):
            continue
        had_it = owners[item.key] | ({first_ids.get(item.key, owner.id)} & ids)
        is_own = keys.has_own_page(item) and keys.has_own_page(owner.item) and had_it <= {owner.id}
        found[item.key] = owner if is_own else None
    asked = [key for key, entry in found.items() if entry is not None]
    if len(asked) >= _MANY and 2 * len(asked) > len(matched):
        return {key: entry for key, entry in found.items() if entry is None}
    return found


def redated(items: Sequence[Item], entries: Sequence[Entry]) -> dict[str, Entry]:
    """Return items that share a URL, and the entries of that URL and title whose date can be the same.

    An item without a link has its date in its key. A date is read with more knowledge, or no longer relative.
    """
    by_words: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        by_words[_words(entry.item)].append(entry)
    pairs = [
        (item, entry)
        for item in items
        if keys.MARK in item.key
        for entry in by_words[_words(item)]
        if item_dates.may_be_same(entry.item, item)
    ]
    return _without_rivals(pairs)


def reworded(items: Sequence[Item], entries: Sequence[Entry]) -> dict[str, Entry]:
    """Return items that share a URL, and the entries of that URL and date with most of their words."""
    pairs: list[tuple[Item, Entry]] = []
    for item in items:
        if keys.MARK in item.key and item.published is not None:
            pairs += [
                (item, entry)
                for entry in entries
                if keys.stem(entry.item.key) == keys.stem(item.key)
                and item_dates.may_be_same(entry.item, item)
                and similarity.is_reworded(item, entry.item)
            ]
    return _without_rivals(pairs)


def _words(item: Item) -> tuple[str, str]:
    """Return the address and the title of *item*."""
    return keys.stem(item.key), keys.title_name(item)


def _without_rivals(pairs: Sequence[tuple[Item, Entry]]) -> dict[str, Entry]:
    """Return those *pairs* whose item and entry are in no other one."""
    times = Counter(item.key for item, _ in pairs) + Counter(entry.id for _, entry in pairs)
    return {item.key: entry for item, entry in pairs if times[item.key] == times[entry.id] == 1}
