"""What every reader made of the life of a feed, as a table at the end of the run."""

from __future__ import annotations

import pytest

from readers.subscribers import TOLD

STEPS = ("first", "new", "edit", "move", "outage", "return")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many entries each reader announced at each step."""
    if not TOLD:
        return
    terminalreporter.section("announced by real readers at each step of a feed's life")
    for row in [("reader", "format", *STEPS), *sorted(TOLD)]:
        terminalreporter.line("".join(f"{cell:<12}" for cell in row).rstrip())
