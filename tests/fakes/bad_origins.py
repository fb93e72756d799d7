"""All that an origin or a hub can do wrong at one poll."""

from __future__ import annotations

from fakes.bad_answers import rules, statuses
from fakes.bad_connections import codings, connections
from fakes.bad_pages import bodies, lists_gone_wrong
from fakes.changed_lists import changed_lists, charsets, hubs

FAULTS = [
    *connections(),
    *codings(),
    *statuses(),
    *bodies(),
    *charsets(),
    *lists_gone_wrong(),
    *changed_lists(),
    *rules(),
    *hubs(),
]
