"""Detect the changes of a page: new, revised, moved and removed items. The central decision of the program.

Pure: the items, their matches and the time are arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core import ids as keys
from ilofeed.core import item_data, item_dates, truncated_titles
from ilofeed.core.ids import MOST_ALIASES
from ilofeed.core.models import Entry, Item
from ilofeed.core.state import Revision
from ilofeed.core.text import fold
from ilofeed.decide import coverage, page_order, times
from ilofeed.decide.identity import Matching
from ilofeed.decide.times import EarlierTimes
from ilofeed.decide.timestamps import UniqueTimestamps

_NO_TIMES = EarlierTimes()

_SENTENCE_ENDS = (".", "!", "?", "…", "。", "؟", ")", "”", "»", '"', "'", "’")


class Changes(Struct, frozen=True, kw_only=True):
    """Every shown item and every entry that was on the page, each in exactly one group."""

    new: tuple[Entry, ...] = ()
    #: Entries with another title, summary, date or kicker.
    revised: tuple[Entry, ...] = ()
    #: Entries with the same words and another URL.
    moved: tuple[Entry, ...] = ()
    #: Entries without a change that a subscriber would notice; place, image or author may differ.
    unchanged: tuple[Entry, ...] = ()
    #: Entries that are no longer shown. Never a deletion: a list page shows only its newest items,
    #: so every item scrolls off in the end.
    off_page: tuple[Entry, ...] = ()
    #: Entries of all groups that differ from what is stored.
    to_save: tuple[Entry, ...] = ()
    #: Former items of the revised and the moved entries.
    revisions: tuple[Revision, ...] = ()
    #: True where a feed made of them differs from one made before.
    visible: bool = False

    @property
    def shown(self) -> tuple[Entry, ...]:
        """The entries that the page shows now."""
        return self.new + self.revised + self.moved + self.unchanged

    @property
    def announced(self) -> bool:
        """True where something is to be announced: a new entry, other words, or another URL."""
        return bool(self.new or self.revised or self.moved)


def detect_changes(
    items: Iterable[Item],
    known: Collection[Entry],
    *,
    matching: Matching,
    mint: Callable[[Item], str],
    now: datetime,
    earlier: EarlierTimes = _NO_TIMES,
) -> Changes:
    """Compare *items*, in page order, with the *known* entries.

    *mint* gives a new entry its id, which may be the id of a *known* entry. *earlier* are the times of
    other entries of the source. An item that is shown twice, for example in a banner and in the list,
    counts once, at its first place.
    """
    by_id = {entry.id: entry for entry in known}
    shown, aliases = _shown(items, matching, mint, by_id)
    kept = _kept_items(shown, by_id)
    edited = _edited(kept, by_id, matching)
    announced = len(kept.keys() - by_id.keys()) + len(edited)
    timestamps = UniqueTimestamps(now, [*earlier.instants, *(entry.updated for entry in known)], announced)

    entries = []
    for entry_id in times.newest_first(kept, now.date()):
        item, before = kept[entry_id], by_id.get(entry_id)
        if before is None:
            entries.append(Entry.first(entry_id, item, aliases[entry_id], timestamps.next()))
            continue
        names = _bounded(before.aliases | aliases[entry_id], keys.aliases(before.item) | aliases[entry_id])
        entry = replace(before, item=item, aliases=names, withdrawn=None)
        is_edited = entry_id in edited
        entries.append(entry.revised(item, timestamps.next(after=before.updated)) if is_edited else entry)
    groups: dict[str, list[Entry]] = {"new": [], "revised": [], "moved": [], "unchanged": []}
    timed = {entry.id: entry for entry in times.timed(entries, by_id, earlier)}
    for entry in page_order.numbered([timed[entry_id] for entry_id in kept], by_id):
        groups[_group(entry, by_id.get(entry.id), edited)].append(entry)
    groups["off_page"] = _off_page(shown, known, matching, now)
    return _as_changes(groups, by_id, now)


def _edited(kept: Mapping[str, Item], by_id: Mapping[str, Entry], matching: Matching) -> set[str]:
    """Return the ids of the known entries that the *kept* items edit; a match by the title alone is no edit."""
    uncertain = {matching.entries[key].id for key in matching.by_title_only}
    compared = kept.keys() & by_id.keys() - uncertain
    return {entry_id for entry_id in compared if _is_edit(by_id[entry_id].item, kept[entry_id])}


def _group(entry: Entry, before: Entry | None, edited: Container[str]) -> str:
    """Return the group of the shown *entry*, which was as *before*."""
    if before is None:
        return "new"
    if entry.id in edited:
        return "revised"
    return "unchanged" if keys.place(before.item) == keys.place(entry.item) else "moved"


def _kept_items(shown: dict[str, Item], by_id: Mapping[str, Entry]) -> dict[str, Item]:
    """Return the items that are *shown*, with known words where the page shows less of them; by entry id."""
    last = next(reversed(shown), None)
    return {
        entry_id: kept_words(item, by_id[entry_id].item, may_be_cut=entry_id == last)
        if entry_id in by_id
        else item
        for entry_id, item in shown.items()
    }


def _off_page(
    shown: Mapping[str, Item], known: Collection[Entry], matching: Matching, now: datetime
) -> list[Entry]:
    """Return the entries that were on the page before and are not *shown*, withdrawn ones marked."""
    before = [entry for entry in known if entry.item.number is not None]
    off_page = [entry for entry in before if entry.id not in shown]
    if not off_page:
        return []
    withdrawn = coverage.withdrawn(shown.values(), matching, before)
    return [_left(entry, now if entry.id in withdrawn else None) for entry in off_page]


def _as_changes(groups: Mapping[str, list[Entry]], by_id: Mapping[str, Entry], now: datetime) -> Changes:
    """Return *groups* with the entries to save and the revisions to record."""
    to_save = [entry for group in groups.values() for entry in group if by_id.get(entry.id) != entry]
    at = now.replace(microsecond=0)
    return Changes(
        **{name: tuple(group) for name, group in groups.items()},
        to_save=tuple(to_save),
        revisions=(
            *(Revision(entry=each.id, at=each.updated, before=by_id[each.id].item) for each in groups["revised"]),
            *(Revision(entry=each.id, at=at, before=by_id[each.id].item, moved=True) for each in groups["moved"]),
        ),
        visible=any(_visible(entry) != _visible(by_id.get(entry.id)) for entry in to_save),
    )


def _left(entry: Entry, withdrawn: datetime | None) -> Entry:
    """Return *entry* as it is stored once it has left the page."""
    at = withdrawn and withdrawn.replace(microsecond=0)
    return replace(entry, item=replace(entry.item, number=None), withdrawn=at)


def kept_words(item: Item, known: Item, *, may_be_cut: bool = False) -> Item:
    """Return *item* with the *known* words that the page no longer shows.

    Another layout leaves out the summaries or cuts long titles. A page that was cut off
    leaves out the end of its last item, which *may_be_cut*. Neither is an edit, so neither
    removes words. An edit has other words. A feed that shows an item as it was before an edit does not undo it.
    """
    if item_data.is_older(item.data, known.data):
        return replace(known, key=item.key, link=item.link, number=item.number)
    is_cut = may_be_cut and _is_cut(_said(item), _said(known))
    words = known if is_cut else replace(item, summary=item.summary or known.summary)
    title = known.title if truncated_titles.completes(known.title, item.title) else words.title
    dated = item_dates.kept(item, known)
    return replace(
        item,
        title=title,
        summary=words.summary,
        published=dated.published,
        date_text=dated.date_text,
        date_margin=dated.date_margin,
        kicker=item.kicker or known.kicker,
        place=item.place or known.place,
        image=item.image or known.image,
        author=item.author or known.author,
        data=item_data.kept(item.data, known.data, keeps_date=dated is known),
    )


def differing_words(before: str, after: str, context: int = 2, limit: int = 120) -> tuple[str, str]:
    """Return the part of each text that differs, with *context* words on each side, cut to *limit* characters."""
    old, new = before.split(), after.split()
    shorter = min(len(old), len(new))
    head = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    rest = shorter - head
    tail = next((at for at in range(rest) if old[-1 - at] != new[-1 - at]), rest)
    start = max(0, head - context)
    texts = (" ".join(words[start : len(words) - max(0, tail - context)]) for words in (old, new))
    was, now = (text if len(text) <= limit else f"{text[: limit - 1]}\u2026" for text in texts)
    return was, now


def _said(item: Item) -> str:
    """Return all words that a list shows of *item*, in the order of the list."""
    return " ".join(part for part in (item.title, item.date_text, item.summary) if part)


def _is_cut(text: str, whole: str) -> bool:
    """Check that *text* is the beginning of *whole*, cut within a sentence."""
    return len(text) < len(whole) and whole.startswith(text) and not text.endswith(_SENTENCE_ENDS)


def _shown(
    items: Iterable[Item], matching: Matching, mint: Callable[[Item], str], known: Container[str]
) -> tuple[dict[str, Item], dict[str, frozenset[str]]]:
    """Return the items by the id of their entry, each once, and the aliases of each.

    *known* are ids that no new entry can have.
    """
    shown: dict[str, Item] = {}
    aliases: dict[str, frozenset[str]] = {}
    ids: dict[str, str] = {}
    for item in items:
        first = matching.duplicates.get(item.key)
        if item.key in ids:
            entry_id = ids[item.key]
        elif first is not None and first in ids:
            entry_id = ids[first]
        elif item.key in matching.entries:
            entry_id = matching.entries[item.key].id
        else:
            entry_id = _own_id(item, mint, (known, shown))
        ids[item.key] = entry_id
        shown.setdefault(entry_id, item)
        aliases[entry_id] = aliases.get(entry_id, frozenset()) | keys.aliases(item)
    return shown, aliases


def _bounded(names: frozenset[str], current: frozenset[str]) -> frozenset[str]:
    """Return at most `MOST_ALIASES` of *names*: the *current* ones, and the shortest of the others.

    URLs that differ at each poll are long; those without a session or a cache number are the shortest. Ids in a feed
    that differ at each poll are no evidence.
    """
    if len(names) <= MOST_ALIASES:
        return names
    former = sorted(names - current, key=lambda name: (keys.is_name_in_feed(name), len(name), name))
    return frozenset([*sorted(current), *former][:MOST_ALIASES])


def _own_id(item: Item, mint: Callable[[Item], str], taken: Sequence[Container[str]]) -> str:
    """Return an id for *item* that none of *taken* has.

    The id of its key may belong to the entry that had this URL first and has another one now.
    Then the words of the item are added to the key.
    """
    key = item.key
    entry_id = mint(item)
    while any(entry_id in ids for ids in taken):
        key += f"{keys.MARK}{keys.title_name(item)}"
        entry_id = mint(replace(item, key=key))
    return entry_id


def _visible(entry: Entry | None) -> Entry | None:
    """Return *entry* without the fields that no feed shows."""
    return entry and replace(entry, item=replace(entry.item, number=None), aliases=frozenset(), withdrawn=None)


def _is_edit(known: Item, item: Item) -> bool:
    """Check that *item* has other words than were *known*; the rest of a title that was cut is no edit."""
    if truncated_titles.completes(item.title, known.title):
        known = replace(known, title=item.title)
    return _have_other_words(known, item) or item_dates.is_edit(known, item)


def _have_other_words(known: Item, item: Item) -> bool:
    """Return whether a field differs whose change is announced as an edit, besides the date.

    Left out on purpose: ``number``, which changes for every item when one is added on
    top; ``link``, which changes when the site moves; ``image`` and ``date_text``.
    """
    pairs = ((known.title, item.title), (known.summary, item.summary), (known.kicker or "", item.kicker or ""))
    return any(before != after and fold(before) != fold(after) for before, after in pairs)
