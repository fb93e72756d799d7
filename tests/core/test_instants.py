"""Dates of data are read with their times, and midnight as a date alone."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ilofeed.core import instants
from ilofeed.core.instants import Instant


def at(*parts: int) -> Instant:
    instant = datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc] # the parts of a date
    return Instant(day=instant.date(), at=instant)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-20T09:04:30Z", at(2026, 11, 20, 9, 4, 30)),
        ("2026-11-20T10:04:30+01:00", at(2026, 11, 20, 9, 4, 30)),
        ("2026-11-20T10:04:30.123456+0100", at(2026, 11, 20, 9, 4, 30)),
        ("2026-11-20t09:04z", at(2026, 11, 20, 9, 4)),
        ("2026-11-20 09:04:30", at(2026, 11, 20, 9, 4, 30)),
        (" Fri, 20 Nov 2026 10:04:30 +0100 ", at(2026, 11, 20, 9, 4, 30)),
        ("20 Nov 2026 09:04 GMT", at(2026, 11, 20, 9, 4)),
        ("Fri, 20 Nov 2026 04:04:30 EST", at(2026, 11, 20, 9, 4, 30)),
        ("Fri, 20 Nov 26 09:04:30 UT", at(2026, 11, 20, 9, 4, 30)),
        ("2026-12-31T23:59:60Z", None),
        ("Thu, 31 Dec 2026 23:59:60 GMT", at(2026, 12, 31, 23, 59, 59)),
        ("2026-11-20T23:30:00-05:00", at(2026, 11, 21, 4, 30)),
    ],
)
def test_a_date_with_a_time_is_an_instant(text: str, expected: Instant | None) -> None:
    assert instants.read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20",
        "Fri, 20 Nov 2026",
        "2026-11-20T00:00:00+01:00",
        "2026-11-20T00:00:00Z",
        "Fri, 20 Nov 2026 00:00:00 +1400",
    ],
)
def test_a_date_alone_is_the_date_as_it_is_written(text: str) -> None:
    assert instants.read(text) == Instant(day=date(2026, 11, 20))


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "soon", "20 novembre 2026", "2026-13-20T09:04:30Z", "2026-11-31", "0000-00-00T00:00:00Z",
        "Fri, 99 Nov 2026 09:04:30 GMT", "Fri, 20 Nov 2026 25:04:30 GMT", "2026-11-20T09:04:30Z or so", "1" * 101,
        "0001-01-01T00:00:01+23:00", "9999-12-31T23:59:59-23:00", "20 Nov 2026 09:04:30 +9999999999",
    ],
)  # fmt: skip
def test_another_text_is_no_date(text: str) -> None:
    assert instants.read(text) is None
