"""Read the time of a server from the header fields of its answer, which may be wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

# The one form that servers must send (RFC 9110 section 5.6.7).
_HTTP_DATE = re.compile(r"[A-Z][a-z]{2}, (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# RFC 9111 section 1.2.2: a number that does not fit 31 bits is an overflow.
_AGE = re.compile(r"\d{1,9}")


def server_date(headers: Mapping[str, str]) -> datetime | None:
    """Return the time at which an answer was sent (RFC 9110 section 6.6.1); None if it has no valid one.

    The age of an answer from a cache is added (RFC 9111 section 5.1).
    """
    found = _HTTP_DATE.fullmatch(headers.get("Date", "").strip())
    if found is None or found[2] not in _MONTHS or not found[0].isascii():
        return None
    day, year, hour, minute, second = (int(found[at]) for at in (1, 3, 4, 5, 6))
    age = headers.get("Age", "").strip()
    try:
        # A leap second counts as the second before it.
        sent = datetime(year, _MONTHS.index(found[2]) + 1, day, hour, minute, min(second, 59), tzinfo=UTC)
        return sent + timedelta(seconds=int(age) if _AGE.fullmatch(age) and age.isascii() else 0)
    except (ValueError, OverflowError):
        return None
