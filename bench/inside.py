"""What is measured inside one process, in turns with what it is held against: ``python -m bench.inside WHAT``.

Prints one JSON document: name -> the CPU seconds of each block.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from bench import floors
from bench.contestants import configuration
from bench.measure import Figures, in_turns
from bench.pages import page
from ilofeed.__main__ import SELDOM
from ilofeed.app.clock import SystemClock
from ilofeed.app.use_cases import App
from ilofeed.config.loader import parse
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


def cpu() -> float:
    """The CPU seconds of this process so far, by the kernel's account."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def timed(act: Callable[[], object], times: int = 1) -> Callable[[], float]:
    """What gives the CPU seconds that *act* takes, once, on the average of *times*."""

    def measure() -> float:
        begun = cpu()
        for _ in range(times):
            act()
        return (cpu() - begun) / times

    return measure


def app_of(urls: list[str], folder: Path, clock: SystemClock) -> App:
    """The program over *urls*, with its files in *folder*."""
    return App(parse(configuration(urls), folder=folder), clock=clock)


def warm(folder: Path, urls: list[str], rounds: int) -> dict[str, list[float]]:
    """A daemon's unchanged polls, and bare requests for the same pages; per poll."""
    clock = MovedClock()
    with app_of(urls, folder, clock) as app, floors.client() as client:
        etags = {url: client.get(url).headers["ETag"] for url in urls}

        def polled() -> None:
            # As a round of the daemon does it.
            reports = [app.poll_due(source) for source in app.due()]
            assert len(reports) == len(urls), len(reports)

        def asked() -> None:
            for url, etag in etags.items():
                assert client.get(url, headers={"If-None-Match": etag}).status_code == 304

        app.make_ready()
        polled()
        contestants = {"ilofeed": timed(polled), "httpx": timed(asked)}
        found = in_turns(rounds, contestants, lambda: clock.move(hours=2))
    return {name: [value / len(urls) for value in figures.values] for name, figures in found.items()}


def read(rounds: int, counts: tuple[int, ...] = (100,)) -> dict[str, list[float]]:
    """A page of so many items read, and the same by a walk of lxml."""
    contestants: dict[str, Callable[[], float]] = {}
    for count in counts:
        shown = Page(url=_URL, body=page(count), content_type="text/html; charset=utf-8")
        assert len(registry.extract(shown).items) == len(floors.walk(shown.body)) == count
        times = max(1, 500 // count)
        contestants[f"ilofeed {count}"] = timed(partial(registry.extract, shown), times)
        contestants[f"lxml {count}"] = timed(partial(floors.walk, shown.body), times)
    return _values(in_turns(rounds, contestants))


def rendered(rounds: int, counts: tuple[int, ...] = (50,)) -> dict[str, list[float]]:
    """A feed of so many entries in three formats, and one text joined of the same."""
    contestants: dict[str, Callable[[], float]] = {}
    for count in counts:
        feed = feed_of(count)
        _check(feed, dict(zip(FORMATS, _in_all_formats(feed), strict=True)))
        _check(feed, floors.join(feed))
        contestants[f"ilofeed {count}"] = timed(partial(_in_all_formats, feed), 10)
        contestants[f"join {count}"] = timed(partial(floors.join, feed), 10)
    return _values(in_turns(rounds, contestants))


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


def _values(found: Mapping[str, Figures]) -> dict[str, list[float]]:
    return {name: figures.values for name, figures in found.items()}


def main() -> None:
    """Measure what is named on the command line."""
    gc.set_threshold(*SELDOM)
    what, folder, rounds, *urls = sys.argv[1:]
    found = {
        "warm": lambda: warm(Path(folder), urls, int(rounds)),
        "read": lambda: read(int(rounds)),
        "rendered": lambda: rendered(int(rounds)),
    }[what]()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
