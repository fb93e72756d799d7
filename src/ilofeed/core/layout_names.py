"""Names of the layouts that can read a source, and the version of their reading."""

from __future__ import annotations

from ilofeed.core.models import EVENTS

#: Part of every source's recipe. Increase it with each change that could change the reading of some page:
#: profiles, encodings, text, dates, addresses, keys. The kept page of each source is then read again once,
#: and the changes that only the reading made are saved silently (`ilofeed.decide.reread`).
READING = 4

AUTO = "auto"
SELECTORS = "selectors"
JSON = "json"

#: Values of a source's ``profile``: "auto" tries the layouts between it and "selectors" in this order.
NAMES = (AUTO, "text", "ilo-cards", "ilo-list", SELECTORS, JSON)

#: Values of a source's ``kind``.
KINDS = ("", EVENTS)
