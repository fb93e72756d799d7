"""Read the stored page again with other rules, and update the known entries of its items. Pure.

The bytes are the same, so every difference between the two readings comes from our own code
or from the configuration, never from an edit. Such a difference is saved silently: same id, same
`updated`, old keys as aliases, no revision.

    stored page ─┬─ former reading ──┐
                 └─ new reading ─────┴─ pair items ─► entries to save, items that were missed

Items that only the new reading finds were never announced. If they are few and replace
nothing, the poll announces them, since the old reading missed them. If they are many, or could
be other forms of known items, they are saved as known without an announcement: an upgrade must
never flood a feed, nor show an item twice.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core import ids, urls
from ilofeed.core.models import Entry, Item
from ilofeed.core.text import fold
from ilofeed.decide import identity, times
from ilofeed.decide.changes import detect_changes, kept_words
from ilofeed.decide.gate import FEW_NEW
from ilofeed.decide.identity import Matching
from ilofeed.decide.page_order import numbered
from ilofeed.decide.times import EarlierTimes

_FIELDS = tuple(name for name in Item.__struct_fields__ if name != "number")


class Reread(Struct, frozen=True, kw_only=True):
    """The result of reading a page again."""

    entries: tuple[Entry, ...] = ()  #: known entries that are read differently, and items to save unannounced
    missed: tuple[Item, ...] = ()  #: items to announce, since the old reading did not find them
    has_common_items: bool = True  #: true where at least one known entry was found again


def reread(
    before: Sequence[Item],
    after: Sequence[Item],
    known: Collection[Entry],
    *,
    mint: Callable[[Item], str],
    now: datetime,
    earlier: EarlierTimes,
) -> Reread:
    """Compare the items of one page as they were read *before* and as they are read now, *after*.

    *known* are all entries that any of these items could be; *mint* gives a new entry its id. *earlier* are
    the times of other entries of the source.
    """
    owners = _owners(before, known)
    pairs = _pairs(before, after)
    duplicates = identity.match_items(after, ()).duplicates
    origin: dict[str, int] = {}  # new key -> position in *before*
    for old, new in sorted(pairs.items()):
        key = after[new].key
        if old in owners and key not in origin and key not in duplicates:
            origin[key] = old
    entries = _with_others({key: owners[old] for key, old in origin.items()}, after, known, duplicates)
    names = _names(after, duplicates)
    old_entries = {entry.id: entry for entry in known}
    updated = _updated(after, entries, {key: before[old] for key, old in origin.items()}, names)
    order = times.newest_first({each: entry.item for each, entry in updated.items()}, now.date())
    timed = times.timed([updated[each] for each in order], old_entries, earlier)
    missed, silent = _found(after, entries, duplicates, pairs, owners)
    fresh = [
        replace(entry, announced=False, aliases=names[entry.item.key])
        for entry in detect_changes(silent, known, matching=Matching(), mint=mint, now=now, earlier=earlier).new
    ]
    gone = _gone(owners, updated, max(origin.values(), default=len(before)))
    keys = {key: entry.id for key, entry in entries.items()} | {entry.item.key: entry.id for entry in fresh}
    found = {entry.id: entry for entry in (*timed, *fresh)}
    on_page = {keys[item.key]: found[keys[item.key]] for item in after if item.key in keys}
    ordered = _in_page_order(on_page, known, gone)
    changed = [entry for entry in (*ordered, *gone) if entry != old_entries.get(entry.id)]
    return Reread(entries=tuple(changed), missed=missed, has_common_items=bool(entries))


def _in_page_order(on_page: Mapping[str, Entry], known: Collection[Entry], gone: Sequence[Entry]) -> list[Entry]:
    """Return the entries *on_page*, by id, and below them those on further pages, with numbers in this order."""
    left = on_page.keys() | {entry.id for entry in gone}
    below = [entry for entry in known if entry.item.number is not None and entry.id not in left]
    below.sort(key=lambda entry: entry.item.number or 0)
    return numbered([*on_page.values(), *below], {entry.id: entry for entry in known})


def _with_others(
    paired: Mapping[str, Entry], after: Sequence[Item], known: Collection[Entry], duplicates: Collection[str]
) -> dict[str, Entry]:
    """Return the entries of items that are *paired*, and those that the other items of *after* match, by key."""
    taken = {entry.id for entry in paired.values()}
    left = [item for item in after if item.key not in paired and item.key not in duplicates]
    return {**paired, **identity.match_items(left, [entry for entry in known if entry.id not in taken]).entries}


def _owners(before: Sequence[Item], known: Collection[Entry]) -> dict[int, Entry]:
    """Return the entry of each item, by its position; an entry goes with one item only.

    Several items could share a key: then the entry goes with the one that has its title.
    """
    owners: dict[int, Entry] = {}
    for key, entry in identity.match_items(before, known).entries.items():
        places = [at for at, item in enumerate(before) if item.key == key]
        name = ids.title_name(entry.item)
        owners[next((at for at in places if ids.title_name(before[at]) == name), places[0])] = entry
    return owners


def _pairs(before: Sequence[Item], after: Sequence[Item]) -> dict[int, int]:
    """Return the position in *after* of each item of *before*, by its position: the strongest evidence first.

    The same key and title come first, then any feature that only one item on each side has.
    """
    pairs: dict[int, int] = {}
    names: tuple[Callable[[Item], object], ...] = (
        lambda item: (item.key, ids.title_name(item)),
        lambda item: item.key,
        lambda item: urls.canonical(item.link) if ids.has_own_link(item) else None,
        lambda item: (_letters(item.title), item.published),
        lambda item: _letters(item.title),
    )
    for step, name in enumerate(names):
        old = _positions(before, name, set(pairs))
        new = _positions(after, name, set(pairs.values()))
        for each, places in old.items():
            others = new.get(each, [])
            # An item that is listed twice is one item; the first pair has it.
            is_one = all(
                len({ids.title_name(side[at]) for at in found}) == 1
                for side, found in ((before, places), (after, others))
            )
            if (step == 0 and others) or is_one:
                pairs |= dict(zip(places, others, strict=False))
    return pairs


def _positions(items: Sequence[Item], name: Callable[[Item], object], done: set[int]) -> dict[object, list[int]]:
    places: dict[object, list[int]] = {}
    for at, item in enumerate(items):
        if at not in done and name(item):
            places.setdefault(name(item), []).append(at)
    return places


def _letters(title: str) -> str:
    """Return the letters and digits of *title*: readings differ mostly in blanks and signs."""
    return "".join(character for character in fold(title) if character.isalnum())


def _names(after: Sequence[Item], duplicates: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Return all names of each item, by its key, with those of the items that repeat it."""
    names: dict[str, frozenset[str]] = {}
    for item in after:
        key = duplicates.get(item.key, item.key)
        names[key] = names.get(key, frozenset()) | ids.aliases(item)
    return names


