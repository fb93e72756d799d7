"""Refusals: answers by which a site rejects this program, with advice for the operator. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from ilofeed.core.state import Outcome, SourceState

#: The shortest wait after a refusal. Services in front of sites count how often a refused client comes back.
LEAST_WAIT = timedelta(hours=1)

_CHALLENGE = "challenge"
_LOGIN = "status_401"
_TOO_OFTEN = "status_429"
_REFUSALS = (_LOGIN, "status_403", _CHALLENGE)

_LATER = "It is asked again after an hour at the earliest, then ever more rarely, at last once a day"
_REMEDY = (
    "If it lasts: set ilofeed.contact, so that the site knows whom to write to; set a longer interval;"
    " ask the site to let 'ilofeed' in"
)


_MEANINGS = {
    _CHALLENGE: "The site asks for a browser before it shows the page. ilofeed does not pretend to be one",
    _LOGIN: "The site wants a login. If you have one, send it as headers or cookies of [source.fetch]",
}
_TOO_OFTEN_ADVICE = (
    "The site gets more requests from this machine or its network than it wants, perhaps also from other programs."
    " It is asked again when it allows it (Retry-After), else at growing intervals. If it lasts: set a longer interval,"
    " and a longer min_delay where it has several sources; set ilofeed.contact, and ask the site how often it may be"
    " asked."
)


def is_refusal(reason: str | None) -> bool:
    """Check that *reason* is a refusal: the site rejected the request."""
    return reason in _REFUSALS


def is_refused(state: SourceState) -> bool:
    """Check that the site refused the last poll of its source."""
    return state.outcome is Outcome.FAILED and is_refusal(state.reason)


def advice(reason: str | None, last_success: datetime | None) -> str:
    """Return the meaning of a refusal, or of 429, and advice on it, in sentences; empty for another *reason*.

    *last_success* is the time of the last good poll, if there was one.
    """
    if reason == _TOO_OFTEN:
        return _TOO_OFTEN_ADVICE
    if not is_refusal(reason):
        return ""
    meaning = _MEANINGS.get(reason or "", "The site does not let this program in")
    if last_success is None:
        check = "Check that a browser can open the address; search pages are often closed to programs"
        return f"{meaning}. It has not done so before either. {check}. {_LATER}. {_REMEDY}."
    return f"{meaning}. It did until {last_success:%F %R} UTC, so this may be temporary. {_LATER}. {_REMEDY}."
