"""Single steps beside the least that they can cost, each in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench.bars import Bar
from bench.limits import limit
from bench.measure import run_own
from bench.programs import Site


def steps(_: Site, folder: Path, rounds: int) -> Iterator[Bar]:
    """Measure what a warm process takes for a page and for a feed."""
    yield _step("read", folder, rounds, "a page of 100 items read, 60 kB", "a page read", "lxml walk")
    yield _step("rendered", folder, rounds, "RSS, Atom and JSON of 50 entries", "a feed rendered", "text join")


def _step(step: str, folder: Path, rounds: int, what: str, measure: str, beside: str) -> Bar:
    found, _ = run_own("inside", folder / f"inside-{step}", step, str(rounds))
    ours, theirs = (median(values) * 1000 for values in found.values())
    most, aim = limit(measure, beside)
    return Bar(what=what, ours=ours, beside=beside, theirs=theirs, most=most, aim=aim)
