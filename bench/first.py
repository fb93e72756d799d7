"""The first publication of a long history with its archives, and publication again without changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

from bench.bars import Bar, memory, timed
from bench.builds import BASE, BUILDS, PRESENT
from bench.measure import run, run_own
from bench.programs import Site

_ENTRIES = 100_000


def first(_: Site, folder: Path, rounds: int) -> Iterator[Bar]:
    """Measure both once, by ``ilofeed publish``; the base fills the store, the present build opens a copy."""
    count = _ENTRIES // 100 if rounds == 1 else _ENTRIES
    filled = folder / "history"
    run_own("base", filled, "history", str(filled), str(count), python=BASE.python)
    new, again = {}, {}
    for build in BUILDS:
        here = copytree(filled, folder / f"history-{build.name}")
        run([build.command, "status"], here)  # brings the database to the build's version
        new[build] = run([build.command, "publish"], here)
        again[build] = run([build.command, "publish"], here)
    what = f"first publication of {count} entries"
    yield timed(what, "first publication", new[PRESENT].time, BASE.name, new[BASE].time)
    peak = f"peak memory of a {what}"
    yield from memory(peak, "memory of a first publication", new[PRESENT].peak, BASE.name, new[BASE].peak)
    what = f"publication of {count} entries again, without changes"
    yield timed(what, "published again", again[PRESENT].time, BASE.name, again[BASE].time)
