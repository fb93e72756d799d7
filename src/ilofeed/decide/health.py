"""Decide the condition of a source from its stored state. Pure: the time is an argument."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core.models import Source
from ilofeed.core.sitemap_state import Unseen
from ilofeed.core.state import Condition, Health, Outcome, Quarantine, SourceState
from ilofeed.decide import refusals, schedule, sitemap_witness


class Counts(Struct, frozen=True, kw_only=True):
    """Numbers of the entries of a source, and the time of the latest."""

    entries: int = 0
    withdrawn: int = 0
    latest: datetime | None = None


def condition(
    source: Source, state: SourceState | None, now: datetime, *, is_held: bool = False, is_quiet: bool = False
) -> Condition:
    """Return the condition of *source* at *now*; the other arguments are those of `as_polled`."""
    found = as_polled(source, state, is_held=is_held, is_quiet=is_quiet)
    at = schedule.overdue_at(source, state) if state else None
    is_overdue = at is not None and at < now and found is not Condition.NEW
    return Condition.OVERDUE if is_overdue else found


def as_polled(
    source: Source, state: SourceState | None, *, is_held: bool = False, is_quiet: bool = False
) -> Condition:
    """Return the condition of *source* after its last poll, regardless of the time since then.

    *is_held*: a poll of it is in quarantine. *is_quiet*: see `ilofeed.publish.summary.is_quiet`.
    """
    if source.retired:
        return Condition.RETIRED
    if source.paused:
        return Condition.PAUSED
    if state is None or state.outcome is None:
        return Condition.NEW
    applies = {
        Condition.QUARANTINED: is_held or state.outcome is Outcome.QUARANTINED,
        Condition.GONE: schedule.is_gone(source, state),
        Condition.FAILING: state.outcome is Outcome.FAILED,
        Condition.QUIET: is_quiet,
    }
    return next((each for each in Condition if applies.get(each)), Condition.OK)


def health(
    source: Source,
    state: SourceState | None,
    now: datetime,
    *,
    counts: Counts | None = None,
    held: Quarantine | None = None,
    is_quiet: bool = False,
) -> Health:
    """Return the condition of *source* at *now* with the facts that explain it.

    A quarantined poll, *held*, is explained before a later failure to fetch the page again.
    """
    counts = counts or Counts()
    found = condition(source, state, now, is_held=held is not None, is_quiet=is_quiet)
    facts = Health(
        source=source,
        condition=found,
        entries=counts.entries,
        withdrawn=counts.withdrawn,
        latest=counts.latest,
    )
    if state is None or state.outcome is None:
        return facts
    facts = _with_polls(facts, source, state, now)
    if held is None:
        return facts
    return replace(
        facts, reason=held.reason, message=held.message, advice="", detail=held.detail, held_since=held.since
    )


def since(facts: Health, first_problem: datetime | None) -> datetime | None:
    """Return the time at which the problem of a source with *facts* began; None if it needs no attention.

    *first_problem* is the time of the first bad poll after the last good one.
    """
    began = {
        Condition.OVERDUE: facts.overdue_at,
        Condition.QUARANTINED: facts.held_since or first_problem,
        Condition.GONE: first_problem,
        Condition.FAILING: first_problem,
    }
    return began.get(facts.condition)


def _with_polls(facts: Health, source: Source, state: SourceState, now: datetime) -> Health:
    """Return *facts* with the facts of the last polls of *source* and of its next one."""
    unseen = sitemap_witness.reported(source, state)
    return replace(
        facts,
        reason=state.reason,
        message=state.message,
        last_poll=state.last_poll,
        last_success=state.last_success,
        next_poll=schedule.due(source, state, now),
        overdue_at=schedule.overdue_at(source, state),
        failures=state.failures,
        moved_to=state.moved_to,
        gap_from=state.gap_from,
        gap_to=state.gap_to,
        advice=_advice(source, state, unseen),
        witness=sitemap_witness.remembered(source, state),
        unseen=unseen,
    )


def _advice(source: Source, state: SourceState, unseen: tuple[Unseen, ...]) -> str:
    """Return advice on a refusal, or else on the *unseen* pages of a list that may have gone blind."""
    if state.outcome is Outcome.FAILED and (refusal := refusals.advice(state.reason, state.last_success)):
        return refusal
    return sitemap_witness.advice(source) if unseen and state.reason is None else ""
