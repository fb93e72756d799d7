"""Alerts to the operator: their content and their time. Pure: the time and the history are arguments.

Each source is in one of five events, and a change from one to another is reported once.
All changes go in one message, and at least ten minutes pass between two messages: where
everything fails at once, the operator gets one message or two.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from ilofeed.core.models import Source
from ilofeed.core.state import Alert, Condition, Event, Health, SourceState
from ilofeed.core.utc import utc_stamp_or_none
from ilofeed.decide import next_steps
from ilofeed.decide.message_text import line
from ilofeed.decide.outcomes import without_hint

# Least time between two messages.
_PAUSE = timedelta(minutes=10)
# Limits of one message: alerts, lines of its text, and characters of one text from a page.
_ALERTS, _LINES, _MESSAGE = 200, 10, 500
# Unseen pages of one blind list in it, and next steps for one source.
_UNSEEN, _STEPS = 5, 2

_EVENTS = {
    Condition.QUARANTINED: Event.QUARANTINED,
    Condition.GONE: Event.FAILING,
    Condition.FAILING: Event.FAILING,
    Condition.QUIET: Event.QUIET,
    Condition.OK: Event.RECOVERED,
}

# The events in titles, after the slug.
_TITLES = {
    Event.QUARANTINED: "is quarantined",
    Event.FAILING: "is failing",
    Event.QUIET: "is quiet",
    Event.BLIND: "may have gone blind",
    Event.RECOVERED: "has recovered",
}


class News(Struct, frozen=True, kw_only=True):
    """A change of one source to report."""

    source: Source
    state: SourceState
    unseen: tuple[str, ...] = ()  #: addresses of pages that the list has never shown
    event: Event
    before: Event  #: the event that was reported last


def event(condition: Condition, state: SourceState, *, after: int, is_blind: bool = False) -> Event | None:
    """Return the event that corresponds to the *condition* of a source; None where that is not known yet.

    The source counts as failing from *after* consecutive failures on. *is_blind*: the list has never shown
    pages that its sitemap lists. This is reported only while the source has no other problem.
    """
    if is_blind and condition in (Condition.OK, Condition.QUIET):
        return Event.BLIND
    if condition is Condition.FAILING and state.failures < after:
        return None
    return _EVENTS.get(condition)


def news(
    source: Source, state: SourceState, now: Event | None, last: Alert | None, *, unseen: tuple[str, ...] = ()
) -> News | None:
    """Return the change to report of *source*, whose event is *now*; None where there is no change.

    *last* is the last alert of it. *unseen* are the pages that the list has never shown.
    """
    before = last.event if last else Event.RECOVERED
    if now is None or now is before:
        return None
    return News(source=source, state=state, event=now, before=before, unseen=unseen)


def is_time(alerts: Collection[Alert], now: datetime) -> bool:
    """Check that a message may be sent *now*, after the last of *alerts*."""
    last = max((alert.at for alert in alerts), default=None)
    return last is None or not last <= now < last + _PAUSE


def document(found: Collection[News], now: datetime) -> str:
    """Return the message about the changes *found*."""
    shown = list(found)[:_ALERTS]
    lines = [in_words(each) for each in shown[:_LINES]]
    if len(found) > len(lines):
        lines.append(f"… and {len(found) - len(lines)} more sources")
    return message(
        "alerts",
        now,
        title=_title(found),
        text="\n".join(lines),
        data={"alerts": [_facts(each) for each in shown], "left_out": len(found) - len(shown)},
    )


def test_document(host: str, now: datetime) -> str:
    """Return the message that tests the channels, sent by the machine *host*."""
    text = f"Sent by `ilofeed alert --test` on {host}. It reports no problem: messages to you arrive."
    return message("test", now, title="this is a test", text=text, data={})


def message(kind: str, now: datetime, *, title: str, text: str, data: Mapping[str, object]) -> str:
    """Return a message to the operator as JSON: *title* and *text* for people, *data* for programs.

    The shape is that of Standard Webhooks (standardwebhooks.com, "Payload structure").
    """
    found = {
        "type": f"ilofeed.{kind}",
        "timestamp": utc_stamp_or_none(now),
        "title": title,
        "text": text,
        "data": data,
    }
    return json.dumps(found, ensure_ascii=False)


def _title(found: Collection[News]) -> str:
    """Return the title of the message, without words of a page."""
    if len(found) == 1:
        (each,) = found
        return f"{each.source.slug} {_TITLES[each.event]}"
    good = sum(each.event is Event.RECOVERED for each in found)
    bad = len(found) - good
    parts = (
        (bad, "1 source has a problem", "sources have a problem"),
        (good, "1 has recovered", "have recovered"),
    )
    return ", ".join(one if count == 1 else f"{count} {many}" for count, one, many in parts if count)


def in_words(each: News) -> str:
    """Return the change of one source as one line of text, with the next step."""
    slug, state = each.source.slug, each.state
    message = line(without_hint(state.message, slug), _MESSAGE)
    why = f"{message} [{state.reason}]" if state.reason else message
    if each.event is Event.QUARANTINED:
        return f"{slug} is quarantined: {why}{_next(each, Condition.QUARANTINED)}"
    if each.event is Event.QUIET:
        return f"{slug} is much quieter than usual; check that its page still is where the news is"
    if each.event is Event.BLIND:
        pages = "1 page" if len(each.unseen) == 1 else f"{len(each.unseen)} pages"
        example = f", for instance {line(each.unseen[0], _MESSAGE)}" if each.unseen else ""
        text = f"its list never showed {pages} of the sitemap{example}"
        return f"{slug} may have gone blind: {text}. Next: `ilofeed status {slug}`"
    if each.event is Event.RECOVERED:
        return f"{slug} has recovered"
    if state.is_gone:
        return f"{slug} is not polled any more: {why}{_next(each, Condition.GONE)}"
    often = "once" if state.failures == 1 else f"{state.failures} times in a row"
    return f"{slug} has failed {often}: {why}{_next(each, Condition.FAILING)}"


def _next(each: News, condition: Condition) -> str:
    health = Health(source=each.source, condition=condition, reason=each.state.reason)
    steps = next_steps.next_steps(health)[:_STEPS]
    return f". Next: {'; '.join(map(next_steps.in_words, steps))}" if steps else ""


def _facts(each: News) -> dict[str, object]:
    state = each.state
    return {
        "source": each.source.slug,
        "url": each.source.url,
        "event": each.event.value,
        "before": each.before.value,
        "reason": state.reason,
        "message": _message(state),
        "failures": state.failures,
        "unseen": [url[:_MESSAGE] for url in each.unseen[:_UNSEEN]],
        "last_poll": utc_stamp_or_none(state.last_poll),
        "last_success": utc_stamp_or_none(state.last_success),
    }


def _message(state: SourceState) -> str:
    """Return the message of *state* as one line. Part of it may come from a page."""
    return " ".join(state.message.split())[:_MESSAGE]
