"""Instants are written in UTC, as RFC 3339 wants them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from ilofeed.core.utc import utc_stamp, utc_stamp_or_none

AT = datetime(2026, 11, 29, 8, 0, 1, 999_999, tzinfo=UTC)


def test_a_stamp_has_whole_seconds_cut_off() -> None:
    assert utc_stamp(AT) == "2026-11-29T08:00:01Z"


def test_a_stamp_may_have_smaller_parts() -> None:
    assert utc_stamp(AT, "milliseconds") == "2026-11-29T08:00:01.999Z"
    assert utc_stamp(AT.replace(microsecond=0), "microseconds") == "2026-11-29T08:00:01.000000Z"


def test_another_zone_is_converted() -> None:
    assert utc_stamp(AT.astimezone(timezone(timedelta(hours=5, minutes=45)))) == "2026-11-29T08:00:01Z"


def test_no_instant_has_no_stamp() -> None:
    assert utc_stamp_or_none(None) is None
    assert utc_stamp_or_none(AT) == "2026-11-29T08:00:01Z"
