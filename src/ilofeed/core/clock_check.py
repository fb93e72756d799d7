"""Decide whether this machine's clock can be trusted to correct dates. Pure: the time is an argument.

Dates that are ahead of the clock were given by a clock that was ahead, or the clock is behind
now. Only others can tell which: the servers that answer polls, or the database that machines
share. Nothing is taken from them but whether they agree.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from statistics import median_low

from msgspec.structs import replace

from ilofeed.core.state import SourceState

#: Agreement up to this difference; slow answers and servers that are off by minutes are no evidence.
TOLERANCE = timedelta(hours=1)
#: Polls in a row that must agree before a date is moved.
NEEDED = 2
#: Why a feed is not published that has dates ahead of the clock.
CLOCK_BEHIND = "clock_behind"
#: A clock that goes back further than this was wrong, or is.
WRONG = timedelta(days=1)
# Clocks are corrected by moments all the time.
_STEP = timedelta(minutes=1)


def went_back(state: SourceState, now: datetime) -> bool:
    """Return whether the last poll took place in the future."""
    return state.last_poll is not None and state.last_poll > now + _STEP


def before_poll(state: SourceState, now: datetime) -> SourceState:
    """Return *state* for a poll at *now*: what was decided by a clock that was ahead is void.

    Of a source that was never polled no date can be wrong.
    """
    if state.last_poll is None:
        return replace(state, clock_agreements=NEEDED + 1)
    if not went_back(state, now):
        return state
    if state.last_poll <= now + WRONG:
        return replace(state, not_before=None)
    return replace(state, not_before=None, clock_agreements=0, clock_offset=0)


def after_poll(
    state: SourceState, now: datetime, *, server: datetime | None, database: datetime | None = None
) -> SourceState:
    """Return *state* after a poll at *now* in which the clocks of *server* and *database* said these dates.

    The database can only agree: our clock follows that of a database which machines share.
    """
    if any(date is not None and abs(date - now) <= TOLERANCE for date in (server, database)):
        return replace(state, clock_agreements=min(NEEDED + 1, state.clock_agreements + 1), clock_offset=0)
    if server is None:
        return state
    return replace(state, clock_agreements=0, clock_offset=round((server - now).total_seconds()))


def just_certain(state: SourceState) -> bool:
    """Return whether the last poll that could tell was the one that made the clock certain."""
    return state.clock_agreements == NEEDED


def is_confirmed(states: Collection[SourceState], now: datetime) -> bool:
    """Return whether most of the servers that were asked since the clock went back last agree with it.

    Enough for sources whose own servers cannot tell: those that do not answer, and those that are not asked.
    """
    asked = [state for state in states if state.last_poll is not None and not went_back(state, now)]
    agree = sum(state.clock_agreements >= NEEDED for state in asked)
    return agree > sum(bool(state.clock_offset) for state in asked)


def disagreement(states: Collection[SourceState]) -> str:
    """Return one line about the clock, if most servers disagree with it; else an empty string."""
    offsets = [state.clock_offset for state in states if state.clock_offset]
    asked = len(offsets) + sum(bool(state.clock_agreements) for state in states)
    ahead = sum(offset < 0 for offset in offsets)
    wrong = max(ahead, len(offsets) - ahead)
    if not wrong or wrong * 2 <= asked:
        return ""
    by = timedelta(seconds=abs(median_low(each for each in offsets if (each < 0) == (ahead == wrong))))
    span = f"{by.days} days" if by.days > 1 else f"{by.total_seconds() / 3600:.1f} hours"
    side = "ahead of" if ahead == wrong else "behind"
    servers = "the server of 1 source" if asked == 1 else f"the servers of {wrong} of {asked} sources"
    return f"the clock is {span} {side} {servers}; set it. Until then no date is corrected"
