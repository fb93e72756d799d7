"""Split the history of a feed into archives that never change (RFC 5005 section 4).

Pure. Entries are taken in the order in which they arrived. Nothing can be added to a
closed archive later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ilofeed.core.models import Entry

#: The number of entries of a full archive. An archive is closed when it is full or when its
#: month is over. No larger than the number that the feed shows, so each entry is in one of them.
FULL = 50

Arrival = tuple[str, Entry]


def closings(arrived: Sequence[Arrival], names: Iterable[str]) -> Iterator[tuple[str, Sequence[Arrival]]]:
    """Yield the archives that can be closed, each with its name, the oldest first.

    *arrived* are the entries that are in no archive yet, each with its source, in the order
    of arrival. *names* are the names of the existing archives.
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
