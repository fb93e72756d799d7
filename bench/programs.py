"""Whole programs beside each other: one poll from a cold start, and many polls in one process."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.request import Request, urlopen

from bench.bars import Bar
from bench.contestants import ALL
from bench.measure import FailedError, Figures, Spent, in_turns, run

#: How a page is when it is asked for: with a new item, as before and known by its ETag, as before and sent whole.
CHANGED, SAME, PLAIN = "changed", "304", "same body"

SOURCES = 200


class Site:
    """The server of ``bench.site``."""

    def __init__(self, origin: str) -> None:
        self.origin = origin

    def urls(self, items: int, count: int, *, plain: bool = False) -> list[str]:
        """The addresses of *count* pages of so many *items*."""
        return [f"{self.origin}{'/plain' if plain else ''}/{items}/s{at}" for at in range(count)]

    def turn(self) -> None:
        """Put one more new item on top of every page."""
        with urlopen(Request(f"{self.origin}/turn", method="POST")):  # noqa: S310 - our own
            pass


@contextmanager
def site() -> Iterator[Site]:
    """The site, in a process of its own."""
    command = [sys.executable, "-m", "bench.site"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield Site(f"http://127.0.0.1:{int(server.stdout.readline())}")
        finally:
            server.terminate()


def compare(
    origin: Site, folder: Path, how: str, *, items: int, sources: int, rounds: int, names: tuple[str, ...]
) -> tuple[dict[str, Figures], int]:
    """CPU milliseconds per poll of each of *names*, by name, and our peak memory in kB."""
    urls = origin.urls(items, sources, plain=how == PLAIN)
    peaks = [0]

    def measured(name: str) -> float:
        here = folder / f"{name}-{how.replace(' ', '-')}-{items}-{sources}"
        here.mkdir(exist_ok=True)
        spent = run(ALL[name](here, urls), here)
        if name == "ilofeed":
            _check(spent, how, sources)
            peaks.append(spent.peak)
        return spent.cpu * 1000 / sources

    contestants = {name: partial(measured, name) for name in names}
    for contestant in contestants.values():
        contestant()  # the first look at a page is none of what is measured
    found = in_turns(rounds, contestants, origin.turn if how == CHANGED else lambda: None)
    return found, max(peaks)


def _check(spent: Spent, how: str, sources: int) -> None:
    """Raise FailedError where our own figure is not that of what was to be measured."""
    polls = [
        line for line in spent.output.splitlines() if ": changed" in line or "modified" in line or ": un" in line
    ]
    expected = {CHANGED: ": changed", SAME: ": not modified", PLAIN: ": unchanged"}[how]
    is_first = all(": changed" in line for line in polls)
    if len(polls) != sources or not (is_first or all(expected in line for line in polls)):
        raise FailedError(f"not every one of {sources} polls was {how!r}:\n{spent.output[:2000]}")


def cold(origin: Site, folder: Path, rounds: int) -> Iterator[Bar]:
    """One poll of one source by a program that is started for it."""
    for how, most, aim in ((CHANGED, 1.0, 0.8), (SAME, 0.6, 0.5), (PLAIN, 0.6, 0.5)):
        for items in (7, 100):
            names = ("ilofeed", "naive", "urlwatch", "scrapy")
            found, _ = compare(origin, folder, how, items=items, sources=1, rounds=rounds, names=names)
            what = f"one poll, started for it: {items} items, {how}"
            ours = found["ilofeed"].middle
            yield Bar(
                what=what, ours=ours, beside="naive script", theirs=found["naive"].middle, most=most, aim=aim
            )
            for name in names[2:]:
                yield Bar(what=what, ours=ours, beside=name, theirs=found[name].middle)


def many(origin: Site, folder: Path, rounds: int) -> Iterator[Bar]:
    """One process that polls many sources once, its start included."""
    limits = {
        SAME: {"naive": (0.15, 0.06), "urlwatch": (0.6, 0.25), "httpx": (2.5, 1.5), "scrapy": (None, None)},
        CHANGED: {"naive": (0.45, 0.15), "urlwatch": (1.5, 0.6), "scrapy": (None, None)},
    }
    peaks = {}
    for how, others in limits.items():
        names = ("ilofeed", *others)
        found, peaks[how] = compare(origin, folder, how, items=7, sources=SOURCES, rounds=rounds, names=names)
        what = f"{SOURCES} sources in one process, per poll: {how}"
        for name, (most, aim) in others.items():
            ours, theirs = found["ilofeed"].middle, found[name].middle
            yield Bar(what=what, ours=ours, beside=_TITLES.get(name, name), theirs=theirs, most=most, aim=aim)
    yield _memory(f"peak memory of a round of {SOURCES} sources, changed", peaks[CHANGED])


def _memory(what: str, peak: int) -> Bar:
    return Bar(what=what, ours=peak / 1024, beside="", most=64, aim=48, unit="MB", is_ratio=False)


_TITLES = {"naive": "naive script", "httpx": "bare httpx.Client, 304"}