def _updated(
    after: Sequence[Item],
    entries: Mapping[str, Entry],
    origin: Mapping[str, Item],
    names: Mapping[str, frozenset[str]],
) -> dict[str, Entry]:
    """Return the known entries with the fields that are read differently now, and with their new names.

    They are by id, in the order of the page.
    """
    updated: dict[str, Entry] = {}
    for item in after:
        key, entry = item.key, entries.get(item.key)
        if entry is None or entry.id in updated:
            continue
        words = _merged(origin[key], item, entry.item) if key in origin else kept_words(item, entry.item)
        changed = replace(entry, item=replace(words, number=entry.item.number), aliases=entry.aliases | names[key])
        updated[entry.id] = changed
    return updated


def _merged(was: Item, now: Item, kept: Item) -> Item:
    """Return the item *kept* with each field that differs between *was* and *now*, readings of the same bytes.

    A date that was fixed at first sight stays as it is.
    """
    if now.date_margin is not None and kept.published is not None:
        now = replace(now, **{name: getattr(was, name) for name in ("published", "date_text", "date_margin")})
    changes = {name: getattr(now, name) for name in _FIELDS if getattr(now, name) != getattr(was, name)}
    return replace(kept, **changes)


def _found(
    after: Sequence[Item],
    entries: Mapping[str, Entry],
    duplicates: Mapping[str, str],
    pairs: Mapping[int, int],
    owners: Mapping[int, Entry],
) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """Return the items that only the new reading finds: those to announce, and those to keep silently."""
    shown = {entry.id for entry in entries.values()}
    doubtful = [_between(old, pairs) for old, entry in owners.items() if entry.id not in shown]
    missed: list[Item] = []
    silent: list[Item] = []
    seen: set[str] = set()
    for at, item in enumerate(after):
        if item.key in entries or item.key in duplicates or item.key in seen:
            continue
        seen.add(item.key)
        in_doubt = any(low < at < high for low, high in doubtful)
        (silent if in_doubt else missed).append(item)
    if len(missed) > FEW_NEW:
        return (), (*missed, *silent)
    return tuple(missed), tuple(silent)


def _between(old: int, pairs: Mapping[int, int]) -> tuple[float, float]:
    """Return the positions in the new reading between which the item at position *old* would be."""
    low = max((new for was, new in pairs.items() if was < old), default=-1)
    high = min((new for was, new in pairs.items() if was > old), default=float("inf"))
    return low, high


def _gone(owners: Mapping[int, Entry], shown: Collection[str], last: int) -> list[Entry]:
    """Return the entries that are no longer items of the page, though they were not withdrawn.

    Those below the *last* one found again may be on a further page, which was not stored.
    """
    return [
        replace(entry, item=replace(entry.item, number=None))
        for old, entry in owners.items()
        if entry.id not in shown and old < last
    ]
