"""What grows, and how: ``bench.scale`` is run with WHAT, FOLDER and SIZES, and prints JSON, size by size.

But for the day of a daemon there is no network: a poll asks a stand-in for the way to it, so that
only our own work counts.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median

from bench.inside import MovedClock, app_of
from bench.pages import page
from bench.worker import cpu
from ilofeed.app import garbage, publish_all, timetable, use_cases
from ilofeed.app.container import Container
from ilofeed.app.daemon.tick import Scheduler
from ilofeed.core.models import NotModified, Page, Validators
from ilofeed.decide import outcomes

_TIMES = 5
# A poll without news takes a millisecond: one alone says little.
_QUIET = 15
Costs = dict[str, float]

_NO_VALIDATORS = Validators()


class Pages:
    """In place of the way to the network: a list of so many items at every address."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.turn = 0

    def __call__(
        self,
        url: str,
        validators: Validators = _NO_VALIDATORS,
        /,
        *,
        force: bool = False,  # noqa: ARG002 - as the port has it
    ) -> Page | NotModified:
        etag = f'"{self.turn}"'
        if validators.etag == etag:
            return NotModified(url=url)
        body = page(self.count, self.turn, url.rpartition("/")[2])
        return Page(url=url, body=body, content_type="text/html", validators=Validators(etag=etag))

    def locate(self, _url: str, /) -> str | None:
        return None


def opened(folder: Path, sources: int, pages: Pages, clock: MovedClock) -> Container:
    """The program over so many sources, all of which *pages* are."""
    folder.mkdir(exist_ok=True)
    app = app_of([f"https://www.example.org/{at % 7}/s{at}" for at in range(sources)], folder, clock)
    app.services.network.__dict__["polite_fetcher"] = pages
    use_cases.make_ready(app)
    return app


def polled(app: Container, clock: MovedClock) -> float:
    """The CPU milliseconds of a poll of all, two hours later, when all are due."""
    clock.move(hours=2)
    begun = cpu()
    reports = [use_cases.poll_due(app, source) for source in app.config.sources]
    took = cpu() - begun
    assert all(report and report.outcome.is_ok for report in reports), reports
    return took * 1000


def changed_and_not(houses: Mapping[int, tuple[Container, MovedClock, Pages]]) -> dict[int, Costs]:
    """The middle of some polls with a new item, and of as many without; the *houses* in turns."""
    found: dict[int, dict[str, list[float]]] = {size: defaultdict(list) for size in houses}
    for at in range(_TIMES + 1):
        for size, (app, clock, pages) in houses.items():
            pages.turn += 1
            changed = polled(app, clock)
            unchanged = median(polled(app, clock) for _ in range(_QUIET))
            if at:
                found[size]["changed"].append(changed)
                found[size]["unchanged"].append(unchanged)
    return {size: {how: median(values) for how, values in both.items()} for size, both in found.items()}


def items(folder: Path, sizes: Sequence[int]) -> dict[int, Costs]:
    """A poll of a list of so many items."""
    with ExitStack() as stack:
        houses = {}
        for count in sizes:
            clock, pages = MovedClock(), Pages(count)
            app = stack.enter_context(opened(folder / str(count), 1, pages, clock))
            polled(app, clock)
            houses[count] = app, clock, pages
        return changed_and_not(houses)


def sources(folder: Path, sizes: Sequence[int]) -> dict[int, Costs]:
    """A round over so many sources, of which nothing is new, for each of them; the sizes in turns."""
    found: dict[int, dict[str, list[float]]] = {count: defaultdict(list) for count in sizes}
    with ExitStack() as stack:
        houses: dict[int, tuple[Container, MovedClock]] = {}
        for count in sizes:
            clock = MovedClock()
            begun = cpu()
            app = stack.enter_context(opened(folder / str(count), count, Pages(2), clock))
            found[count]["open"].append((cpu() - begun) * 1000)
            # All but the first are known as a poll leaves a source, without a poll.
            with closing(sqlite3.connect(folder / str(count) / "ilofeed.db")) as database:
                use_cases.poll_due(app, app.config.sources[0])
                database.executemany(
                    _KNOWN, [(each.slug, outcomes.recipe(each)) for each in app.config.sources[1:]]
                )
                database.commit()
            polled(app, clock)
            found[count]["front"].append(published(app))
            houses[count] = app, clock
        for _ in range(_TIMES):
            for count, (app, clock) in houses.items():
                found[count]["poll"].append(polled(app, clock))
                found[count]["shared"].append(median(published(app) for _ in range(_TIMES)))
                found[count]["due"].append(median(looked(app) for _ in range(_TIMES)))
    return {
        count: {name: median(values) / count for name, values in steps.items()} for count, steps in found.items()
    }


