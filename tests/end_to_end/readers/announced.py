"""What real readers made of a feed's life, as tables at the end of the run."""

from __future__ import annotations

import pytest

STEPS = ("first", "new", "edit", "move", "outage", "return")
#: Name of the reader, format of the feed, and the number of entries announced at each of STEPS.
ROWS: list[tuple[str, ...]] = []
#: Whole tables of other tests.
TABLES: list[str] = []


def write(reporter: pytest.TerminalReporter) -> None:
    """Print the tables, where there are any."""
    for table in TABLES:
        reporter.section("programs that read one life of a feed")
        reporter.write(table)
    if not ROWS:
        return
    reporter.section("announced by real readers at each step of a feed's life")
    for row in [("reader", "format", *STEPS), *sorted(ROWS)]:
        reporter.line("".join(f"{cell:<12}" for cell in row).rstrip())
