"""Approve a quarantined poll, exactly as it was shown."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from ilofeed.core import item_dates
from ilofeed.core.date_context import DateHints
from ilofeed.core.errors import PollError
from ilofeed.core.models import Entry, Source
from ilofeed.core.state import Quarantine, SourceState
from ilofeed.decide import explain, gaps, gate
from ilofeed.decide.coverage import measure
from ilofeed.decide.outcomes import ParsedPage
from ilofeed.extract import registry
from ilofeed.poll.compare import Comparison


def reading(held: Quarantine, found: Comparison, *, as_known: bool) -> ParsedPage:
    """Return the page of the *held* poll with the changes that were *found*; *as_known* announces none of them."""
    changes = found.changes
    if as_known:
        before = {entry.id: entry for entry in found.known}
        changes = replace(changes, to_save=tuple(_unannounced(each, before) for each in changes.to_save))
    approved = "accept --as-known" if as_known else "accept"
    decisions = explain.decisions(found.items, found.matching, changes, approved=approved)
    return ParsedPage(page=held.page, extraction=held.extraction, changes=changes, decisions=decisions)


def is_read_so_today(source: Source, held: Quarantine) -> bool:
    """Check that the *held* page would be read today as it was read at its poll."""
    try:
        hints = DateHints(learned=held.extraction.date_order, seen=held.since)
        today = registry.read(held.page, source, last_profile=held.extraction.profile, date_hints=hints)
    except PollError:
        return False
    # Dates that follow from the time of the page were fixed then.
    then = [replace(item, published=item_dates.exact(item)) for item in held.extraction.items[: len(today.items)]]
    return then == [replace(item, published=item_dates.exact(item)) for item in today.items]


def after_gap(
    source: Source, state: SourceState, held: Quarantine, found: Comparison, *, as_known: bool
) -> SourceState:
    """Return *state* after approval of the *held* poll, with a gap for the items that it did not cover.

    There is no gap if the list has no further page, or if another list is taken as known: it begins anew.
    """
    if held.extraction.next is None or (as_known and held.reason == gate.DISJOINT):
        return gaps.closed(state)
    coverage = measure(found.items, found.matching, found.before, state.anchors)
    if coverage.is_reached or state.reach:
        return state
    return gaps.opened(source, state, coverage)


def _unannounced(entry: Entry, before: Mapping[str, Entry]) -> Entry:
    """Return *entry* as saved without an announcement: a new one in no feed, a revised one with its old date."""
    known = before.get(entry.id)
    return replace(entry, announced=False) if known is None else replace(entry, updated=known.updated)
