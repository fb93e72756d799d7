"""Record gaps: parts of a list in which items may have gone unseen. Pure.

A poll opens a gap when it does not reach a known entry. Each of the next polls reads further, until one reaches
a known entry. If no more pages can be read, the gap is only recorded: `status` shows it.
"""

from __future__ import annotations

from msgspec.structs import replace

from ilofeed.core.models import Source
from ilofeed.core.state import SourceState
from ilofeed.decide.coverage import Coverage

#: The most pages that one poll reads to close a gap.
MAX_PAGES = 100


def opened(source: Source, state: SourceState, coverage: Coverage) -> SourceState:
    """Record in *state* the gap that *coverage* leaves, and let the next poll read on for twice as many pages."""
    reach = min(MAX_PAGES, 2 * max(source.max_pages, state.reach))
    return replace(_recorded(state, coverage), reach=reach, gap_anchors="\n".join(coverage.anchors))


def accepted(source: Source, state: SourceState, coverage: Coverage, *, can_read_on: bool) -> SourceState:
    """Return *state* after an accepted poll that read as far as *coverage* shows.

    A gap is only recorded where no further page can be read, or where `MAX_PAGES` were read.
    """
    if coverage.is_reached:
        return closed(state) if state.reach else state
    if can_read_on and state.reach < MAX_PAGES:
        return opened(source, state, coverage)
    return replace(_recorded(state, coverage), reach=0, gap_anchors="")


def closed(state: SourceState) -> SourceState:
    """Return *state* without a gap."""
    return replace(state, reach=0, gap_from=None, gap_to=None, gap_anchors="")


def _recorded(state: SourceState, coverage: Coverage) -> SourceState:
    """Record the dates of a gap; a gap that is already open keeps its first date."""
    start = min((day for day in (state.gap_from, coverage.gap_from) if day), default=None)
    end = coverage.gap_to
    if start and end and end < start:  # the list is not in the order of its dates
        start, end = end, start
    return replace(state, gap_from=start, gap_to=end)
