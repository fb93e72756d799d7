"""Twenty simulated days of twenty sources; `make year` simulates a year."""

from __future__ import annotations

from pathlib import Path

from fakes.simulated_year import Simulation


def test_every_item_is_announced_exactly_once_whatever_happens(tmp_path: Path) -> None:
    figures = Simulation(tmp_path, days=20).run()

    assert (figures.lost, figures.twice, figures.vanished) == ([], [], [])
    assert (figures.in_future, figures.misdated, figures.held) == ([], [], [])
    assert figures.entries == figures.items
    assert figures.is_bounded
