"""No page is read otherwise than before while `profiles.READING` stays the same."""

from __future__ import annotations

from fakes.readings import READINGS, current


def test_the_record_is_what_the_code_reads() -> None:
    found = READINGS.problem(READINGS.recorded(), current())

    assert not found, found
