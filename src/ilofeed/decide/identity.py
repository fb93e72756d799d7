"""Match items to entries: the identity of an item, which other tools get wrong.

Pure: the items and the entries that they could be are arguments. Evidence, the strongest first:

1. the document number of the ILO's old site, with the language;
2. the id of an item in its feed, if link, title or time agrees (`ilofeed.decide.feed_names`);
3. where several items share an address, their words, then what follows the ``#``;
4. the canonical URL, the current one or any that the entry ever had, unless the page shows the
   entry's own words elsewhere and others there, or another document has that URL now;
5. same language, same title except for style, same date within one day; and where that fits
   several entries, the same summary. An item that still fits several is ambiguous, and never guessed;
6. a long number that the old and the new URL share (`ilofeed.decide.shared_numbers`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType

from msgspec import Struct, field

from ilofeed.core import item_dates, truncated_titles, urls
from ilofeed.core.ids import addresses, title_name
from ilofeed.core.language import primary_subtag
from ilofeed.core.models import Entry, Item
from ilofeed.core.text import fold
from ilofeed.decide import shared_urls
from ilofeed.decide.feed_names import match_by_name
from ilofeed.decide.shared_numbers import match_by_number

_NO_IDS: Mapping[str, str] = MappingProxyType({})

_DAY = timedelta(days=1)
# Without a date, only a title of this length is evidence: a shorter one may be used twice.
_TELLING_TITLE = 20


class Matching(Struct, frozen=True, kw_only=True):
    """Result of matching the items of a page."""

    entries: Mapping[str, Entry] = field(default_factory=dict)  #: entries by item key
    by_title_only: frozenset[str] = frozenset()  #: keys of items matched by title and date only
    duplicates: Mapping[str, str] = field(default_factory=dict)  #: item key -> key of the same item above
    ambiguous: tuple[tuple[Item, tuple[Entry, ...]], ...] = ()  #: items that could be several entries


def match_items(
    items: Iterable[Item],
    known: Iterable[Entry],
    *,
    first_ids: Mapping[str, str] = _NO_IDS,
    as_edits: bool = False,
) -> Matching:
    """Match *items* to the *known* entries. An entry belongs to one item at most.

    An item that is shown twice counts at its first place. *first_ids* are the ids that follow from
    the items' keys: an entry with such an id had that URL first. *as_edits* treats other words at
    an entry's own URL as an edit of it, regardless of how many differ.
    """
    first: dict[str, Item] = {}
    for item in items:
        first.setdefault(item.key, item)
    duplicates, known = _duplicates(tuple(first.values())), tuple(known)
    shown = tuple(item for item in first.values() if item.key not in duplicates)
    named = match_by_name(shown, known)
    items, known = _unmatched(shown, known, named)
    matched, reused_urls = _by_own_urls(items, known)
    reused = shared_urls.reused(items, matched, known, first_ids)
    for name in [name for name, entry in reused.items() if not (as_edits and entry)]:
        del matched[name]
    matched |= shared_urls.redated(*_unmatched(items, known, matched))
    matched |= shared_urls.reworded(*_unmatched(items, known, matched))
    left, rest = _unmatched(items, known, matched)
    by_title_only, ambiguous = _by_title(left, rest, has_exact_times=_keeps_times(first, named | matched))
    by_number = _by_number(left, items, known, matched | by_title_only)
    ambiguous = [each for each in ambiguous if each[0].key not in by_number]
    by_title_only |= {moved.key: matched[moved.key] for _, moved in reused_urls if moved.key in matched}
    asked = {item.key for item, _ in ambiguous} | by_title_only.keys() | by_number.keys()
    ambiguous += [(item, (owner,)) for item in left if (owner := reused.get(item.key)) and item.key not in asked]
    return Matching(
        entries=named | matched | by_number | by_title_only,
        by_title_only=frozenset(by_title_only),
        duplicates=duplicates,
        ambiguous=tuple(ambiguous),
    )


def _by_own_urls(
    items: Sequence[Item], known: Sequence[Entry]
) -> tuple[dict[str, Entry], list[tuple[Item, Item]]]:
    """Return the entries by words and URLs, and the pairs of `_reused_urls`, with the entry at the second of each."""
    matched = _by_names(items, known, shared_urls.by_words(items, known))
    reused_urls = _reused_urls(items, matched)
    for item, moved in reused_urls:
        matched[moved.key] = matched.pop(item.key)
    return matched, reused_urls


def _unmatched(
    items: Iterable[Item], known: Iterable[Entry], matched: Mapping[str, Entry]
) -> tuple[list[Item], list[Entry]]:
    """Return the items and the entries that are not *matched* yet."""
    taken = {entry.id for entry in matched.values()}
    return [item for item in items if item.key not in matched], [entry for entry in known if entry.id not in taken]


def _by_number(
    left: Sequence[Item], items: Sequence[Item], known: Sequence[Entry], matched: Mapping[str, Entry]
) -> dict[str, Entry]:
    """Return the entries that a shared number gives to those of *left* that are not *matched*."""
    taken = {entry.id for entry in matched.values()}
    return match_by_number(
        [item for item in left if item.key not in matched],
        [entry for entry in known if entry.id not in taken],
        items,
        known,
    )


def _by_names(items: Sequence[Item], known: Sequence[Entry], matched: Mapping[str, Entry]) -> dict[str, Entry]:
    """Return the entries that are *matched* already, and those of the other items, by key and by alias."""
    # Of two entries that had one URL, the one on the page now wins; else the later one.
    ranked = sorted(known, key=lambda entry: (entry.item.number is not None, entry.first_seen))
    by_key = {entry.item.key: entry for entry in ranked}
    by_alias = {alias: entry for entry in ranked for alias in entry.aliases}
    found: dict[str, Entry] = {}
    taken = {entry.id for entry in matched.values()}
    for names, by_name in ((_key_alone, by_key), (_sorted_addresses, by_alias)):
        for item in items:
            named = (by_name[name] for name in names(item) if name in by_name)
            entry = next((entry for entry in named if entry.id not in taken), None)
            if entry is not None and item.key not in found and item.key not in matched:
                found[item.key] = entry
                taken.add(entry.id)
    return {**matched, **found}


def _reused_urls(items: Sequence[Item], matched: Mapping[str, Entry]) -> list[tuple[Item, Item]]:
    """Return pairs: an item at the URL of an entry that moved down the page, and the item that is the entry now.

    A URL like ``/latest`` shows one item today and another one tomorrow. A document number always
    shows the same one.
    """
    unknown = [item for item in items if item.key not in matched]
    found = []
    for item in items:
        entry = matched.get(item.key)
        if entry is None or urls.document_number(item.link) or title_name(item) == title_name(entry.item):
            continue
        same = [each for each in unknown if title_name(each) == title_name(entry.item)]
        if len(same) == 1 and _same_day(same[0], entry.item):
            found.append((item, same[0]))
            unknown.remove(same[0])
    return found


def _duplicates(items: Sequence[Item]) -> dict[str, str]:
    """Return the items that repeat the exact words of one above them under another URL.

    The old site lists some items twice, with document numbers of their own.
    """
    first: dict[tuple[object, ...], str] = {}
    duplicates: dict[str, str] = {}
    for item in items:
        said = (title_name(item), item.published, item.at, fold(item.summary))
        above = first.setdefault(said, item.key)
        if above != item.key and item.published is not None:
            duplicates[item.key] = above
    return duplicates


def _keeps_times(items: Mapping[str, Item], matched: Mapping[str, Entry]) -> bool:
    """Return whether most of the *matched* items have exact times, and the same ones as before."""
    times = [(items[key].at, entry.item.at) for key, entry in matched.items()]
    return 2 * sum(now is not None and now == before for now, before in times) > len(times)


def _by_title(
    items: Sequence[Item], entries: Sequence[Entry], *, has_exact_times: bool
) -> tuple[dict[str, Entry], list[tuple[Item, tuple[Entry, ...]]]]:
    """Return pairs with the same title and date, and the items that fit several entries.

    *has_exact_times*: items with different exact times are different, though they have one title.
    """
    by_title: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        by_title[_beginning(entry.item)].append(entry)
    candidates = {
        item.key: [
            entry
            for entry in by_title[_beginning(item)]
            if truncated_titles.is_same(item.title, entry.item.title) and _same_day(item, entry.item)
            if not (has_exact_times and item.at and entry.item.at and item.at != entry.item.at)
        ]
        for item in items
    }
    wanted: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        for entry in candidates[item.key]:
            wanted[entry.id].append(item)
    by_title_only: dict[str, Entry] = {}
    ambiguous: list[tuple[Item, tuple[Entry, ...]]] = []
    for item in items:
        fitting = candidates[item.key]
        if len(fitting) > 1 or any(len(wanted[entry.id]) > 1 for entry in fitting):
            fitting = [entry for entry in fitting if _is_only(item, entry, candidates[item.key], wanted[entry.id])]
        if len(fitting) == 1:
            by_title_only[item.key] = fitting[0]
        elif candidates[item.key]:
            ambiguous.append((item, tuple(candidates[item.key])))
    return by_title_only, ambiguous


def _beginning(item: Item) -> tuple[str, str]:
    """Return language and beginning of the title: equal for one title, also where a list has cut it."""
    return primary_subtag(item.language), truncated_titles.beginning(item.title)


def _is_only(item: Item, entry: Entry, entries: Sequence[Entry], items: Sequence[Item]) -> bool:
    """Check that, of several with one title and date, only *item* and *entry* have the same summary."""
    said = fold(item.summary)
    return (
        said == fold(entry.item.summary)
        and sum(fold(each.item.summary) == said for each in entries) == 1
        and sum(fold(each.summary) == said for each in items) == 1
    )


def _same_day(one: Item, other: Item) -> bool:
    """Check that the dates differ by one day at most: a date may be printed in another time zone."""
    if one.published is None or other.published is None:
        return item_dates.may_be_same(one, other) and len(one.title) >= _TELLING_TITLE
    if abs(one.published - other.published) <= _DAY:
        return True
    # A date that may be any, such as that of the last change, is no evidence: each week has its weekly report.
    is_any = item_dates.ANY_MARGIN in (one.date_margin, other.date_margin)
    return not is_any and item_dates.may_be_same(one, other)


def _key_alone(item: Item) -> list[str]:
    return [item.key]


def _sorted_addresses(item: Item) -> list[str]:
    return sorted(addresses(item))
