"""Read the dates of data: RFC 3339 and ISO 8601 as in Atom and JSON, RFC 822 as in RSS. Pure.

A time of 00:00:00, in the zone in which it is written, counts as a date without a time: programs that know only the
date write it. So the date is the printed one, and not that of the evening before in another zone.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_tz

from msgspec import Struct

# Longer than any date.
_LIMIT = 100
_ISO = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[Tt ]\s*(\d{2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?\s*([Zz]|[+-]\d{2}:?\d{2})?)?\Z"
)


class Instant(Struct, frozen=True, kw_only=True):
    """A date, with its exact time if there is one."""

    day: date  #: in UTC if there is a time, else as written
    at: datetime | None = None  #: in UTC, in whole seconds


def read(text: str) -> Instant | None:
    """Return the date and time that *text* is, or None. A time without a zone is one of UTC."""
    text = text.strip()
    if not text or len(text) > _LIMIT:
        return None
    try:
        return _iso(text) or _rfc_822(text)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _iso(text: str) -> Instant | None:
    match = _ISO.match(text)
    if match is None:
        return None
    if match[2] is None:
        return Instant(day=date.fromisoformat(match[1]))
    zone = "+00:00" if match[3] in (None, "Z", "z") else match[3]
    return _exact(datetime.fromisoformat(f"{match[1]}T{match[2]}{zone}"))


def _rfc_822(text: str) -> Instant | None:
    found = parsedate_tz(text if ":" in text else f"{text} 00:00:00")
    if found is None:
        return None
    offset = timezone(timedelta(seconds=found[9] or 0))
    second = min(found[5], 59)  # a leap second
    return _exact(datetime(*found[:5], second, tzinfo=offset))


def _exact(instant: datetime) -> Instant:
    if instant.hour == instant.minute == instant.second == 0:
        return Instant(day=instant.date())
    at = instant.astimezone(UTC)
    return Instant(day=at.date(), at=at)