_KNOWN = (
    "INSERT INTO source (slug, recipe, etag, profile, outcome, last_poll, last_success, due_at, generation)"
    " SELECT ?, ?, etag, profile, outcome, last_poll, last_success, due_at, 1 FROM source WHERE slug = 's0'"
)


def looked(app: Container) -> float:
    """The CPU milliseconds of a look at what is due."""
    begun = cpu()
    timetable.due_sources(app)
    return (cpu() - begun) * 1000


def published(app: Container) -> float:
    """The CPU milliseconds of bringing what is common to all sources up to date."""
    begun = cpu()
    for _, changed in publish_all.publish_shared(app):
        assert isinstance(changed, bool), changed
    return (cpu() - begun) * 1000


def entries(folder: Path, sizes: Sequence[int]) -> dict[int, Costs]:
    """A poll of one source in a store of so many entries, a thousand of them its own."""
    with ExitStack() as stack:
        houses = {}
        for count in sizes:
            clock, pages = MovedClock(), Pages(1000)
            with opened(folder / str(count), 1, pages, clock) as app:
                polled(app, clock)
            _fill(folder / str(count) / "ilofeed.db", count)
            pages.count, pages.turn = 7, 993  # the newest of those that are known
            houses[count] = stack.enter_context(opened(folder / str(count), 1, pages, clock)), clock, pages
        os.sync()  # else our own flushes would carry what was filled in
        return changed_and_not(houses)


def _fill(file: Path, count: int) -> None:
    """Have the store in *file* hold so many entries."""
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode = OFF")  # nothing here is to survive anything
        database.execute("PRAGMA synchronous = OFF")
        for statement in _FILL:
            database.execute(statement, {"others": count // 1000 - 1})
        database.commit()
        (held,) = database.execute("SELECT COUNT(*) FROM entry").fetchone()
        assert held == count, held


# As many other sources with copies of the entries of the first.
_NUMBERS = "WITH RECURSIVE n(at) AS (SELECT 1 WHERE :others > 0 UNION ALL SELECT at + 1 FROM n WHERE at < :others)"
_ENTRY = "first_seen, updated, announced, day"
_FILL = tuple(
    f"{_NUMBERS} INSERT INTO {into}"
    for into in (
        "source (slug) SELECT 'other' || at FROM n",
        f"entry (source, id, {_ENTRY}, title_name, item)"  # noqa: S608, ISC004 - names of our own, one statement
        f" SELECT 'other' || at, id || at, {_ENTRY}, title_name || at, item FROM n, entry",
        "alias (source, alias, entry_id) SELECT 'other' || at, alias || at, entry_id || at FROM n, alias",
        "arrival (source, entry) SELECT 'other' || at, entry || at FROM n, arrival",
    )
)


def day(folder: Path, hours: int, urls: list[str]) -> Costs:
    """A daemon's day over *urls*, of which every third part brings something new."""
    clock = MovedClock()
    with app_of(urls, folder, clock) as app:
        use_cases.make_ready(app)
        with Scheduler(app) as rounds:
            for hour in range(hours):
                rounds.tick()
                _await(rounds)
                clock.move(minutes=70)
                if hour % 8 == 7:
                    _turn(urls[0])
        return {"polls": float(sum(tally.polls for tally in app.store.poll_counts()))}


def _await(rounds: Scheduler) -> None:
    while rounds._under_way:
        time.sleep(0.05)


def _turn(url: str) -> None:
    from bench.programs import Site  # noqa: PLC0415 - what it loads is not to be counted as ours

    Site(url[: url.index("/", 8)]).turn()


def main() -> None:
    """Measure what is named on the command line."""
    garbage.look_seldom()
    what, folder, *sizes = sys.argv[1:]
    if what == "day":
        print(json.dumps(day(Path(folder), int(sizes[0]), sizes[1:])))
        return
    measure = {"items": items, "sources": sources, "entries": entries}[what]
    print(json.dumps(measure(Path(folder), [int(size) for size in sizes])))


if __name__ == "__main__":
    main()
