"""The comparison of the clock with the clocks of servers."""

from __future__ import annotations

from datetime import timedelta

from fakes.clock import START
from ilofeed.core import clock_check
from ilofeed.core.clock_check import disagreement
from ilofeed.core.state import SourceState


def seen(*offsets: int) -> list[SourceState]:
    return [
        SourceState(slug=f"s{at}", clock_offset=each, clock_agreements=not each) for at, each in enumerate(offsets)
    ]


def test_a_clock_that_most_servers_disagree_with_is_reported_in_one_line() -> None:
    assert disagreement([]) == disagreement(seen(0, 0)) == ""
    assert disagreement(seen(86400 * 20, 0)) == ""
    assert disagreement(seen(86400 * 20, -7200, 0)) == ""
    assert disagreement(seen(86400 * 20)) == (
        "the clock is 20 days behind the server of 1 source; set it. Until then no date is corrected"
    )
    assert "ahead of the servers of 2 of 3 sources" in disagreement(seen(-7200, -7300, 0))
    assert "2.0 hours" in disagreement(seen(-7200, -7200, 0))


def test_a_poll_without_the_time_of_a_server_changes_nothing() -> None:
    state = SourceState(slug="s", clock_agreements=1, clock_offset=-9)

    assert clock_check.after_poll(state, START, server=None) == state
    assert clock_check.after_poll(state, START, server=None, database=START - timedelta(days=1)) == state
