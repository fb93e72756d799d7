"""Schedule the next poll of a source. Pure: the time and the history are arguments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import islice, takewhile

from ilofeed.core.backoff import exponential_wait
from ilofeed.core.models import Source
from ilofeed.core.state import SourceState
from ilofeed.decide import refusals

#: The longest wait to which failures extend a shorter interval.
LONGEST_WAIT = timedelta(days=1)

#: The longest wait that a server can ask for. A later time was set by a clock that was ahead.
LONGEST_WISH = timedelta(days=8)

# Share of the interval added at random, to distribute the polls of many sources.
_JITTER = 0.1

# Many robots send their requests at the full hour. A source with at least this interval avoids the
# first minute of an hour, and is polled up to _LATER after it.
_SELDOM = timedelta(minutes=10)
_LATER = timedelta(minutes=5)
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
# A poll begins up to this time after it is due.
_LATE = timedelta(seconds=20)

# Clocks are often corrected by a few seconds: a smaller difference means nothing.
_STEP = timedelta(minutes=1)

# A source is overdue this number of intervals after its poll was due, and at least this long after.
_OVERDUE = 2
_LEAST_OVERDUE = timedelta(hours=1)

# With an adaptive interval a page is polled _OFTEN times between two of its entries. The pace is
# that of its _NEWEST entries; with fewer than _LEAST entries it has none.
_OFTEN = 8
_NEWEST = 10
_LEAST = 3


def next_due(source: Source, state: SourceState, now: datetime) -> datetime:
    """Return when our own schedule polls *source* next, after the poll at *now* that resulted in *state*.

    The result has whole seconds. The interval doubles for each consecutive failure after the first, up to
    a day; then up to a tenth is added. The addition is a hash of name and time, so it differs
    from poll to poll, but not from run to run. A site that refused a request gets no other
    within an hour.
    """
    drawn = sha256(f"{source.slug}\n{now.isoformat()}".encode()).digest()[0] / 255
    if source.cron:
        at = _after_cron(source, state.failures, now)
        if refusals.is_refused(state) and at < now + refusals.LEAST_WAIT:
            at = next(_cron_times(source, now + refusals.LEAST_WAIT))
        return _off_the_hour(at, drawn)
    interval = _interval(source, state, now)
    if refusals.is_refused(state):
        interval = max(interval, refusals.LEAST_WAIT)
    wait = interval
    if state.failures > 1:
        wait = max(interval, exponential_wait(interval, state.failures - 1, LONGEST_WAIT))
    at = now + wait * (1 + _JITTER * drawn)
    return _off_the_hour(at, drawn) if wait >= _SELDOM else at.replace(microsecond=0)


def pace(instants: Iterable[datetime]) -> int:
    """Return the mean seconds between the newest of *instants*, times of publication; 0 if there are too few."""
    newest = sorted(instants, reverse=True)[:_NEWEST]
    if len(newest) < _LEAST:
        return 0
    return int((newest[0] - newest[-1]).total_seconds() / (len(newest) - 1))


def due(source: Source, state: SourceState, now: datetime) -> datetime | None:
    """Return the time of the next poll of *source*: the later one of our own schedule and the server's request.

    None where it is not polled, by the configuration or because its page is gone. The result of `next_due` is
    valid while the configuration of the source does not change, and if the clock was not ahead.
    """
    if not source.is_polled:
        return None
    if _is_changed(source, state):
        return now
    if state.is_gone:
        return None
    if state.last_poll is not None and state.last_poll > now + _STEP:
        return now
    ours = now
    if state.last_poll is not None and state.due_at is not None:
        ours = min(state.due_at, next_due(source, state, state.last_poll))
    if state.not_before is None or state.not_before > now + LONGEST_WISH:
        return ours
    return max(ours, state.not_before)


def is_gone(source: Source, state: SourceState) -> bool:
    """Check that *source* is not polled until its configuration changes."""
    return state.is_gone and not _is_changed(source, state)


def overdue_at(source: Source, state: SourceState) -> datetime | None:
    """Return the time after which *source* is overdue if no poll runs: nothing polls it any more.

    This is two intervals after its next poll is due, and at least an hour. None where no poll is expected, and
    where the time is unknown: before the first poll, and for a page that is gone if the configuration was changed.
    """
    if not source.is_polled or state.last_poll is None or state.is_gone:
        return None
    planned = next_due(source, state, state.last_poll)
    if state.due_at is not None:
        # A configuration that was changed just now may ask for more frequent polls than the former one.
        planned = max(planned, state.due_at) if _is_changed(source, state) else min(planned, state.due_at)
    wish = state.not_before or planned
    # As in `due`: no server asks for a longer wait, so a later time came from a clock that was ahead.
    at = planned if wish > state.last_poll + LONGEST_WISH else max(planned, wish)
    if source.cron:
        return max(at + _LEAST_OVERDUE, *islice(_cron_times(source, at), _OVERDUE))
    return at + max(_OVERDUE * _interval(source, state, state.last_poll), _LEAST_OVERDUE)


def is_due(source: Source, state: SourceState, now: datetime) -> bool:
    """Check that *source* is due for a poll at *now*."""
    at = due(source, state, now)
    return at is not None and at <= now


def _is_changed(source: Source, state: SourceState) -> bool:
    """Check that the configuration of *source* has changed since the last poll."""
    return state.asked not in ("", source.digest)


def _interval(source: Source, state: SourceState, now: datetime) -> timedelta:
    """Return the time between two polls: as configured, or by the pace of the page where that is configured.

    A page without new entries is polled less often, up to the longest interval.
    """
    if source.longest is None:
        return source.interval
    # Most pages show a date without a time.
    silence = (now - state.newest - _DAY).total_seconds() if state.newest else 0.0
    own = timedelta(seconds=max(state.pace, silence) / _OFTEN)
    return min(max(own, source.interval), source.longest)


def _after_cron(source: Source, failures: int, now: datetime) -> datetime:
    """Return the next time that the cron expression of *source* matches; some are left out where polls fail."""
    found = _cron_times(source, now)
    first = next(found)
    if failures <= 1:
        return first
    second = next(found)
    latest = now + exponential_wait(second - first, failures - 1, LONGEST_WAIT)
    # The search begins at the end and doubles its span: a cron expression may match each minute of a day.
    span = second - first
    while latest - span > now:
        within = list(takewhile(lambda each: each <= latest, _cron_times(source, latest - span)))
        if within:
            return within[-1]
        span *= 2
    return max((first, *takewhile(lambda each: each <= latest, _cron_times(source, now))))


def _cron_times(source: Source, after: datetime) -> Iterator[datetime]:
    """Return the times *after* an instant that the cron expression of *source* matches."""
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - for those who use it

    from cronsim import CronSim  # noqa: PLC0415

    return (each.astimezone(UTC) for each in CronSim(source.cron, after.astimezone(ZoneInfo(source.timezone))))


def _off_the_hour(at: datetime, drawn: float) -> datetime:
    """Return *at*, or a few minutes later where the poll could begin in the first minute of an hour."""
    if 0 in (at.minute, (at + _LATE).minute):
        at += _MINUTE + _LATE + (_LATER - _MINUTE - _LATE) * drawn
    return at.replace(microsecond=0)


def due_by(sources: Iterable[Source], states: Mapping[str, SourceState]) -> date | None:
    """Return the date, in UTC, after which one of *sources* is overdue if none is polled; None where none can be.

    A file cannot notice that time passes. A date in it need not be written again at each poll.
    """
    polled = [(source, states[source.slug]) for source in sources if source.slug in states]
    times = [overdue_at(source, state) for source, state in polled]
    return min((at.date() for at in times if at), default=None)
