"""Correct the times of published documents that a clock which was ahead has given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from msgspec.structs import replace

from ilofeed.core.clock_check import WRONG
from ilofeed.core.models import FeedConfig
from ilofeed.core.protocols import Store
from ilofeed.publish.targets import Target

_SECOND = timedelta(seconds=1)


def correct_times(store: Store, place: Target, names: Iterable[str], now: datetime) -> None:
    """Set the times of the documents *names* that are in the future to *now*; their bytes stay.

    Call it only when the clock is known to be right: everywhere else times only increase.
    Raises PublishError.
    """
    # A second ago, so that the next change is not dated in the future either.
    modified = now.replace(microsecond=0) - _SECOND
    for name in names:
        ahead = [
            publication for publication in store.publications(name).values() if publication.modified > now + WRONG
        ]
        if ahead:
            with place.locked(name):
                place.correct_times([replace(each, modified=modified) for each in ahead])


def document_names(store: Store, plans: Iterable[FeedConfig]) -> Iterator[str]:
    """Yield the names of all documents of *plans*, with their archives."""
    for plan in plans:
        yield from (plan.slug, *plan.former)
        yield from (f"{plan.slug}.{name}" for name in store.archive_names(plan.slug))
