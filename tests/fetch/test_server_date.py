"""The date of an answer, as the standard defines it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilofeed.fetch.server_date import server_date


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"Date": "Sat, 28 Nov 2026 09:30:00 GMT"}, datetime(2026, 11, 28, 9, 30, tzinfo=UTC)),
        ({"Date": "Sat, 28 Nov 2026 09:30:60 GMT"}, datetime(2026, 11, 28, 9, 30, 59, tzinfo=UTC)),
        ({"Date": "Sat, 28 Nov 2026 09:30:00 GMT", "Age": "3600"}, datetime(2026, 11, 28, 10, 30, tzinfo=UTC)),
        ({"Date": "Sat, 28 Nov 2026 09:30:00 GMT", "Age": "-5"}, datetime(2026, 11, 28, 9, 30, tzinfo=UTC)),
        ({"Date": "Fri, 31 Dec 9999 23:59:59 GMT", "Age": "999999999"}, None),
        ({"Date": "Sat, 31 Feb 2026 09:30:00 GMT"}, None),
        ({"Date": "Sat, 28 Nov 0000 09:30:00 GMT"}, None),
        ({"Date": "2026-11-28T09:30:00Z"}, None),
        ({"Date": "Sat, 28 Nov 2026 09:30:00 +0100"}, None),
        ({"Date": ""}, None),
        ({}, None),
    ],
)
def test_the_date_of_an_answer_is_read_as_the_standard_says(
    fields: dict[str, str], expected: datetime | None
) -> None:
    assert server_date(fields) == expected


@given(st.text(), st.text())
def test_no_date_of_a_server_is_an_error(date: str, age: str) -> None:
    server_date({"Date": date, "Age": age})
