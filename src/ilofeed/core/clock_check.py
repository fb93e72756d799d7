"""Decide whether this machine's clock can be trusted to correct dates. Pure: the time is an argument.

Dates ahead of the clock have two possible causes: the clock was ahead when they were given, or it is
behind now. Only other clocks can decide it: those of the servers that answer polls, and that of a shared
database. They are only asked for agreement; their time is never used.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from msgspec.structs import replace

from ilofeed.core.state import SourceState

#: Largest difference that is an agreement. Slow answers and servers that are off by minutes are no evidence.
TOLERANCE = timedelta(hours=1)
#: Number of polls in a row that must agree before a date is moved.
NEEDED = 2
#: Reason code of a feed that is not published because it has dates ahead of the clock.
CLOCK_BEHIND = "clock_behind"
#: Limit beyond which a step back shows that the clock was wrong, or is wrong now.
WRONG = timedelta(days=1)
# Clocks are corrected by small steps all the time.
_STEP = timedelta(minutes=1)


def went_back(state: SourceState, now: datetime) -> bool:
    """Return whether the last poll took place in the future."""
    return state.last_poll is not None and state.last_poll > now + _STEP


def before_poll(state: SourceState, now: datetime) -> SourceState:
    """Return *state* for a poll at *now*, without decisions made by a clock that was ahead.

    A source that was never polled has no date that can be wrong.
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
    """Return *state* after a poll at *now*, in which the clocks of *server* and *database* showed these dates.

    The database can only agree, because our clock follows the clock of a shared database.
    """
    if any(date is not None and abs(date - now) <= TOLERANCE for date in (server, database)):
        return replace(state, clock_agreements=min(NEEDED + 1, state.clock_agreements + 1), clock_offset=0)
    if server is None:
        return state
    return replace(state, clock_agreements=0, clock_offset=round((server - now).total_seconds()))


def just_certain(state: SourceState) -> bool:
    """Return whether the last poll with evidence was the one that made the clock certain."""
    return state.clock_agreements == NEEDED


def is_confirmed(states: Collection[SourceState], now: datetime) -> bool:
    """Return whether most of the servers that were asked since the clock last went back agree with it.

    This is enough for sources without evidence of their own: their servers do not answer or are not asked.
    """
    asked = [state for state in states if state.last_poll is not None and not went_back(state, now)]
    agree = sum(state.clock_agreements >= NEEDED for state in asked)
    return agree > sum(bool(state.clock_offset) for state in asked)


def disagreement(states: Collection[SourceState]) -> str:
    """Return one line about the clock if most servers disagree with it, else an empty string."""
    offsets = [state.clock_offset for state in states if state.clock_offset]
    asked = len(offsets) + sum(bool(state.clock_agreements) for state in states)
    ahead = sum(offset < 0 for offset in offsets)
    wrong = max(ahead, len(offsets) - ahead)
    if not wrong or wrong * 2 <= asked:
        return ""
    from statistics import median_low  # noqa: PLC0415 - few clocks are wrong

    by = timedelta(seconds=abs(median_low(offset for offset in offsets if (offset < 0) == (ahead == wrong))))
    span = f"{by.days} days" if by.days > 1 else f"{by.total_seconds() / 3600:.1f} hours"
    side = "ahead of" if ahead == wrong else "behind"
    servers = "the server of 1 source" if asked == 1 else f"the servers of {wrong} of {asked} sources"
    return f"the clock is {span} {side} {servers}; set it. Until then no date is corrected"
