"""Single steps beside their floors, each in a process of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median

from bench.bars import Bar
from bench.measure import run_own
from bench.programs import Site

#: So many sources does the warm daemon have.
_WARM = 50


def inside(what: str, folder: Path, rounds: int, urls: Iterable[str] = ()) -> dict[str, float]:
    """The middle CPU milliseconds of each contestant of ``bench.inside``."""
    here = folder / f"inside-{what}"
    found, _ = run_own("inside", here, what, str(here), str(rounds), *urls)
    return {name: median(values) * 1000 for name, values in found.items()}


def steps(origin: Site, folder: Path, rounds: int) -> Iterator[Bar]:
    """What a warm process takes for a poll, for a page and for a feed."""
    found = inside("warm", folder, rounds, origin.urls(7, _WARM))
    what = "an unchanged poll in a warm daemon"
    yield Bar(what=what, ours=found["ilofeed"], beside="bare 304", theirs=found["httpx"], most=1.5, aim=1.2)
    found = inside("read", folder, rounds)
    what = "a page of 100 items read, 60 kB"
    yield Bar(what=what, ours=found["ilofeed 100"], beside="lxml walk", theirs=found["lxml 100"], most=12, aim=5)
    found = inside("rendered", folder, rounds)
    what = "RSS, Atom and JSON of 50 entries"
    yield Bar(what=what, ours=found["ilofeed 50"], beside="text join", theirs=found["join 50"], most=8, aim=4)
