"""When to poll next. Pure: the time and the history are arguments."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

#: However often a source fails, it is asked once a day.
LONGEST_WAIT = timedelta(days=1)

# Spreads the polls of many sources, and keeps them off the full hour, when every
# other robot comes.
_JITTER = 0.1


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


def is_due(due_at: datetime | None, not_before: datetime | None, now: datetime) -> bool:
    """Whether the schedule may poll: our own time has come, and the server's."""
    return (due_at is None or due_at <= now) and (not_before is None or not_before <= now)
