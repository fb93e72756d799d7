"""When to poll next. Pure: the time and the history are arguments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import islice, takewhile

from ilofeed.core.models import Source
from ilofeed.core.state import SourceState
from ilofeed.decide import refusals

#: However often a source fails, it is asked once a day.
LONGEST_WAIT = timedelta(days=1)

#: No server is left alone for longer; a later time was set by a clock that was ahead.
LONGEST_WISH = timedelta(days=8)

# Spreads the polls of many sources.
_JITTER = 0.1

# Every other robot comes at the full hour. Who polls less often than so keeps off its first
# minute, and comes up to so much later.
_SELDOM = timedelta(minutes=10)
_LATER = timedelta(minutes=5)
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
# A poll begins up to so much later than it is due.
_LATE = timedelta(seconds=20)

# Clocks are corrected by moments all the time.
_STEP = timedelta(minutes=1)

# A source is overdue this number of intervals after its poll was due, and at least this long after.
_OVERDUE = 2
_LEAST_OVERDUE = timedelta(hours=1)

# A page that has its own rhythm is polled so many times between two of its entries; the
# rhythm is that of the newest so many, and fewer than the least have none.
_OFTEN = 8
_NEWEST = 10
_LEAST = 3


def next_due(source: Source, state: SourceState, now: datetime) -> datetime:
    """When our own schedule wants *source* polled again, after the poll at *now* that led to *state*.

    Whole seconds. The interval, doubled for every failure in a row after the first, up to a
    day; then up to a tenth more. The extra is drawn from the name and the time, so it
    differs from poll to poll yet not from run to run. A site that
    refused us is not asked again within an hour.
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
        wait = max(interval, min(interval * 2 ** min(state.failures - 1, 20), LONGEST_WAIT))
    at = now + wait * (1 + _JITTER * drawn)
    return _off_the_hour(at, drawn) if wait >= _SELDOM else at.replace(microsecond=0)


def pace(instants: Iterable[datetime]) -> int:
    """Seconds between two of the newest of *instants* at which entries were published; 0 where they are few."""
    newest = sorted(instants, reverse=True)[:_NEWEST]
    if len(newest) < _LEAST:
        return 0
    return int((newest[0] - newest[-1]).total_seconds() / (len(newest) - 1))


def due(source: Source, state: SourceState, now: datetime) -> datetime | None:
    """When *source* is to be polled next: when both our own schedule and the server want it.

    None where it is paused. What `next_due` said holds as long as it was said of the source
    as it is now configured, and by a clock that was not ahead.
    """
    if _is_changed(source, state):
        return now
    if state.is_paused:
        return None
    if state.last_poll is not None and state.last_poll > now + _STEP:
        return now
    ours = now
    if state.last_poll is not None and state.due_at is not None:
        ours = min(state.due_at, next_due(source, state, state.last_poll))
    if state.not_before is None or state.not_before > now + LONGEST_WISH:
        return ours
    return max(ours, state.not_before)


def is_paused(source: Source, state: SourceState) -> bool:
    """Return whether *source* is not polled until its configuration changes."""
    return state.is_paused and not _is_changed(source, state)


def overdue_at(source: Source, state: SourceState) -> datetime | None:
    """Return from when on *source* is overdue if it is not polled: nothing polls it any more.

    Two intervals after its next poll is due, and an hour at least. None where no poll is awaited, and where the
    time is not known: before the first poll, and for a paused source whose configuration has changed.
    """
    if state.last_poll is None or state.is_paused:
        return None
    planned = next_due(source, state, state.last_poll)
    if state.due_at is not None:
        # A configuration that was changed just now may want polls more often than the one that was followed.
        planned = max(planned, state.due_at) if _is_changed(source, state) else min(planned, state.due_at)
    wish = state.not_before or planned
    # As in `due`, which has the time: no server asks for more, but a clock that was ahead did.
    at = planned if wish > state.last_poll + LONGEST_WISH else max(planned, wish)
    if source.cron:
        return max(at + _LEAST_OVERDUE, *islice(_cron_times(source, at), _OVERDUE))
    return at + max(_OVERDUE * _interval(source, state, state.last_poll), _LEAST_OVERDUE)


def is_due(source: Source, state: SourceState, now: datetime) -> bool:
    """Whether the schedule may poll *source* now, if nobody else does."""
    at = due(source, state, now)
    return at is not None and at <= now


def _is_changed(source: Source, state: SourceState) -> bool:
    """Return whether *source* was configured otherwise at the last poll."""
    return state.asked not in ("", source.digest)


def _interval(source: Source, state: SourceState, now: datetime) -> timedelta:
    """The time between two polls: as configured, or by the rhythm of the page where that is wanted.

    A page that has fallen silent is asked less often, up to the longest interval.
    """
    if source.longest is None:
        return source.interval
    # Most pages tell the day only.
    silence = (now - state.newest - _DAY).total_seconds() if state.newest else 0.0
    own = timedelta(seconds=max(state.pace, silence) / _OFTEN)
    return min(max(own, source.interval), source.longest)


def _after_cron(source: Source, failures: int, now: datetime) -> datetime:
    """When the cron expression of *source* is met next; some times are left out where it fails."""
    found = _cron_times(source, now)
    first = next(found)
    if failures <= 1:
        return first
    second = next(found)
    latest = now + min((second - first) * 2 ** min(failures - 1, 20), LONGEST_WAIT)
    # Looked for from the end, a longer while at a time: a day may have a time in each of its minutes.
    span = second - first
    while latest - span > now:
        within = list(takewhile(lambda each: each <= latest, _cron_times(source, latest - span)))
        if within:
            return within[-1]
        span *= 2
    return max((first, *takewhile(lambda each: each <= latest, _cron_times(source, now))))


def _cron_times(source: Source, after: datetime) -> Iterator[datetime]:
    """Yield the times at which the cron expression of *source* is met *after* an instant."""
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - for those who use it

    from cronsim import CronSim  # noqa: PLC0415

    return (each.astimezone(UTC) for each in CronSim(source.cron, after.astimezone(ZoneInfo(source.timezone))))


def _off_the_hour(at: datetime, drawn: float) -> datetime:
    """*at*, or a few minutes later where a poll then could fall into the first minute of an hour."""
    if 0 in (at.minute, (at + _LATE).minute):
        at += _MINUTE + _LATE + (_LATER - _MINUTE - _LATE) * drawn
    return at.replace(microsecond=0)


def due_by(sources: Iterable[Source], states: Mapping[str, SourceState]) -> date | None:
    """Return the date, in UTC, after which one of *sources* is overdue if none is polled; None where none can be.

    A file cannot notice that time passes. A date is what it can print without being written at each poll.
    """
    polled = [(source, states[source.slug]) for source in sources if source.slug in states and not source.retired]
    times = [overdue_at(source, state) for source, state in polled]
    return min((at.date() for at in times if at), default=None)
