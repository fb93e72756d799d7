"""Report an unexpected error in the work on one thing, so that the work on the others continues."""

from __future__ import annotations

import logging

from ilofeed.core import secrets

#: The reason code of a failure that is a bug of ilofeed.
REASON = "bug"

_logger = logging.getLogger(__name__)


def report(error: Exception, about: str) -> str:
    """Log *error*, which is being handled, with its traceback, and return a message for the operator.

    *about* names the thing that was worked on, as "source news".
    """
    _logger.error("a bug in ilofeed, met with %s", about, exc_info=error)
    return f"ilofeed has a bug, {secrets.hide(repr(error)):.300}; please report it with the traceback"
