"""Refusals: answers by which a site rejects this program, with advice for the operator. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from ilofeed.core.state import Outcome, SourceState

#: The shortest wait after a refusal. Services in front of sites count how often a refused client comes back.
LEAST_WAIT = timedelta(hours=1)

_CHALLENGE = "challenge"
_REFUSALS = ("status_401", "status_403", _CHALLENGE)

_LATER = "It is asked again after an hour at the earliest, then ever more rarely, at last once a day"
_REMEDY = (
    "If it lasts: set ilofeed.contact, so that the site knows whom to write to; set a longer interval;"
    " ask the site to let 'ilofeed' in"
)


def is_refusal(reason: str | None) -> bool:
    """Check that *reason* is a refusal: the site rejected the request."""
    return reason in _REFUSALS


def is_refused(state: SourceState) -> bool:
    """Check that the site refused the last poll of its source."""
    return state.outcome is Outcome.FAILED and is_refusal(state.reason)


def advice(reason: str | None, last_success: datetime | None) -> str:
    """Return the meaning of a refusal and advice on it, in sentences; empty for another *reason*.

    *last_success* is the time of the last good poll, if there was one.
    """
    if not is_refusal(reason):
        return ""
    if reason == _CHALLENGE:
        meaning = "The site asks for a browser before it shows the page. ilofeed does not pretend to be one"
    else:
        meaning = "The site does not let this program in"
    if last_success is None:
        check = "Check that a browser can open the address; search pages are often closed to programs"
        return f"{meaning}. It has not done so before either. {check}. {_LATER}. {_REMEDY}."
    return f"{meaning}. It did until {last_success:%F %R} UTC, so this may be temporary. {_LATER}. {_REMEDY}."
