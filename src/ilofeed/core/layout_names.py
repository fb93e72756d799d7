"""Names of the layouts that a source can be read by, and the version of the way in which they read."""

from __future__ import annotations

from ilofeed.core.models import EVENTS

#: Part of every source's recipe. Increase it with each change after which some page could be read
#: otherwise: profiles, encodings, text, dates, addresses, keys. The page that is kept of each source
#: is then read again once, and what only the reading changed is saved silently (`ilofeed.decide.reread`).
READING = 3

AUTO = "auto"
SELECTORS = "selectors"

#: Values of a source's ``profile``: "auto" tries the layouts between it and "selectors" in this order.
NAMES = (AUTO, "text", "ilo-cards", "ilo-list", SELECTORS)

#: Values of a source's ``kind``.
KINDS = ("", EVENTS)
