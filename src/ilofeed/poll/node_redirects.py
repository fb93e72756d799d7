"""Compare the pages of an unknown item and a missing entry, to find one document under two URLs.

When a title is edited, the site may give the page another URL as well. Then the item has
neither the URL nor the title of its entry. Their pages are requested: the old URL redirects to
the new one, or both answer with the same number of the site's content system
(``meta name="node_id"``). The number is evidence only of pages that answer 200, and only as
long as no third page has it: error pages have numbers, too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core import ids, urls
from ilofeed.core.errors import DeferredError, PollError
from ilofeed.core.language import primary_subtag
from ilofeed.core.models import Entry, Item, Page
from ilofeed.core.protocols import Fetch
from ilofeed.decide.identity import Matching
from ilofeed.extract.node_id import node_id

#: Pairs of an item and an entry whose pages are requested at one poll.
MAX_PAIRS = 3

_OK = 200
_NODE = re.compile(r"www\.ilo\.org/(?:[a-z-]+/)?node/([1-9][0-9]{0,9})")


class _Answer(Struct, frozen=True, kw_only=True):
    """Evidence from the page at a URL."""

    name: str = ""  #: canonical URL at which its redirects end
    node: str = ""  #: number of the site's content system


def same_documents(
    before: Sequence[Entry],
    items: Sequence[Item],
    matching: Matching,
    *,
    fetch: Fetch,
    may_request: Callable[[str], bool],
) -> tuple[Entry, ...]:
    """Return entries of *before* with the aliases of the items of *items* that are the same documents.

    Raises DeferredError where the site must not be asked now.
    """
    pairs = _pairs(before, items, matching, may_request)[:MAX_PAIRS]
    if not pairs:
        return ()
    answers = [(_answer(entry.item.link, fetch), _answer(item.link, fetch)) for entry, item in pairs]
    numbers = Counter(number for pair in answers for number in {each.node for each in pair if each.node})
    alike = {old.node for old, new in answers if old.node and old.node == new.node and numbers[old.node] == 1}
    if alike:
        others = (item for item in items if item.key in matching.entries and _is_askable(item, may_request))
        known = next(others, None)
        control = _answer(known.link, fetch) if known else _Answer()
        # A control without a number proves nothing: then the pages may all be the same error.
        alike = alike - {control.node} if control.node else set()
    return tuple(
        replace(entry, aliases=entry.aliases | ids.aliases(item))
        for (entry, item), (old, new) in zip(pairs, answers, strict=True)
        if old.name in ids.aliases(item) or old.node in alike
    )


def _answer(url: str, fetch: Fetch) -> _Answer:
    """Return the evidence from the page at *url*; empty if there is no page."""
    number = _NODE.fullmatch(urls.canonical(url))
    if number is not None:  # the URL contains the number
        return _Answer(name=urls.canonical(url), node=number[1])
    try:
        page = fetch(url)
    except DeferredError:
        raise
    except PollError:
        return _Answer()
    if not isinstance(page, Page) or page.status != _OK:
        return _Answer()
    return _Answer(name=urls.canonical(page.url), node=node_id(page))


def _pairs(
    before: Sequence[Entry], items: Sequence[Item], matching: Matching, may_request: Callable[[str], bool]
) -> list[tuple[Entry, Item]]:
    """Return unknown items, each with the only missing entry of its date."""
    matched = {entry.id: entry.item.number or 0 for entry in matching.entries.values()}
    lowest = max(matched.values(), default=0)
    missing = [
        entry
        for entry in before
        if entry.id not in matched and (entry.item.number or 0) < lowest and _is_askable(entry.item, may_request)
    ]
    unknown = [
        item
        for item in items
        if item.key not in matching.entries
        and item.key not in matching.duplicates
        and _is_askable(item, may_request)
    ]
    found = [(entry, item) for item in unknown for entry in missing if _can_be_same(entry.item, item)]
    return list(_without_rivals(found))


def _without_rivals(pairs: Sequence[tuple[Entry, Item]]) -> Iterator[tuple[Entry, Item]]:
    entries = Counter(entry.id for entry, _ in pairs)
    items = Counter(item.key for _, item in pairs)
    return ((entry, item) for entry, item in pairs if entries[entry.id] == items[item.key] == 1)


def _can_be_same(known: Item, item: Item) -> bool:
    """Check that both have one language and one date; a translation has the number of its original."""
    languages = {primary_subtag(each.language) for each in (known, item)}
    claimed = {urls.language(each.link) for each in (known, item)}
    return len(languages) == len(claimed) == 1 and known.published == item.published


def _is_askable(item: Item, may_request: Callable[[str], bool]) -> bool:
    """Check that the item has its own page on the current site of the ILO."""
    is_numbered = urls.document_number(item.link) is not None
    return urls.is_ilo(item.link) and not is_numbered and ids.has_own_page(item) and may_request(item.link)
