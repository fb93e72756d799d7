"""Where a feed's history is cut into parts that never change (RFC 5005 section 4).

Pure. Entries are taken in the order in which they came, so that nothing can ever come
into a part that is closed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ilofeed.core.models import Entry

#: A part is closed when it is so full, or when its month is over. No larger than what the
#: feed itself shows: an entry is always in the one or in the other.
FULL = 50

Arrival = tuple[str, Entry]


def closings(arrived: Sequence[Arrival], names: Iterable[str]) -> Iterator[tuple[str, Sequence[Arrival]]]:
    """The parts that can be closed, the oldest first, each with its name.

    *arrived* are the entries that are in no part yet, each with its source, in the order in
    which they came; *names* are those of the parts there are.
    """
    taken = set(names)
    while arrived:
        month = f"{arrived[0][1].first_seen:%Y-%m}"
        later = (at for at, (_, entry) in enumerate(arrived[:FULL]) if f"{entry.first_seen:%Y-%m}" > month)
        run = arrived[: min(FULL, next(later, FULL))]
        if len(run) == len(arrived) and len(run) < FULL:
            return
        name = _name(month, taken)
        taken.add(name)
        yield name, run
        arrived = arrived[len(run) :]


def _name(month: str, taken: set[str]) -> str:
    number, name = 1, month
    while name in taken:
        number += 1
        name = f"{month}-{number}"
    return name
