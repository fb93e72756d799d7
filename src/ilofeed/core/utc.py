"""Write instants in UTC as RFC 3339 timestamps."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal


def utc_stamp(instant: datetime, precision: Literal["seconds", "milliseconds", "microseconds"] = "seconds") -> str:
    """Return *instant*, which has a time zone, as "2026-11-29T08:00:00Z"; digits after *precision* are cut off."""
    # Status pages hold three for each source, and strftime takes four times as long.
    return f"{instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec=precision)}Z"


def utc_stamp_or_none(instant: datetime | None) -> str | None:
    """Return the stamp of *instant* in whole seconds; None if there is no instant."""
    return None if instant is None else utc_stamp(instant)
