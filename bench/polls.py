"""Polls in processes that stay open, as a daemon does: what a poll costs without the start of a program."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from shutil import copytree

from bench.bars import Bar, timed
from bench.builds import BASE, BUILDS, PRESENT
from bench.contestants import SELECTORS, configuration
from bench.measure import FailedError, Timing, in_turns, middle, run, run_own
from bench.programs import Site
from bench.worker import Worker

#: Layout -> the kind of page that it reads, and the lines of its source.
_LAYOUTS = {
    "ilo-list": ("list", 'profile = "ilo-list"\n'),
    "ilo-cards": ("cards", 'profile = "ilo-cards"\n'),
    "auto": ("blocks", 'profile = "auto"\n'),
    "selectors": ("list", SELECTORS),
}
#: Entries of a full feed.
_FULL = 50
_WARM = 50
_MANY = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """The pages of one measure."""

    measure: str  #: as `bench.limits` names it
    items: int
    sources: int
    is_full: bool = False  #: whether a first poll finds a feed's worth of items


_PAGES = (
    Pages(measure="7 items, young feed", items=7, sources=20),
    Pages(measure="7 items, full feed", items=7, sources=20, is_full=True),
    Pages(measure="100 items", items=100, sources=4),
    Pages(measure="1000 items", items=1000, sources=1),
)


def polls(origin: Site, folder: Path, rounds: int) -> Iterator[Bar]:
    """Measure a poll that finds one new item, by layout, one that finds none, and a look at what is due."""
    for pages in _PAGES:
        for layout in _LAYOUTS:
            yield _changed(origin, folder, rounds, layout, pages)
    yield from _unchanged(origin, folder, rounds)
    yield _nothing_due(folder, rounds)


def _changed(origin: Site, folder: Path, rounds: int, layout: str, pages: Pages) -> Bar:
    kind, settings = _LAYOUTS[layout]
    name = f"{layout}-{pages.measure.replace(' ', '-')}"
    urls = origin.urls(pages.items, pages.sources, kind=kind, name=f"{name}-")
    with ExitStack() as stack:
        workers = {
            build.name: _opened(stack, folder / f"{name}-{build.name}", urls, build.driver, build.python, settings)
            for build in BUILDS
        }
        polled = _polled(workers, "changed", pages.sources)
        if pages.is_full:
            origin.show(_FULL)
            _once(polled)
            origin.show(0)
            origin.turn(by=_FULL - pages.items)
        else:
            _once(polled)
        found = in_turns(rounds, polled, partial(origin.turn, urls))
    what = f"a poll, {layout}, {pages.measure}, one new"
    return timed(what, pages.measure, middle(found[PRESENT.name]), BASE.name, middle(found[BASE.name]))


def _unchanged(origin: Site, folder: Path, rounds: int) -> Iterator[Bar]:
    urls = origin.urls(7, _WARM, name="warm-")
    with ExitStack() as stack:
        workers = {
            build.name: _opened(stack, folder / f"warm-{build.name}", urls, build.driver, build.python)
            for build in BUILDS
        }
        workers["httpx"] = _opened(stack, folder / "warm-httpx", urls, "bare", PRESENT.python)
        _once(_polled(workers, "changed", _WARM))
        found = in_turns(rounds, _polled(workers, "not_modified", _WARM))
    times = {name: middle(values) for name, values in found.items()}
    for name in (BASE.name, "httpx"):
        yield timed("an unchanged poll in a warm daemon", "unchanged", times[PRESENT.name], name, times[name])


def _nothing_due(folder: Path, rounds: int) -> Bar:
    """Measure a look over many sources; the base fills the store, the present build opens a copy."""
    count = _MANY // 10 if rounds == 1 else _MANY
    filled = folder / "known"
    run_own("base", filled, "known", str(filled), str(count), python=BASE.python)
    with ExitStack() as stack:
        looks = {}
        for build in BUILDS:
            here = copytree(filled, folder / f"known-{build.name}")
            run([build.command, "status"], here)  # brings the database to the build's version
            worker = stack.enter_context(Worker(build.driver, here, build.python))
            looks[build.name] = partial(_asked, worker, "due", 0)
        found = in_turns(rounds, looks)
    times = {name: middle(values) for name, values in found.items()}
    what = f"a look over {count} sources of which none is due"
    return timed(what, "nothing due", times[PRESENT.name], BASE.name, times[BASE.name])


def _opened(
    stack: ExitStack, folder: Path, urls: list[str], driver: str, python: Path, settings: str = ""
) -> Worker:
    folder.mkdir()
    (folder / "config.toml").write_text(configuration(urls, settings=settings), encoding="utf-8")
    return stack.enter_context(Worker(driver, folder, python))


def _polled(workers: Mapping[str, Worker], outcome: str, sources: int) -> dict[str, Callable[[], Timing]]:
    def poll(worker: Worker) -> Timing:
        return _asked(worker, "poll", [outcome] * sources).each(sources)

    return {name: partial(poll, worker) for name, worker in workers.items()}


def _asked(worker: Worker, method: str, expected: object) -> Timing:
    answer, took = worker.ask(method)
    if answer != expected:
        raise FailedError(f"{method} answered {answer!r}, not {expected!r}")
    return took


def _once(contestants: Mapping[str, Callable[[], Timing]]) -> None:
    for contestant in contestants.values():
        contestant()
