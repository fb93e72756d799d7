"""Compute the conditions of sources from the store, without the network."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from msgspec import Struct

from ilofeed.core.models import Source
from ilofeed.core.protocols import Store
from ilofeed.core.state import Condition, Outcome, SourceState
from ilofeed.decide.health import condition
from ilofeed.publish import summary

#: The outcomes after which no poll is quarantined.
GOOD = (None, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.NOT_MODIFIED)


class Marks(Struct, frozen=True, kw_only=True):
    """The slugs of sources with a quarantined poll, and of quiet sources."""

    held: Collection[str] = ()
    quiet: Collection[str] = ()


def marks(store: Store, states: Mapping[str, SourceState], now: datetime) -> Marks:
    """Read from *store* the facts that its *states* do not contain. Raises StoreError.

    If all sources are ok, this reads nothing.
    """
    is_any_bad = any(state.outcome not in GOOD for state in states.values())
    return Marks(
        held=store.held() if is_any_bad else (),
        quiet=quiet_sources(store, states.values(), now),
    )


def conditions(
    sources: Iterable[Source], states: Mapping[str, SourceState], known: Marks, now: datetime
) -> dict[str, Condition]:
    """Return the condition of each of *sources* at *now*, by slug."""
    return {
        source.slug: condition(
            source,
            states.get(source.slug),
            now,
            is_held=source.slug in known.held,
            is_quiet=source.slug in known.quiet,
        )
        for source in sources
    }


def quiet_sources(store: Store, states: Iterable[SourceState], now: datetime) -> set[str]:
    """Return the slugs of sources that publish much less than before. Raises StoreError.

    The history is read only for sources without a new entry for some time.
    """
    since = now - summary.LEAST_QUIET
    return quiet(
        store, [state.slug for state in states if state.newest is None or state.newest < since], now.date()
    )


def quiet(store: Store, slugs: Collection[str], today: date) -> set[str]:
    """Return those of *slugs* that publish much less than before. Raises StoreError."""
    if not slugs:
        return set()
    months = store.months(slugs)
    last = store.last_days(slugs)
    return {slug for slug, day in last.items() if summary.is_quiet(months.get(slug, {}), day, today)}
