"""The items of a page beside what is known of them. Nothing is saved here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ilofeed import counters, match
from ilofeed.diff import Changes, diff
from ilofeed.match import Matching
from ilofeed.memory import SourceState
from ilofeed.model import Entry, Item, Source
from ilofeed.ports import Store

if TYPE_CHECKING:
    from ilofeed.reread import Reread

# How many of the latest entries a new one's dates must differ from: more than a feed shows.
_BESIDE = 100


class Comparison(Struct, frozen=True, kw_only=True):
    """The items of a page beside what was known of them."""

    items: tuple[Item, ...]  #: without what only counters changed
    counters: tuple[str, ...]  #: with those that the page taught
    known: tuple[Entry, ...]
    matching: Matching
    changes: Changes

    @property
    def before(self) -> list[Entry]:
        """What stood on the page at the last good poll."""
        return [entry for entry in self.known if entry.item.number is not None]

    @property
    def is_moving(self) -> bool:
        """Whether known entries stand on the page under addresses that are not theirs."""
        return bool(self.changes.moved) or any(
            entry.item.key != key for key, entry in self.matching.entries.items()
        )


def compare(
    store: Store,
    mint: Callable[[Item], str],
    source: Source,
    state: SourceState,
    items: Sequence[Item],
    now: datetime,
    learned: tuple[Entry, ...] = (),
) -> Comparison:
    """What of *items* is known, and what would change.

    *mint* gives a new entry its id; *learned* are entries with more aliases than the store
    has, or that it does not have.
    """
    known = candidates(store, mint, source, items, learned)
    steady = counters.steadied(items, known, state.counters)
    items = steady.items
    matching = match.match(items, known)
    new = [item for item in items if item.key not in matching.entries]
    beside = store.newest(source.slug, _BESIDE)
    changes = diff(
        items,
        known,
        matching=matching,
        mint=_minting(store, mint, new),
        now=now,
        taken={instant for entry in beside for instant in (entry.first_seen, entry.updated)},
    )
    if state.content and not state.recipe:  # known from the feed alone, and not read since
        changes = _known_below(changes, matching, items)
    return Comparison(
        items=steady.items, counters=steady.patterns, known=known, matching=matching, changes=changes
    )


def read_again(
    store: Store,
    mint: Callable[[Item], str],
    source: Source,
    state: SourceState,
    before: Sequence[Item],
    after: Sequence[Item],
    now: datetime,
) -> Reread:
    """Compare two readings of one page, *before* and *after*, with what the store knows of *source*."""
    from ilofeed.reread import reread  # noqa: PLC0415 - once after a change of how pages are read

    known = candidates(store, mint, source, (*before, *after))
    after = counters.steadied(after, known, state.counters, learn=False).items
    return reread(before, after, known, mint=_minting(store, mint, after), now=now)


def candidates(
    store: Store,
    mint: Callable[[Item], str],
    source: Source,
    items: Sequence[Item],
    learned: tuple[Entry, ...] = (),
) -> tuple[Entry, ...]:
    """The entries that any of *items* could be, and those of the last good poll."""
    aliases = {alias for item in items for alias in match.aliases(item)}
    titles = {match.title_name(item) for item in items}
    stored = store.known(source.slug, aliases, titles, {mint(item) for item in items})
    return tuple(({entry.id: entry for entry in stored} | {entry.id: entry for entry in learned}).values())


def _minting(store: Store, mint: Callable[[Item], str], new: Sequence[Item]) -> Callable[[Item], str]:
    """Return what gives each of the *new* items its id."""
    elsewhere = store.named({alias for item in new for alias in match.aliases(item)}) if new else {}
    return partial(_minted, mint, elsewhere)


def _minted(mint: Callable[[Item], str], elsewhere: Mapping[str, str], item: Item) -> str:
    """The id of an item that is new to this source: the one that it has in another, if it has."""
    names = [item.key, *sorted(match.aliases(item))] if match.has_own_link(item) else []
    return next((elsewhere[name] for name in names if name in elsewhere), None) or mint(item)


def _known_below(changes: Changes, matching: Matching, items: Sequence[Item]) -> Changes:
    """*changes* after a loss: what stands below all that the feed showed was told long ago."""
    keys = [item.key for item in items]
    last = max((at for at, key in enumerate(keys) if key in matching.entries), default=len(keys))
    silent = {entry.id for entry in changes.new if entry.item.key in keys[last + 1 :]}
    return replace(
        changes,
        new=tuple(entry for entry in changes.new if entry.id not in silent),
        to_save=tuple(
            replace(each, announced=each.announced and each.id not in silent) for each in changes.to_save
        ),
    )
