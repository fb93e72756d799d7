"""Recognise the messages of servers and databases that data have in place of the title of an item."""

from __future__ import annotations

import re

from ilofeed.core.text import TITLE_LIMIT, clean

_ERROR_PAGE = "error_page"
_ERROR = re.compile(
    r"(?:(?:http\s*)?(?:error|status)?[\s:#]*[45]\d\d\b[\s:–-]*)?"
    r"(?:(?:internal )?server error|bad gateway|gateway time-?out|service (?:temporarily )?unavailable"
    r"|(?:page |file |document )?not found|forbidden|access denied|just a moment(?:\.\.\.|…)?|too many requests"
    r"|error establishing a database connection|database (?:connection )?error"
    r"|(?:(?:php )?(?:fatal|parse) error|(?:php )?warning|sql error|uncaught exception)\s*:.*)[.!]?"
    r"|(?:http\s*)?(?:error|status)[\s:#]*[45]\d\d",
    re.IGNORECASE | re.DOTALL,
)


def left_out_by(title: str) -> str:
    """Return the reason for which an item of data with this *title* is left out; empty if it is none."""
    return _ERROR_PAGE if _ERROR.fullmatch(clean(title, TITLE_LIMIT)) else ""
