"""Decide whether a list was read far enough that no new item is missed. Pure.

A list shows its new items above those that it showed at the last poll. So reading may end where enough of the
latter follow below the lowest new item, in their former order:

    pinned            known, but on top: no evidence about the items below
    new, new, new     to be covered
    known, known      two in their known order: all new items were read

A known item that was moved to the top, or has a later date now, is no evidence: it may be anywhere in the list.
An unknown item below known ones and no newer than they are need not be covered: it is an old one that rose
because another was deleted.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec import Struct

from ilofeed.core.models import Entry, Item
from ilofeed.decide.identity import Matching

# The number of known items that must follow, if the list has that many.
_FOLLOWERS = 2
# At most one of this number of known items is pinned with a date older than the others.
_PINNED_SHARE = 3
# The ratio of known items in their places to missing ones above which positions prove that an item is old.
_FIRM = 4
# The most entries that are stored to recognise the end of a gap.
_MAX_ANCHORS = 50
# Replaces the ids where no known entry remains: such a gap ends with the list.
_NOBODY = "nobody"
# The rank of an entry that was below all items read at the last poll.
_OFF_PAGE = 1_000_000_000


class Coverage(Struct, frozen=True, kw_only=True):
    """Coverage of the new items of a list by the items that were read."""

    is_reached: bool  #: true where enough known items follow below the lowest new one
    uncovered: tuple[Item, ...] = ()  #: unknown items that have no known one in its place below them
    anchors: tuple[str, ...] = ()  #: where coverage is not reached: ids of the entries that end the gap, in order
    gap_from: date | None = None  #: date of the newest of these
    gap_to: date | None = None  #: date of the lowest item read that is not covered, if it has one


class Placed(Struct, frozen=True, kw_only=True):
    """An item of a list with the place of its entry at the last poll."""

    index: int  #: place in the list now
    rank: int | None  #: place of its entry in the known order; None: not in it
    item: Item
    entry: Entry | None  #: None: the item is unknown

    @property
    def is_redated(self) -> bool:
        """True where the item has a later date than its entry."""
        before = self.entry.item.published if self.entry else None
        return before is not None and self.item.published is not None and self.item.published > before


def measure(
    items: Iterable[Item], matching: Matching, before: Sequence[Entry], anchors: Sequence[str] = ()
) -> Coverage:
    """Measure how far *items*, as read so far, cover the new items of the list.

    *before* are the entries that were on the page at the last good poll. *anchors* are the ids of those that
    were on it before an open gap, in order: while it is open, all later items must be covered as well.
    """
    listing = _Listing(items, matching, before, anchors)
    fresh, uncovered = listing.fresh(), listing.uncovered()
    if not fresh or listing.is_covered(fresh[-1].index):
        return Coverage(is_reached=True, uncovered=uncovered)
    ahead = listing.unmoved(anchors) if anchors else listing.ahead(fresh[-1].index)
    wanted = set(ahead)
    missed = [entry for entry in before if entry.id in wanted] or before
    return Coverage(
        is_reached=False,
        uncovered=uncovered,
        anchors=tuple(ahead[:_MAX_ANCHORS]),
        gap_from=max((entry.published.date() for entry in missed), default=None),
        gap_to=fresh[-1].item.published,
    )


def may_be_cut(items: Sequence[Item], matching: Matching, before: Sequence[Entry]) -> bool:
    """Check that a page without a next one may lack items, where coverage was not reached on it.

    A page that became shorter lacks none. Nor does a page without any known item whose dates go back further than
    the known ones: it is another list.
    """
    if len(items) < len(before):
        return False
    dates = [item.published for item in items if item.published]
    newest = max(entry.published.date() for entry in before)
    return bool(matching.entries) or not dates or min(dates) >= newest


def withdrawn(items: Iterable[Item], matching: Matching, before: Sequence[Entry]) -> set[str]:
    """Return the ids of the entries not in *items* that were removed from between their neighbours.

    At least as many known entries follow below their place as are missing in a row. Other missing entries
    moved to a later page. So did an entry that is older than all that follow.
    """
    return set(_Listing(items, matching, before).withdrawn(before))


class _Listing:
    """The items of a list with the known order of their entries."""

    def __init__(
        self, items: Iterable[Item], matching: Matching, before: Sequence[Entry], anchors: Sequence[str] = ()
    ) -> None:
        ordered = sorted(before, key=lambda entry: entry.item.number or 0)
        self._is_gap = bool(anchors)
        self._ids = tuple(anchors) or tuple(entry.id for entry in ordered)
        # The oldest date of the known items, except for up to a third of them, which may be pinned. The anchors of
        # a gap need not be among *before*.
        days = sorted(entry.item.published for entry in before if entry.item.published)
        self._oldest = days[len(days) // _PINNED_SHARE] if days else None
        self._placed = tuple(self._place(items, matching))
        seen = {placed.rank for placed in self._placed}
        self._unseen = [rank for rank in range(len(self._ids)) if rank not in seen]
        #: The known items without a later date, and those of them that are in the known order.
        self._steady = [placed for placed in self._placed if placed.rank is not None and not placed.is_redated]
        self._chain = _in_order(self._steady)

    def _place(self, items: Iterable[Item], matching: Matching) -> Iterator[Placed]:
        """Yield each item at its first place."""
        ranks = {entry_id: rank for rank, entry_id in enumerate(self._ids)}
        done = set(matching.duplicates)
        for index, item in enumerate(items):
            if item.key in done:
                continue
            done.add(item.key)
            entry = matching.entries.get(item.key)
            rank = ranks.get(entry.id, None if self._is_gap else _OFF_PAGE) if entry else None
            yield Placed(index=index, rank=rank, item=item, entry=entry)

    def uncovered(self) -> tuple[Item, ...]:
        """Return the unknown items below the lowest known one, except those whose dates prove that they are old.

        A known item counts only if at least as many others are above it as are missing there: else it may have
        been moved.
        """
        in_place = [each.index for at, each in enumerate(self._chain) if at >= self._missing_above(each)]
        below = [each for each in self._placed if each.entry is None and each.index > max(in_place, default=-1)]
        return tuple(each.item for each in below if self._is_newer(each) is not False)

    def fresh(self) -> list[Placed]:
        """Return the items to cover, top to bottom: new ones, and known ones that may be anywhere."""
        return [placed for placed in self._placed if self._is_fresh(placed)]

    def is_covered(self, lowest: int) -> bool:
        """Check that enough known items follow below the index *lowest*.

        If fewer entries remain, fewer are enough. The number that follows must exceed the number missing
        above them: else they may have been moved there.
        """
        below = _in_order([placed for placed in self._steady if placed.index > lowest])
        if not below:
            return False
        older = sum(
            placed.index > lowest and placed.entry is None and self._is_newer(placed) is False
            for placed in self._placed
        )
        passed = {placed.rank for placed in self._placed if placed.index < lowest} - {None, _OFF_PAGE}
        left = len(self._ids) - len(passed)
        wanted = _FOLLOWERS if below[-1].rank == _OFF_PAGE else min(_FOLLOWERS, left)
        return len(below) + older >= wanted and len(below) + older > self._missing_above(below[0])

    def ahead(self, lowest: int) -> list[str]:
        """Return the ids of the entries that are expected below the index *lowest*, in order."""
        passed = {placed.rank for placed in self._placed if placed.index < lowest or placed.is_redated}
        return [each for rank, each in enumerate(self._ids) if rank not in passed] or [_NOBODY]

    def unmoved(self, anchors: Iterable[str]) -> list[str]:
        """Return *anchors* without those that have a later date now.

        Those were moved, and the next poll could not see that.
        """
        moved = {placed.entry.id for placed in self._placed if placed.entry and placed.is_redated}
        return [each for each in anchors if each not in moved] or [_NOBODY]

    def withdrawn(self, before: Sequence[Entry]) -> Iterator[str]:
        """Yield the ids of those of *before* that were removed."""
        dates = {entry.id: entry.item.published for entry in before}
        missing = [bisect_left(self._chain, rank, key=lambda placed: placed.rank or 0) for rank in self._unseen]
        for rank, below in zip(self._unseen, missing, strict=True):
            following = self._chain[below:]
            is_held = following and len(following) >= missing.count(below)
            if is_held and not _is_older(dates[self._ids[rank]], following):
                yield self._ids[rank]

    def _is_fresh(self, placed: Placed) -> bool:
        if placed.entry is not None and placed.rank is None:
            is_known = placed.entry.item.number is None  # else it was read since the gap opened
        else:
            is_known = placed.entry is not None and not placed.is_redated
        if is_known:
            return False
        if placed.is_redated:
            return self._is_newer(placed) is not False
        return not self._is_below_by_place(placed) and self._is_newer(placed) is not False

    def _is_newer(self, placed: Placed) -> bool | None:
        """Return whether *placed* is newer than known items; None where its date does not show this.

        It is not newer if it is older than the known item above it and than most known items.
        """
        near = self._near(placed)
        if near is None:
            return True
        day, bounds = placed.item.published, [near.item.published]
        if not self._is_gap and not placed.is_redated:
            bounds.append(self._oldest)
        if day is None or any(bound is None for bound in bounds):
            return None
        if any(bound is not None and day > bound for bound in bounds):
            return True
        return None if day in bounds and not placed.is_redated else False

    def _near(self, placed: Placed) -> Placed | None:
        """Return the lowest known item above *placed*."""
        count = _count_above(self._steady, placed)
        return self._steady[count - 1] if count else None

    def _is_below_by_place(self, placed: Placed) -> bool:
        """Check that the places alone prove that *placed* is below the known items."""
        count = _count_above(self._chain, placed)
        if not count:
            return False
        first, last = self._chain[0], self._chain[count - 1]
        missing = self._missing_above(last)
        if last.rank is not None and last.rank >= len(self._ids) - 1:
            # The last one is still there. The missing ones were removed from among them, or scrolled off the top
            # of a list that shows its newest item last.
            has_scrolled = missing == self._missing_above(first) and count > missing
            return count > 1 and (count > _FIRM * missing or has_scrolled)
        # The last one may itself have been deleted.
        return self._is_newer(placed) is not True and count > _FIRM * len(self._unseen)

    def _missing_above(self, placed: Placed) -> int:
        """Return the number of missing entries whose known place is above *placed*."""
        return bisect_left(self._unseen, placed.rank or 0)


def _count_above(listed: Sequence[Placed], placed: Placed) -> int:
    return bisect_left(listed, placed.index, key=lambda each: each.index)


def _in_order(listed: Sequence[Placed]) -> list[Placed]:
    """Return the longest part of *listed*, top to bottom, that is in the known order."""
    ends: list[int] = []  # of the best part of each length so far
    ranks: list[int] = []
    before: list[int | None] = []
    for at, placed in enumerate(listed):
        rank = placed.rank or 0
        length = bisect_right(ranks, rank)
        before.append(ends[length - 1] if length else None)
        ends[length:] = [at, *ends[length + 1 :]]
        ranks[length:] = [rank, *ranks[length + 1 :]]
    chain = []
    step = ends[-1] if ends else None
    while step is not None:
        chain.append(listed[step])
        step = before[step]
    return chain[::-1]


def _is_older(day: date | None, following: Sequence[Placed]) -> bool:
    """Check that *day* belongs below all items *following*, in a list with its newest item first."""
    days = [placed.item.published for placed in following]
    dated = [each for each in days if each is not None]
    return day is not None and len(dated) == len(days) and day < min(dated) and dated[0] >= dated[-1]
