"""Names of the layouts that can read a source, and the version of their reading."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ilofeed.core.models import EVENTS

#: Part of every source's recipe. Increase it with each change that could change the reading of some page:
#: profiles, encodings, text, dates, addresses, keys. The kept page of each source is then read again once,
#: and the changes that only the reading made are saved silently (`ilofeed.decide.reread`).
READING = 5

AUTO = "auto"
SELECTORS = "selectors"
JSON = "json"
PAGE_DATA = "page-data"

FEED = "feed"
SITEMAP = "sitemap"

#: What requests for the sources of a profile accept, if it is not a page for people first.
ACCEPTED: Mapping[str, str] = MappingProxyType(
    {
        FEED: "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9,"
        " application/json;q=0.8, */*;q=0.1",
        JSON: "application/json, */*;q=0.1",
        SITEMAP: "application/xml, text/xml;q=0.9, */*;q=0.1",
    }
)

#: Values of a source's ``profile``: "auto" tries the layouts of data, then those between it and "selectors" in this
#: order.
NAMES = (AUTO, "text", "ilo-cards", "ilo-list", PAGE_DATA, SELECTORS, FEED, JSON, SITEMAP)

#: The names that a profile of another package can have.
PLUGIN_NAME = "[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?"

#: Values of a source's ``kind``.
KINDS = ("", EVENTS)
