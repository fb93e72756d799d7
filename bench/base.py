"""The driver of the base build, and the stores that it fills for both builds.

The names in it are those of a fixed commit, so they never change. They are looked up when it runs, in the
environment of the base: type checkers see the present build, which has other names.

``main`` is run with KNOWN or HISTORY, a folder and a number.
"""

from __future__ import annotations

import gc
import json
import sys
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, Self

from bench.contestants import configuration

_SLUG = "s0"


class Build:
    """The base build over the configuration in a folder, opened as a daemon opens it."""

    def __init__(self, folder: Path) -> None:
        gc.set_threshold(*_base("__main__").SELDOM)
        self._clock: Any = _moved_clock()
        self._app = _opened(folder, clock=self._clock)
        self._app.make_ready()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._app.close()

    def poll(self) -> list[str]:
        """Poll what is due two hours later, and return the outcomes."""
        self._clock.ahead += timedelta(hours=2)
        reports = [self._app.poll_due(source) for source in self._app.due()]
        return [report.outcome.value for report in reports if report]

    def due(self) -> int:
        """Count the sources that are due."""
        return len(self._app.due())


def _base(module: str) -> Any:  # noqa: ANN401 - see the top of this file
    return import_module(f"ilofeed.{module}")


def _opened(folder: Path, **options: object) -> Any:  # noqa: ANN401 - see the top of this file
    return _base("app").App(_base("config").load(folder / "config.toml"), **options)


def _moved_clock() -> Any:  # noqa: ANN401 - see the top of this file
    def now(self: Any) -> datetime:  # noqa: ANN401 - see the top of this file
        moved: datetime = datetime.now(UTC) + self.ahead
        return moved

    kind = type("MovedClock", (_base("app.clock").SystemClock,), {"ahead": timedelta(), "now": now})
    return kind()


def known(folder: Path, count: int) -> int:
    """Record *count* sources as polled just now, so that none is due."""
    urls = [f"https://www.example.org/{at % 7}/s{at}" for at in range(count)]
    (folder / "config.toml").write_text(configuration(urls, "12h"), encoding="utf-8")
    with _opened(folder) as app:
        for source in app.config.sources:
            _record(app, source.slug, datetime.now(UTC), due_at=datetime.now(UTC) + timedelta(hours=12))
    return count


def history(folder: Path, count: int) -> int:
    """Record *count* entries of a source that has never been published."""
    (folder / "config.toml").write_text(configuration(["https://www.example.org/news"]), encoding="utf-8")
    model, now = _base("model"), datetime.now(UTC)
    entries = []
    for number in range(count):
        item = model.Item(
            key=f"k{number}",
            title=f"Report number {number} on wages in {2000 + number % 26}",
            link=f"https://www.example.org/{number}",
            language="en",
            summary="The conference decided on it, and governments have until next year." + " More of it." * 12,
            published=date(2000, 1, 1) + timedelta(days=number % 9800),
            kicker="Report",
        )
        at = now - timedelta(seconds=number)
        entries.append(model.Entry.first(f"tag:example.org,2026:{number}", item, frozenset((item.key,)), at))
    with _opened(folder) as app:
        _record(app, _SLUG, now, entries=tuple(entries), content=1)
    return count


def _record(app: Any, slug: str, at: datetime, entries: tuple[Any, ...] = (), **state: object) -> None:  # noqa: ANN401 - see the top
    memory = _base("memory")
    outcome = memory.Outcome.CHANGED
    values = {"title": slug, "outcome": outcome, "last_poll": at, "last_success": at, **state}
    after = import_module("msgspec.structs").replace(app.store.claim([slug])[slug], **values)
    report = memory.PollReport(source=slug, outcome=outcome)
    app.store.record(memory.Commit(state=after, report=report, entries=entries))


def main() -> None:
    """Fill the store that is named on the command line."""
    what, folder, count = sys.argv[1:]
    print(json.dumps({"known": known, "history": history}[what](Path(folder), int(count))))
