"""Identify an item by its key, by its aliases and by the name of its title. Pure.

www.ilo.org/resource/news/x          an address of its own
WCMS_881234/en                       a document of the old site, in a language
www.ilo.org/notices#:item-6          a shared address, and what follows the ``#``
www.ilo.org/notices#=0f6e7c1a6a3c5f0e   a shared link, and a digest of the item's words
www.ilo.org/list#0f6e7c1a6a3c5f0e    the page of the item, where the item has no link
guid:0f6e7c1a6a3c5f0e                the id of the item in the feed that it comes from; an alias, never a key
"""

from __future__ import annotations

import re
import uuid
from datetime import date, datetime
from functools import lru_cache

from ilofeed.core import urls
from ilofeed.core.language import primary_subtag
from ilofeed.core.models import Item
from ilofeed.core.text import fold

# Items of which results are remembered: a long page, or the pages of many sources. About a megabyte for both.
_REMEMBERED = 2048

#: Largest number of aliases of an entry. A site that writes another address at each poll makes more.
MOST_ALIASES = 20

# Every id without an authority is made with this value. A change would show every old entry as new to every
# subscriber.
_NAMESPACE = uuid.UUID("0f6e7c1a-6a3c-5f0e-9a55-2b7f6c1d9e42")

#: The mark between a shared address and the part that distinguishes its items.
MARK = "#"

_IN_FEED = "guid:"

# After the mark: a fragment, or a digest of the words. The bare digest without a sign means that there is no link.
_FRAGMENT, _WORDS = f"{MARK}:", f"{MARK}="
_NO_LINK = re.compile(f"{MARK}[0-9a-f]{{16}}$")
_OF_WORDS = re.compile(f"{MARK}=?[0-9a-f]{{16}}$")


def key(link: str, language: str) -> str:
    """Return the key that identifies the item at *link* among all others of its site.

    The old site lists one document under many addresses and in several languages, and numbers it:
    ``WCMS_881234/en``. The key of anything else is its canonical address.
    """
    number = urls.document_number(link)
    if number is None:
        return urls.canonical(link)
    return f"{number}/{urls.language(link) or language}"


def key_within(page_url: str, title: str, day: date | None) -> str:
    """Return the key that distinguishes an item without a link of its own from the others of its page."""
    words = f"{day or ''}\n{fold(title)}"
    return f"{urls.canonical(page_url)}{MARK}{urls.digest(words)}"


def key_of_fragment(link: str) -> str:
    """Return the key of an item that shares its address with others but has a fragment of its own."""
    return f"{urls.canonical(link)}{_FRAGMENT}{urls.fragment(link)}"


def key_of_words(link: str, title: str, day: date | None) -> str:
    """Return the key of an item whose link is that of other items too, and leads away from their page."""
    words = f"{day or ''}\n{fold(title)}"
    return f"{urls.canonical(link)}{_WORDS}{urls.digest(words)}"


def is_key_at(address: str, key: str) -> bool:
    """Return whether *key* is one that this module makes of an item at the canonical *address*."""
    return key == address or key.startswith((f"{address}{_FRAGMENT}", f"{address}{_WORDS}"))


def has_own_link(item: Item) -> bool:
    """Return whether the item has a link, shared with others or not."""
    return _NO_LINK.search(item.key) is None


def has_own_page(item: Item) -> bool:
    """Return whether the item's link leads to a page that is about this item alone."""
    return MARK not in item.key


def is_key_of_words(item: Item) -> bool:
    """Return whether only the title and the date in the item's key distinguish it from others."""
    return _OF_WORDS.search(item.key) is not None


def place(item: Item) -> str:
    """Return the address of the item's link, with the fragment if that distinguishes the item from others."""
    stem = urls.canonical(item.link)
    return f"{stem}{MARK}{urls.fragment(item.link)}" if _FRAGMENT in item.key else stem


def addresses(item: Item) -> frozenset[str]:
    """Return the names of *item* that also mean it in another source."""
    if not has_own_page(item):
        return frozenset([item.key])
    return frozenset([item.key, urls.canonical(item.link)])


def name_in_feed(item: Item) -> str:
    """Return the alias for the id that *item* has in the feed of its source; empty if it has none.

    Only within one source is it the name of one item: many feeds number their items 1, 2, 3.
    """
    return f"{_IN_FEED}{urls.digest(item.data.name)}" if item.data and item.data.name else ""


def is_name_in_feed(alias: str) -> bool:
    """Return whether *alias* comes from the id of an item in a feed."""
    return alias.startswith(_IN_FEED)


def aliases(item: Item) -> frozenset[str]:
    """Return every name under which *item* may have been seen before in its source."""
    name = name_in_feed(item)
    return addresses(item) | {name} if name else addresses(item)


def title_name(item: Item) -> str:
    """Return a name for the item's language and title; for look-ups, not for ids."""
    return _title_name(item.language, item.title)


# A poll asks for it several times, and of nearly all items at every poll.
@lru_cache(_REMEMBERED)
def _title_name(language: str, title: str) -> str:
    return urls.digest(f"{primary_subtag(language)}\n{fold(title)}")


def stem(key: str) -> str:
    """Return the address in *key*, which several items may share."""
    return key.partition(MARK)[0]


def mint(item: Item, authority: str = "") -> str:
    """Return the permanent id of a new entry: a tag URI of *authority*, else a UUID.

    *authority* is ``domain,year`` of the operator (RFC 4151). The id depends only on the item's key and
    language, so a lost database gives the same ids again if the site has not moved. A saved id is never
    computed again.
    """
    return _id_of(item.key, item.language, authority)


# As above.
@lru_cache(_REMEMBERED)
def _id_of(key: str, language: str, authority: str) -> str:
    name = f"ilo/{language or 'und'}/{urls.digest(key)}"
    if authority:
        return f"tag:{authority}:{name}"
    return uuid.uuid5(_NAMESPACE, name).urn


def mint_feed(slug: str, authority: str = "") -> str:
    """Return the permanent id of the feed *slug*, made like that of an entry."""
    if authority:
        return f"tag:{authority}:feed/{slug}"
    return uuid.uuid5(_NAMESPACE, f"feed/{slug}").urn


def mint_revision(entry_id: str, at: datetime) -> str:
    """Return the permanent id of the edit of an entry at an instant."""
    if entry_id.startswith("tag:"):
        return f"{entry_id}/{at:%Y%m%dT%H%M%SZ}"
    return uuid.uuid5(_NAMESPACE, f"{entry_id}/{at:%Y%m%dT%H%M%SZ}").urn


def mint_farewell(slug: str, authority: str = "") -> str:
    """Return the permanent id of the last entry of the feed *slug*, which announces its end."""
    if authority:
        return f"{mint_feed(slug, authority)}/end"
    return uuid.uuid5(_NAMESPACE, f"feed/{slug}/end").urn
