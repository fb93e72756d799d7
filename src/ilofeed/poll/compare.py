"""Compare the items of a page with the stored entries. Nothing is saved here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core import ids as keys
from ilofeed.core import link_rules
from ilofeed.core.layout_names import SITEMAP
from ilofeed.core.models import Entry, Extraction, Item, Source
from ilofeed.core.protocols import EntryLookup
from ilofeed.core.state import LinkRules, SourceState
from ilofeed.decide import counters, identity, times
from ilofeed.decide.changes import Changes, detect_changes
from ilofeed.decide.identity import Matching
from ilofeed.decide.risen import risen
from ilofeed.decide.times import EarlierTimes

if TYPE_CHECKING:
    from ilofeed.decide.reread import Reread

# The number of latest entries from which the dates of a new one must differ: more than a feed shows.
_BESIDE = 100


class KnownEntries(Struct, frozen=True, kw_only=True):
    """The stored entries, and the ids that new ones get."""

    store: EntryLookup
    mint: Callable[[Item], str]

    def candidates(self, slug: str, items: Sequence[Item], learned: tuple[Entry, ...] = ()) -> tuple[Entry, ...]:
        """Return the entries that any of *items* could be, and those of the last good poll."""
        aliases = {alias for item in items for alias in keys.aliases(item)}
        titles = {keys.title_name(item) for item in items}
        stored = self.store.known(slug, aliases, titles, {self.mint(item) for item in items})
        return tuple(({entry.id: entry for entry in stored} | {entry.id: entry for entry in learned}).values())

    def latest(self, slug: str) -> tuple[Entry, ...]:
        """Return the latest entries of the source *slug*."""
        return self.store.newest(slug, _BESIDE)

    def earlier_times(self, slug: str, days: Collection[date | None]) -> EarlierTimes:
        """Return the times of the entries of the source *slug* that may conflict with new ones of *days*."""
        latest, offsets = self.store.latest_times(slug, _BESIDE, [day for day in days if day], times.LAST)
        return EarlierTimes(latest=latest, noon_offsets=offsets)

    def minting(self, new: Sequence[Item]) -> Callable[[Item], str]:
        """Return the function that gives each of the *new* items its id, that of another source if it has one."""
        elsewhere = self.store.named({name for item in new for name in keys.addresses(item)}) if new else {}
        return partial(_minted, self.mint, elsewhere)


class Matched(Struct, frozen=True, kw_only=True):
    """The items of a page with their entries."""

    items: tuple[Item, ...]  #: made distinct by the rules for links, and without the changes of counters
    rules: LinkRules  #: with those learned from the page
    counters: tuple[str, ...]  #: with those learned from the page
    stored: tuple[Entry, ...]  #: entries that the items could be
    known: tuple[Entry, ...]  #: the same entries after the rules for links
    matching: Matching

    @property
    def before(self) -> list[Entry]:
        """The entries that were on the page at the last good poll."""
        return [entry for entry in self.known if entry.item.number is not None]


class Comparison(Matched, frozen=True, kw_only=True):
    """The items of a page compared with the stored entries."""

    changes: Changes

    @property
    def is_moving(self) -> bool:
        """True where known entries are on the page under URLs that are not theirs."""
        return bool(self.changes.moved) or any(
            entry.item.key != key for key, entry in self.matching.entries.items()
        )


def compare(
    entries: KnownEntries,
    state: SourceState,
    extraction: Extraction,
    now: datetime,
    learned: tuple[Entry, ...] = (),
    *,
    as_edits: bool = False,
) -> Comparison:
    """Compare the items of *extraction* with the stored entries, and return the changes.

    *learned* are entries with more aliases than the store has, or entries that it does not have. *as_edits*
    treats other words at a known URL as an edit.
    """
    found = matched(entries, state, extraction, learned, as_edits=as_edits)
    known, matching = found.known, found.matching
    items = _titled(found.items, matching) if extraction.profile == SITEMAP else found.items
    changes = detect_changes(
        items,
        known,
        matching=matching,
        mint=entries.minting([item for item in items if item.key not in matching.entries]),
        now=now,
        earlier=entries.earlier_times(
            state.slug, {item.published for item in items if _has_new_date(item, matching)}
        ),
    )
    if state.content and not state.recipe:  # known from the feed alone, and not read since
        changes = _silenced(changes, _below_known(matching, items))
    changes = _silenced(changes, risen(items, matching, found.before))
    return Comparison(
        items=items,
        rules=found.rules,
        counters=found.counters,
        stored=found.stored,
        known=known,
        matching=matching,
        changes=_with_links(changes, found.stored, known),
    )


def matched(
    entries: KnownEntries,
    state: SourceState,
    extraction: Extraction,
    learned: tuple[Entry, ...] = (),
    *,
    as_edits: bool = False,
) -> Matched:
    """Make the items of *extraction* distinct and match them with the stored entries, as `compare` does."""
    distinct, rules, stored = _told_apart(entries, state, extraction, learned)
    if counters.are_in_titles(state.counters):
        ids = {entry.id for entry in stored}
        stored += tuple(entry for entry in entries.latest(state.slug) if entry.id not in ids)
    known = tuple(link_rules.apply_to_entry(entry, rules) for entry in stored)
    match_known = partial(_match, mint=entries.mint, known=known, as_edits=as_edits)
    matching = match_known(distinct)
    steady = counters.steadied(distinct, known, matching, state.counters)
    return Matched(
        items=steady.items,
        rules=rules,
        counters=steady.patterns,
        stored=stored,
        known=known,
        matching=matching if steady.items == distinct else match_known(steady.items),
    )


def _titled(items: Sequence[Item], matching: Matching) -> tuple[Item, ...]:
    """Return the *items* of a sitemap with known titles and languages that it names no longer.

    It names those of the last two days, as the extension for news demands. Else the title is only the words of the
    address.
    """
    from ilofeed.core.address_title import is_provisional  # noqa: PLC0415 - only for sitemaps

    def titled(item: Item) -> Item:
        entry = matching.entries.get(item.key)
        if entry is None or not is_provisional(item.title, item.link):
            return item
        known = entry.item
        title = item.title if is_provisional(known.title, known.link) else known.title
        return replace(item, title=title, language=item.language or known.language)

    return tuple(map(titled, items))


def _has_new_date(item: Item, matching: Matching) -> bool:
    entry = matching.entries.get(item.key)
    return entry is None or entry.item.published != item.published


def _match(
    items: Sequence[Item], *, mint: Callable[[Item], str], known: Sequence[Entry], as_edits: bool
) -> Matching:
    return identity.match_items(
        items, known, first_ids={item.key: mint(item) for item in items}, as_edits=as_edits
    )


def _told_apart(
    entries: KnownEntries,
    state: SourceState,
    extraction: Extraction,
    learned: tuple[Entry, ...],
) -> tuple[tuple[Item, ...], LinkRules, tuple[Entry, ...]]:
    """Make the items of *extraction* distinct; return them, the rules for links, and the entries they could be."""
    applied = link_rules.apply(extraction.items, extraction.url, state.link_rules)
    known = entries.candidates(state.slug, applied.items, learned)
    before = [entry.item for entry in known if entry.item.number is not None]
    rules = link_rules.learn(extraction.items, before, applied.rules)
    if rules == applied.rules:
        return applied.items, rules, known
    again = link_rules.apply(extraction.items, extraction.url, rules)
    if [item.key for item in again.items] != [item.key for item in applied.items]:
        known = entries.candidates(state.slug, again.items, learned)
    return again.items, again.rules, known


def _with_links(changes: Changes, stored: Sequence[Entry], known: Sequence[Entry]) -> Changes:
    """Return *changes* that also save the entries of which only link or key differs from the *stored* ones."""
    before = {entry.id: entry for entry in stored}
    after = {entry.id: entry for entry in known if entry != before[entry.id]}
    saved = {entry.id for entry in changes.to_save}
    rekeyed = [entry for entry in changes.shown if entry.id in after and entry.id not in saved]
    is_visible = any(
        entry.id in after and entry.item.link != before[entry.id].item.link for entry in changes.shown
    )
    return replace(changes, to_save=(*changes.to_save, *rekeyed), visible=changes.visible or is_visible)


def read_again(
    entries: KnownEntries,
    source: Source,
    state: SourceState,
    before: Sequence[Item],
    after: Sequence[Item],
    now: datetime,
) -> Reread:
    """Compare two readings of one page, *before* and *after*, with the stored entries of *source*."""
    from ilofeed.decide.reread import reread  # noqa: PLC0415 - once after a change of how pages are read

    known = entries.candidates(source.slug, (*before, *after))
    matching = identity.match_items(after, known)
    after = counters.steadied(after, known, matching, state.counters, learn=False).items
    earlier = entries.earlier_times(source.slug, {item.published for item in after})
    return reread(before, after, known, mint=entries.minting(after), now=now, earlier=earlier)


def _minted(mint: Callable[[Item], str], elsewhere: Mapping[str, str], item: Item) -> str:
    """Return the id of an item that is new to this source: the one that it has in another source, if any."""
    names = [item.key, *sorted(keys.addresses(item))] if keys.has_own_link(item) else []
    return next((elsewhere[name] for name in names if name in elsewhere), None) or mint(item)


def _below_known(matching: Matching, items: Sequence[Item]) -> Collection[str]:
    """Return the keys of the items below the last known one.

    After a loss of data, that is the last one of our feed. Those below it are older, so subscribers have had them.
    """
    named = [item.key for item in items]
    last = max((at for at, key in enumerate(named) if key in matching.entries), default=len(named))
    return named[last + 1 :]


def _silenced(changes: Changes, old: Collection[str]) -> Changes:
    """Return *changes* without an announcement of the new entries whose items have the keys *old*."""
    silent = {entry.id for entry in changes.new if entry.item.key in old} if old else ()
    if not silent:
        return changes
    return replace(
        changes,
        new=tuple(entry for entry in changes.new if entry.id not in silent),
        to_save=tuple(
            replace(each, announced=each.announced and each.id not in silent) for each in changes.to_save
        ),
    )
