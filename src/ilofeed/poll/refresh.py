"""Follow a page that has no items and sends browsers on after a moment (`Refresh`, or ``<meta http-equiv=refresh>``).

It is followed like any redirect: on the site of the source, with encryption if it had it, to an allowed port.
"""

from __future__ import annotations

import logging

from msgspec.structs import replace

from ilofeed.core.errors import FetchError, LeadsElsewhereError
from ilofeed.core.models import NotModified, Page, Validators
from ilofeed.core.protocols import Fetch
from ilofeed.fetch import redirects

#: The most such pages one after the other. Each can have as many redirects as any page.
MAX_REFRESHES = 2

_logger = logging.getLogger(__name__)


def follow(error: LeadsElsewhereError, page: Page, url: str, fetch: Fetch) -> Page:
    """Return the page to which *page* of the source at *url* leads. Raises FetchError.

    It has no validators: they would be sent to *url*. For programs, the source has not moved.
    """
    target = redirects.target(url, page.url, error.target)
    _logger.info("%s leads to %s (refresh)", page.url, target)
    answer = fetch(target)
    if isinstance(answer, NotModified):
        raise FetchError("status_304", f"{target} answers 304 to an unconditional request", status=304)
    return replace(answer, validators=Validators(), moved_to=page.moved_to)
