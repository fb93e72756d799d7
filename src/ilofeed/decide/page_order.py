"""Number the entries of a page so that their numbers increase from top to bottom, and few of them change. Pure.

A number is stored with its entry. If it were the place on the page, each new item on top would change all of them:

    place          1 Title B   2 Title A       1 Title C   2 Title B   3 Title A
    number         999 Title B   1000 Title A       998 Title C   999 Title B   1000 Title A
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from math import inf

from msgspec.structs import replace

from ilofeed.core.models import Entry

# The number of the first entry where the numbers begin anew: at the first poll, and where those above are used up.
# Numbers below 1 are not used: 0 means an entry that is not on the page.
_START = 1_000_000


def numbered(shown: Sequence[Entry], known: Mapping[str, Entry]) -> list[Entry]:
    """Return the entries *shown*, in the order of the page, with numbers in this order.

    *known* are the entries before, by id. Those that are in their former order keep their numbers, except those
    between the top and a new or moved one. Those whose items have no number get none.
    """
    placed = [entry.id for entry in shown if entry.item.number is not None]
    before = {each: known[each].item.number for each in placed if each in known}
    numbers = _numbers(placed, {each: number for each, number in before.items() if number is not None})
    by_id = dict(zip(placed, numbers, strict=True))
    return [_with_number(entry, by_id[entry.id]) if entry.id in by_id else entry for entry in shown]


def _with_number(entry: Entry, number: int) -> Entry:
    return entry if entry.item.number == number else replace(entry, item=replace(entry.item, number=number))


def _numbers(shown: Sequence[str], known: Mapping[str, int]) -> list[int]:
    """Return increasing numbers for *shown*, ids of entries, most of which have *known* ones."""
    steady = _in_order([(each, known[each]) for each in shown if each in known])
    last = max((at for at, each in enumerate(shown) if each in steady), default=-1)
    next_ = steady[shown[last]] + 1 if steady else _START
    below = range(next_, next_ + len(shown) - last - 1)
    above = []
    for each in reversed(shown[: last + 1]):
        next_ = min(steady.get(each, next_), next_ - 1)
        above.append(next_)
    return [*reversed(above), *below] if next_ > 0 else list(range(_START, _START + len(shown)))


def _in_order(listed: Sequence[tuple[str, int]]) -> dict[str, int]:
    """Return the longest part of *listed*, ids with numbers, in which the numbers increase."""
    lowest: list[int] = []  # by length: the lowest number at the end of a part of this length
    lengths = []
    for _, number in listed:
        length = bisect_left(lowest, number)
        lowest[length : length + 1] = [number]
        lengths.append(length)
    chain: dict[str, int] = {}
    wanted, above = len(lowest) - 1, inf
    for (entry_id, number), length in zip(reversed(listed), reversed(lengths), strict=True):
        if length == wanted and number < above:
            chain[entry_id] = number
            wanted, above = wanted - 1, number
    return chain
