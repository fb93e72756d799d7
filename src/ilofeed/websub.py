"""What a publisher owes its hubs (WebSub, https://www.w3.org/TR/websub/, section 7). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from ilofeed.memory import Ping

_MINUTE = timedelta(minutes=1)
# A minute, then twice as long each time: the last try is made a day and a half later.
_TRIES = 12


def hub_form(ping: Ping) -> Mapping[str, str]:
    """The form by which a hub is told. Hubs differ in which name they look for, so both are given."""
    return {"hub.mode": "publish", "hub.topic": ping.topic, "hub.url": ping.topic}


def asked_again(ping: Ping, now: datetime) -> datetime | None:
    """When to tell the hub again that could not be told *now*; None where it has been tried often enough."""
    return now + _MINUTE * 2**ping.tries if ping.tries + 1 < _TRIES else None
