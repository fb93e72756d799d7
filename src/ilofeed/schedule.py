"""When to poll next. Pure: the time and the history are arguments."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

from ilofeed.memory import SourceState
from ilofeed.model import Source

#: However often a source fails, it is asked once a day.
LONGEST_WAIT = timedelta(days=1)

# Spreads the polls of many sources, and keeps them off the full hour, when every
# other robot comes.
_JITTER = 0.1

# Clocks are put right by moments all the time.
_STEP = timedelta(minutes=1)


def next_due(slug: str, interval: timedelta, now: datetime, *, failures: int = 0) -> datetime:
    """When our own schedule wants *slug* polled again, whole seconds.

    The interval, doubled for every failure in a row after the first, up to a day; then
    up to a tenth more. The extra is drawn from the name and the time, so it differs from
    poll to poll yet not from run to run.
    """
    wait = interval
    if failures > 1:
        wait = max(interval, min(interval * 2 ** min(failures - 1, 20), LONGEST_WAIT))
    drawn = sha256(f"{slug}\n{now.isoformat()}".encode()).digest()[0] / 255
    return (now + wait * (1 + _JITTER * drawn)).replace(microsecond=0)


def due(source: Source, state: SourceState, now: datetime) -> datetime | None:
    """When *source* is to be polled next: when both our own schedule and the server want it.

    None where it is paused. What `next_due` said holds as long as it was said of the source
    as it is now configured, and by a clock that was not ahead.
    """
    if state.asked not in ("", source.digest):
        return now
    if state.is_paused:
        return None
    if state.last_poll is not None and state.last_poll > now + _STEP:
        return now
    ours = now
    if state.last_poll is not None and state.due_at is not None:
        ours = min(state.due_at, next_due(source.slug, source.interval, state.last_poll, failures=state.failures))
    return max(ours, state.not_before or ours)


def is_due(source: Source, state: SourceState, now: datetime) -> bool:
    """Whether the schedule may poll *source* now."""
    at = due(source, state, now)
    return at is not None and at <= now
