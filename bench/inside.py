"""The driver of the present build, and single steps of it in turns with the least that they can cost.

``main`` is run with READ or RENDERED and a number of rounds. It prints JSON: name -> CPU seconds of each block.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Self

from bench import floors
from bench.contestants import configuration
from bench.measure import in_turns
from bench.pages import page
from bench.worker import cpu
from ilofeed.app import garbage, timetable, use_cases
from ilofeed.app.clock import SystemClock
from ilofeed.app.container import Container
from ilofeed.config.loader import load, parse
from ilofeed.core import ids
from ilofeed.core.models import Entry, Feed, Page
from ilofeed.extract import registry
from ilofeed.publish import validate
from ilofeed.publish.render import FORMATS, render

_URL = "https://www.ilo.org/global/news/lang--en/index.htm"


class MovedClock(SystemClock):
    """The machine's clock, ahead by as much as it is told."""

    def __init__(self) -> None:
        super().__init__()
        self._ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def move(self, **duration: float) -> None:
        """Let *duration* have passed, in timedelta's words."""
        self._ahead += timedelta(**duration)


class Build:
    """The present build over the configuration in a folder, opened as a daemon opens it."""

    def __init__(self, folder: Path) -> None:
        garbage.look_seldom()
        self._clock = MovedClock()
        self._app = Container(load(folder / "config.toml"), clock=self._clock)
        use_cases.make_ready(self._app)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._app.close()

    def poll(self) -> list[str]:
        """Poll what is due two hours later, and return the outcomes."""
        self._clock.move(hours=2)
        reports = [use_cases.poll_due(self._app, source) for source in timetable.due_sources(self._app)]
        return [report.outcome.value for report in reports if report]

    def due(self) -> int:
        """Count the sources that are due."""
        return len(timetable.due_sources(self._app))


def timed(act: Callable[[], object], times: int = 1) -> Callable[[], float]:
    """What gives the CPU seconds that *act* takes, once, on the average of *times*."""

    def measure() -> float:
        begun = cpu()
        for _ in range(times):
            act()
        return (cpu() - begun) / times

    return measure


def app_of(urls: list[str], folder: Path, clock: SystemClock) -> Container:
    """The program over *urls*, with its files in *folder*."""
    return Container(parse(configuration(urls), folder=folder), clock=clock)


def read(rounds: int, counts: tuple[int, ...] = (100,)) -> dict[str, list[float]]:
    """A page of so many items read, and the same by a walk of lxml."""
    contestants: dict[str, Callable[[], float]] = {}
    for count in counts:
        shown = Page(url=_URL, body=page(count), content_type="text/html; charset=utf-8")
        assert len(registry.extract(shown).items) == len(floors.walk(shown.body)) == count
        times = max(1, 500 // count)
        contestants[f"ilofeed {count}"] = timed(partial(registry.extract, shown), times)
        contestants[f"lxml {count}"] = timed(partial(floors.walk, shown.body), times)
    return in_turns(rounds, contestants)


def rendered(rounds: int, counts: tuple[int, ...] = (50,)) -> dict[str, list[float]]:
    """A feed of so many entries in three formats, and one text joined of the same."""
    contestants: dict[str, Callable[[], float]] = {}
    for count in counts:
        feed = feed_of(count)
        _check(feed, dict(zip(FORMATS, _in_all_formats(feed), strict=True)))
        _check(feed, floors.join(feed))
        contestants[f"ilofeed {count}"] = timed(partial(_in_all_formats, feed), 10)
        contestants[f"join {count}"] = timed(partial(floors.join, feed), 10)
    return in_turns(rounds, contestants)


def _check(feed: Feed, documents: dict[str, bytes]) -> None:
    """Hold both sides against the same rules: what is compared has to be worth the same."""
    now = feed.updated + timedelta(hours=1)
    examined = {
        each: validate.examine(documents[each], now=now, location=feed.locations[each]) for each in documents
    }
    assert [each.findings for each in examined.values()] == [[], [], []]
    assert validate.compare(examined) == []


def _in_all_formats(feed: Feed) -> list[bytes]:
    return [render(feed, each) for each in FORMATS]


def feed_of(count: int) -> Feed:
    """A feed of so many entries, as it is published."""
    items = registry.extract(Page(url=_URL, body=page(count))).items
    now = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    entries = tuple(
        Entry(
            id=ids.mint(item),
            item=item,
            first_seen=now - timedelta(seconds=at),
            updated=now - timedelta(seconds=at),
        )
        for at, item in enumerate(items)
    )
    places = {each: f"https://feeds.example.org/news.{each}" for each in FORMATS}
    return Feed(
        id=ids.mint_feed("news", ""), slug="news", title="News", description="New entries", home=_URL,
        language="en", locations=places, entries=entries,
    )  # fmt: skip


def main() -> None:
    """Measure what is named on the command line."""
    garbage.look_seldom()
    what, rounds = sys.argv[1:]
    print(json.dumps({"read": read, "rendered": rendered}[what](int(rounds))))
