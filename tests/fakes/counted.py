"""One round over ``config.toml`` in this folder, and what it did, counted: as a program, it prints JSON."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

counts: Counter[str] = Counter()


def count(place: Any, name: str, counter: str, amount: Callable[..., int] = lambda *_, **__: 1) -> None:
    """Count the calls of *name* in *place* as *counter*, each as *amount* of its arguments."""
    plain = getattr(place, name)

    def counted(*arguments: Any, **named: Any) -> Any:
        counts[counter] += amount(*arguments, **named)
        return plain(*arguments, **named)

    setattr(place, name, counted)


def connect(*arguments: Any, **named: Any) -> sqlite3.Connection:
    """A connection whose statements are counted, and those that begin a transaction, or one that writes."""
    connection: sqlite3.Connection = _connect(*arguments, **named)

    def trace(statement: str) -> None:
        counts["statements"] += 1
        counts["transactions"] += statement.startswith("BEGIN")
        counts["writes"] += statement.startswith("BEGIN IMMEDIATE")

    connection.set_trace_callback(trace)
    return connection


def read(*arguments: Any, **named: Any) -> Any:
    """A page read; only now may the parsers be loaded."""
    import bs4  # noqa: PLC0415

    from ilofeed.extract import partial_soup  # noqa: PLC0415

    if not counts["pages"]:
        count(partial_soup, "parsed", "parsed", len)
        count(bs4.BeautifulSoup, "__init__", "soups")
        count(bs4.BeautifulSoup, "handle_starttag", "tags")
    counts["pages"] += 1
    return _read(*arguments, **named)


if __name__ == "__main__":
    from ilofeed.app import publish_all, use_cases
    from ilofeed.app.clock import SystemClock
    from ilofeed.app.container import Container
    from ilofeed.config.loader import load
    from ilofeed.extract import registry
    from ilofeed.publish import render

    _connect, sqlite3.connect = sqlite3.connect, connect  # type: ignore[assignment]
    _read, registry.read = registry.read, read
    count(os, "fsync", "fsyncs")
    count(os, "replace", "moved")
    count(render, "render", "rendered")

    class LaterClock(SystemClock):
        """The clock of a run that begins two seconds after the run before it: times have whole seconds."""

        def now(self) -> datetime:
            return datetime.now(UTC) + timedelta(seconds=2 * int(sys.argv[1]))

    with Container(load(Path("config.toml")), clock=LaterClock()) as app:
        use_cases.make_ready(app)
        counts.clear()  # of what opening the database takes
        reports = list(use_cases.poll_sources(app, app.config.sources))
        polls = dict(counts)
        counts.clear()
        for _ in publish_all.publish_shared(app):
            pass
    modules = [name for name in sys.modules if name.startswith("ilofeed")]
    outcomes = [report.outcome.value for report in reports]
    found = {"outcomes": outcomes, "polls": polls, "shared": dict(counts), "modules": modules}
    sys.stdout.write(json.dumps(found))
