"""How costs go up with what there is to do, and how much memory a day takes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from bench.bars import Bar, memory
from bench.builds import BASE, BUILDS, PRESENT
from bench.measure import run_own
from bench.programs import Site

_ITEMS = (10, 100, 1000)
_SOURCES = (10, 1000, 10_000)
_ENTRIES = (1000, 1_000_000)
# What two measurements of the same differ by.
_TOLERANCE = 1.2

_DAYS_SOURCES = 1000
_ROUNDS_OF_A_DAY = 21  # every 70 minutes


def growth(_: Site, folder: Path, rounds: int) -> Iterator[Bar]:
    """Each step from one size to the next: linear or better, and a poll is as dear in any store."""
    is_quick = rounds == 1
    found = _measured("items", folder, _ITEMS)
    for few, many in pairwise(_ITEMS):
        what = f"a poll with a new item, {few} -> {many} items"
        most = many / few
        yield _grown(what, found[few]["changed"], found[many]["changed"], most)
    sizes = _SOURCES[:2] if is_quick else _SOURCES
    found = _measured("sources", folder, sizes)
    steps = {
        "open": "opened",
        "due": "asked for",
        "poll": "polled without news",
        "front": "page of all",
        "shared": "looked over",
    }
    for few, many in pairwise(sizes):
        for step, name in steps.items():
            yield _grown(f"a source {name}, of {few} -> {many}", found[few][step], found[many][step], _TOLERANCE)
    sizes = (_ENTRIES[0], 100_000) if is_quick else _ENTRIES
    found = _measured("entries", folder, sizes)
    for how in ("changed", "unchanged"):
        what = f"a poll, {how}, in a store of {sizes[0]} -> {sizes[1]} entries"
        yield _grown(what, found[sizes[0]][how], found[sizes[1]][how], _TOLERANCE)


def day(origin: Site, folder: Path, rounds: int) -> Iterator[Bar]:
    """Measure the memory of a daemon after a simulated day, each build by the bench of its time."""
    count, times = (100, 3) if rounds == 1 else (_DAYS_SOURCES, _ROUNDS_OF_A_DAY)
    peaks, polls = {}, 0
    for build in BUILDS:
        here = folder / f"day-{build.name}"
        urls = origin.urls(7, count)
        asked = ("day", str(here), str(times), *urls)
        found, spent = run_own("scale", here, *asked, python=build.python, root=build.root)
        peaks[build], polls = spent.peak, round(found["polls"])
    what = f"peak memory of a daemon, {polls} polls of {count} sources"
    yield from memory(what, "memory of a day", peaks[PRESENT], BASE.name, peaks[BASE])


def _measured(what: str, folder: Path, sizes: tuple[int, ...]) -> dict[int, dict[str, float]]:
    here = folder / f"scale-{what}"
    found, _ = run_own("scale", here, what, str(here), *map(str, sizes))
    return {int(size): costs for size, costs in found.items()}


def _grown(what: str, few: float, many: float, most: float) -> Bar:
    return Bar(what=what, ours=many, beside="the smaller", theirs=few, most=most)
