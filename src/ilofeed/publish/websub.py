"""Notifications to hubs (WebSub, https://www.w3.org/TR/websub/, section 7). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from ilofeed.core.backoff import exponential_wait
from ilofeed.core.errors import FetchError
from ilofeed.core.state import HubNotification

_MINUTE = timedelta(minutes=1)
_TOO_MANY, _SERVER_ERRORS = 429, 500
# The first wait is a minute, each next one twice as long: the last try is made a day and a half later.
_TRIES = 12
# The wait before the last try.
_MAX_WAIT = _MINUTE * 2 ** (_TRIES - 2)


class HubRound(Struct, frozen=True, kw_only=True):
    """One round of notifications to one hub."""

    hub: str
    sent: int  #: the number of notifications that the hub accepted
    later: int = 0  #: the number of notifications that are to be sent later
    error: FetchError | None = None  #: the last failure, if any

    @property
    def facts(self) -> Mapping[str, str | int]:
        """The fields of this round for the log: one line per hub, for any number of documents."""
        outcome = {"hub": self.hub, "outcome": "failed" if self.error else "sent"}
        why = {"reason": self.error.reason, "message": str(self.error)} if self.error else {}
        return {**outcome, "sent": self.sent, "later": self.later, **why}


def hub_form(ping: HubNotification) -> Mapping[str, str]:
    """Return the form fields of *ping*. Hubs differ in the name of the topic field, so both names are sent."""
    return {"hub.mode": "publish", "hub.topic": ping.topic, "hub.url": ping.topic}


def asked_again(ping: HubNotification, now: datetime) -> datetime | None:
    """Return when to retry *ping*, which failed *now*; None after the last retry."""
    return now + exponential_wait(_MINUTE, ping.tries, _MAX_WAIT) if ping.tries + 1 < _TRIES else None


def is_about_hub(error: FetchError) -> bool:
    """Return whether the next notification would fail like this one: the hub is unavailable for every topic."""
    return error.status is None or error.status == _TOO_MANY or error.status >= _SERVER_ERRORS
