"""What a publisher owes its hubs (WebSub, https://www.w3.org/TR/websub/, section 7). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from ilofeed.core.errors import FetchError
from ilofeed.core.state import HubNotification

_MINUTE = timedelta(minutes=1)
_TOO_MANY, _SERVER_ERRORS = 429, 500
# A minute, then twice as long each time: the last try is made a day and a half later.
_TRIES = 12


class HubRound(Struct, frozen=True, kw_only=True):
    """One round of notifications to one hub."""

    hub: str
    sent: int  #: notifications that the hub accepted
    later: int = 0  #: that are to be sent later
    error: FetchError | None = None  #: the last failure, if any

    @property
    def facts(self) -> Mapping[str, str | int]:
        """Return this round for the log: one line a hub, for any number of documents."""
        told = {"hub": self.hub, "outcome": "failed" if self.error else "sent"}
        why = {"reason": self.error.reason, "message": str(self.error)} if self.error else {}
        return {**told, "sent": self.sent, "later": self.later, **why}


def hub_form(ping: HubNotification) -> Mapping[str, str]:
    """The form by which a hub is told. Hubs differ in which name they look for, so both are given."""
    return {"hub.mode": "publish", "hub.topic": ping.topic, "hub.url": ping.topic}


def asked_again(ping: HubNotification, now: datetime) -> datetime | None:
    """When to tell the hub again that could not be told *now*; None where it has been tried often enough."""
    return now + _MINUTE * 2**ping.tries if ping.tries + 1 < _TRIES else None


def is_about_hub(error: FetchError) -> bool:
    """Return whether the next notification would fail like this one: the hub is away, not the topic refused."""
    return error.status is None or error.status == _TOO_MANY or error.status >= _SERVER_ERRORS
