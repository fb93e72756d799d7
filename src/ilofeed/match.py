"""Which entry is this item? Identity, the question that every other tool gets wrong.

Pure: the caller brings the items and the entries that could be theirs. Numbers,
titles and dates identify nothing here; what does is the document number of the
ILO's old site, and the canonical address.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping

from ilofeed import address
from ilofeed.model import Entry, Item

# Every id minted without an authority hangs on this value. Changing it would show
# every subscriber every old entry as new.
_NAMESPACE = uuid.UUID("0f6e7c1a-6a3c-5f0e-9a55-2b7f6c1d9e42")

#: Parts an address from what tells items apart when they share it.
MARK = "#"


def key(link: str, language: str) -> str:
    """What tells the item behind *link* from all others of every page of its site.

    The old site lists one document under many addresses and in several languages, and
    numbers it: ``WCMS_881234/en``. Anything else goes by its canonical address.
    """
    number = address.document_number(link)
    if number is None:
        return address.canonical(link)
    return f"{number}/{address.language(link) or language}"


def key_within(page_url: str, words: str) -> str:
    """What tells an item without a link of its own from the others of its page."""
    return f"{address.canonical(page_url)}{MARK}{address.digest(words)}"


def aliases(item: Item) -> frozenset[str]:
    """Every name under which *item* may have been seen before."""
    if MARK in item.key:  # its link is the page's, and so everybody's
        return frozenset([item.key])
    return frozenset([item.key, address.canonical(item.link)])


def match(items: Iterable[Item], known: Iterable[Entry]) -> Mapping[str, Entry]:
    """The entry of each item that has one, by item key.

    An entry belongs to one item at most: to one of the same key, else to the first on
    the page that shares an alias with it.
    """
    known, items = tuple(known), tuple(items)
    by_key = {entry.item.key: entry for entry in known}
    by_alias = {alias: entry for entry in known for alias in entry.aliases}
    matched: dict[str, Entry] = {}
    taken: set[str] = set()
    for names, by_name in ((_key_alone, by_key), (_sorted_aliases, by_alias)):
        for item in items:
            found = (by_name[name] for name in names(item) if name in by_name)
            entry = next((entry for entry in found if entry.id not in taken), None)
            if entry is not None and item.key not in matched:
                matched[item.key] = entry
                taken.add(entry.id)
    return matched


def _key_alone(item: Item) -> list[str]:
    return [item.key]


def _sorted_aliases(item: Item) -> list[str]:
    return sorted(aliases(item))


def mint(item: Item, authority: str = "") -> str:
    """The permanent id of a new entry: a tag URI of *authority*, else a UUID.

    *authority* is ``domain,year`` of the operator (RFC 4151). The id follows from the
    item's key and language alone, so a lost database on an unmoved site gives the same
    ids again; once stored it is never computed anew.
    """
    name = f"ilo/{item.language or 'und'}/{address.digest(item.key)}"
    if authority:
        return f"tag:{authority}:{name}"
    return uuid.uuid5(_NAMESPACE, name).urn


def mint_feed(slug: str, authority: str = "") -> str:
    """The permanent id of the feed *slug*, made in the same way."""
    if authority:
        return f"tag:{authority}:feed/{slug}"
    return uuid.uuid5(_NAMESPACE, f"feed/{slug}").urn
