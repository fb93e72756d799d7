"""Whole programs beside each other: one poll from a cold start, and many polls in one process."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from urllib.request import Request, urlopen

from bench import rss_bridge
from bench.bars import Bar, memory, timed
from bench.builds import BASE, BUILDS, PRESENT, Build
from bench.contestants import SELECTORS, THEIRS, ilofeed
from bench.measure import FailedError, Spent, Timing, in_turns, middle, module, peaks, run

#: How a page is when it is asked for: with a new item, as before and known by its ETag, as before and sent whole.
CHANGED, SAME, PLAIN = "changed", "304", "same body"

_OUTCOMES = {CHANGED: "changed", SAME: "not_modified", PLAIN: "unchanged"}

SOURCES = 200


class Site:
    """The server of ``bench.site``."""

    def __init__(self, origin: str) -> None:
        self.origin = origin

    def urls(
        self, items: int, count: int, *, kind: str = "list", name: str = "s", plain: bool = False
    ) -> list[str]:
        """Return the addresses of *count* pages with a number of *items*."""
        return [f"{self.origin}{'/plain' if plain else ''}/{kind}/{items}/{name}{at}" for at in range(count)]

    def turn(self, urls: Iterable[str] = (), by: int = 1) -> None:
        """Put new items on top of every page, and have *urls* made, so that no contestant waits for it."""
        self._post(f"turn/{by}")
        for url in urls:
            self._request(url)

    def show(self, items: int) -> None:
        """Show this number of items on every page; 0: the number in its address."""
        self._post(f"show/{items}")

    def _post(self, path: str) -> None:
        self._request(Request(f"{self.origin}/{path}", method="POST"))  # noqa: S310 - our own server

    @staticmethod
    def _request(request: str | Request) -> None:
        with urlopen(request) as answer:  # noqa: S310 - our own server
            answer.read()


@contextmanager
def site() -> Iterator[Site]:
    """The site, in a process of its own."""
    with subprocess.Popen(module("site"), stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield Site(f"http://127.0.0.1:{int(server.stdout.readline())}")
        finally:
            server.terminate()


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Pages to poll in one process, each once."""

    how: str
    items: int = 7
    sources: int = 1
    settings: str = ""  #: the lines of each source in ``config.toml``

    def run_by(self, build: Build, folder: Path, urls: list[str], *, is_first: bool) -> Spent:
        """Measure a build of ilofeed, which finds every page changed at the first poll. Raises FailedError."""
        spent = run(ilofeed(folder, urls, build, self.settings), folder)
        outcomes = [poll["outcome"] for poll in json.loads(spent.output)["polls"]]
        expected = _OUTCOMES[CHANGED if is_first else self.how]
        if outcomes != [expected] * self.sources:
            raise FailedError(f"not every one of {self.sources} polls was {expected!r}:\n{spent.output[:2000]}")
        return spent


def compare(
    origin: Site, folder: Path, rounds: int, task: Task, names: Collection[str]
) -> tuple[dict[str, Timing], dict[str, int]]:
    """Return the medians of what a poll costs both builds and each of *names*, and their peak memory in kB."""
    urls = origin.urls(task.items, task.sources, plain=task.how == PLAIN)
    builds = {build.name: build for build in BUILDS}
    house = folder / f"{task.how}-{task.items}-{task.sources}{'-selectors' if task.settings else ''}"

    def measured(name: str, *, is_first: bool = False) -> Spent:
        here = house / name
        here.mkdir(exist_ok=True, parents=True)
        if name in builds:
            return task.run_by(builds[name], here, urls, is_first=is_first)
        return run(THEIRS[name](here, urls), here)

    contestants = {name: partial(measured, name) for name in (*builds, *names)}
    for contestant in contestants.values():
        contestant(is_first=True)  # not measured
    found = in_turns(rounds, contestants, partial(origin.turn, urls) if task.how == CHANGED else lambda: None)
    times = {name: middle([each.time.each(task.sources) for each in spent]) for name, spent in found.items()}
    return times, peaks(found)


def cold(origin: Site, folder: Path, rounds: int) -> Iterator[Bar]:
    """Measure one poll of one source by a program that is started for it."""
    for how, items in product((CHANGED, SAME, PLAIN), (7, 100)):
        found, _ = compare(origin, folder, rounds, Task(how=how, items=items), ("naive", "urlwatch", "scrapy"))
        yield from _beside(f"one poll, started for it: {items} items, {how}", f"start, {how}", found)
    for how, items in product((CHANGED, SAME), (7, 100)):
        found, _ = compare(origin, folder, rounds, Task(how=how, items=items, settings=SELECTORS), ("naive",))
        what = f"one poll, started for it, by selectors: {items} items, {how}"
        yield from _beside(what, f"start, {how}, selectors", found)


def many(origin: Site, folder: Path, rounds: int) -> Iterator[Bar]:
    """Measure one process that polls many sources once, its start included."""
    what = f"{SOURCES} sources in one process, per poll"
    others = ("naive", "urlwatch", "scrapy")
    found, _ = compare(origin, folder, rounds, Task(how=SAME, sources=SOURCES), (*others, "httpx"))
    yield from _beside(f"{what}: {SAME}", f"many, {SAME}", found)
    found, peak = compare(origin, folder, rounds, Task(how=CHANGED, sources=SOURCES), others)
    yield from _beside(f"{what}: {CHANGED}", f"many, {CHANGED}", found)
    of_round = f"peak memory of a round of {SOURCES} sources, changed"
    yield from memory(of_round, "memory of a round", peak[PRESENT.name], BASE.name, peak[BASE.name])
    task = Task(how=CHANGED, sources=SOURCES, settings=SELECTORS)
    given = ("rss-bridge",) if rss_bridge.program() else ()
    found, _ = compare(origin, folder, rounds, task, ("naive", "urlwatch", *given))
    yield from _beside(f"{what}, by selectors: {CHANGED}", f"many, {CHANGED}, selectors", found)


def _beside(what: str, measure: str, found: Mapping[str, Timing]) -> Iterator[Bar]:
    for name, theirs in found.items():
        if name != PRESENT.name:
            yield timed(what, measure, found[PRESENT.name], name, theirs)
