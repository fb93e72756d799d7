"""Read the date of a machine-readable time in its own offset."""

from __future__ import annotations

from datetime import date

import pytest

from ilofeed.core.dates import read_machine


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("1785499200", date(2026, 7, 31)),
        ("1785499200000", date(2026, 7, 31)),
        ("631152000", date(1990, 1, 1)),
        (" 2023-06-13 ", date(2023, 6, 13)),
        ("20230613", date(2023, 6, 13)),
        ("2023-06-13T14:30", date(2023, 6, 13)),
        ("2023-06-13 14:30:00", date(2023, 6, 13)),
        ("2023-06-13T23:30:00Z", date(2023, 6, 13)),
        ("2023-06-13T23:30:00-05:00", date(2023, 6, 13)),
        ("2023-06-13T00:30:00+02:00", date(2023, 6, 13)),
        ("2023-06-13T00:00:00+0900", date(2023, 6, 13)),
        ("2023-06-13T00:00+14", date(2023, 6, 13)),
        ("2023-06-13 00:00:00.0 +02:00", date(2023, 6, 13)),
        ("2023-06-13T00:00:00 Europe/Zurich", date(2023, 6, 13)),
        ("2023-06-13T24:00:00+02:00", date(2023, 6, 13)),
        ("20230613T000000+0200", date(2023, 6, 13)),
        ("Tue, 13 Jun 2023 23:30:00 -0500", date(2023, 6, 13)),
        ("13 Jun 2023 00:30 GMT", date(2023, 6, 13)),
        ("2023-W24-2T00:00:00+02:00", date(2023, 6, 13)),
    ],
)
def test_a_machine_readable_time_gives_the_date_in_its_own_offset(value: str, day: date) -> None:
    assert read_machine(value) == day


@pytest.mark.parametrize(
    "value",
    [
        "",
        "0",
        "2023",
        "2023-06",
        "2023-06-31T00:00:00+02:00",
        "2023-06-13Tomorrow",
        "13 June 2023",
        "06/07/2023",
        "1823-06-13",
        "9999-12-31T23:59:59-01:00",
        "99999999999",
        "9" * 40,
    ],
)
def test_text_that_is_no_machine_readable_time_gives_no_date(value: str) -> None:
    assert read_machine(value) is None
