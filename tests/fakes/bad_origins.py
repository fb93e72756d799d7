"""All faults of an origin or a hub at one poll."""

from __future__ import annotations

from fakes.bad_answers import redirections, rules, statuses
from fakes.bad_connections import codings, connections
from fakes.bad_feeds import upstream_feeds
from fakes.bad_json import answers_in_json
from fakes.bad_pages import bodies, harmless_pages, suspicious_lists
from fakes.bad_sitemaps import sitemaps
from fakes.changed_lists import changed_lists, charsets, hubs
from fakes.scripted_pages import scripted_pages

FAULTS = [
    *connections(),
    *codings(),
    *statuses(),
    *redirections(),
    *bodies(),
    *charsets(),
    *suspicious_lists(),
    *harmless_pages(),
    *changed_lists(),
    *rules(),
    *upstream_feeds(),
    *answers_in_json(),
    *sitemaps(),
    *hubs(),
    *scripted_pages(),
]
