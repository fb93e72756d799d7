"""How long the first publication of a long history takes: 100,000 entries of one source, with its archives.

Prints time, memory and flushes; exit status 1 where memory grows beyond its bar. With a number as argument, that
many entries.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bench import searching
from ilofeed.app.use_cases import App
from ilofeed.config.loader import load
from ilofeed.core.state import Outcome, PollReport, PollResult

if TYPE_CHECKING:
    from _typeshed import HasFileno

ENTRIES, SLUG = 100_000, "news"
#: Megabytes at most for each 100,000 entries, beside those of a publication of 1,000. Entries are in memory as a
#: whole, documents are not.
MOST_MEGABYTES = 400
_CONFIG = f"""\
[ilofeed]
base_url = "https://feeds.example.org/"
[[source]]
slug = "{SLUG}"
url = "https://www.example.org/{SLUG}"
"""


def record(folder: Path, count: int) -> None:
    """Record *count* entries of a source that has never been published."""
    (folder / "config.toml").write_text(_CONFIG, encoding="utf-8")
    searching.SOURCES = 1
    entries = tuple(searching.entries(0, count))
    with App(load(folder / "config.toml")) as app:
        state = app.store.claim([SLUG])[SLUG]
        state = replace(state, last_poll=entries[0].first_seen, content=1, title=SLUG, outcome=Outcome.CHANGED)
        report = PollReport(source=SLUG, outcome=Outcome.CHANGED)
        app.store.record(PollResult(state=state, report=report, entries=entries))


def publish(folder: Path) -> dict[str, float]:
    """Publish the source; figures of it."""
    flushes = {"fsync": 0, "syncfs": 0}
    fsync = os.fsync

    def counted(fd: int | HasFileno) -> None:
        flushes["fsync"] += 1
        fsync(fd)

    def noted(event: str, given: tuple[object, ...]) -> None:
        if event == "ctypes.dlsym" and "syncfs" in given:
            flushes["syncfs"] += 1

    os.fsync = counted
    sys.addaudithook(noted)
    with App(load(folder / "config.toml")) as app:
        wall, cpu = time.perf_counter(), time.process_time()
        app.publisher(app.config.sources[0], app.store.states()[SLUG])
        figures = {"seconds": time.perf_counter() - wall, "seconds of a core": time.process_time() - cpu}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    files = len(list((folder / "feeds").iterdir()))
    return {**figures, "megabytes at most": memory, "files": files, **flushes}


def figures(count: int) -> dict[str, float]:
    """Record and publish *count* entries, each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder, get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        pool.apply(record, (Path(folder), count))
        return pool.apply(publish, (Path(folder),))


def main() -> int:
    """Measure and print; return 1 where the bar does not hold."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ENTRIES
    few, many = figures(1000), figures(count)
    for name, value in many.items():
        print(f"{name:20} {value:10.1f}")
    more = (many["megabytes at most"] - few["megabytes at most"]) / count * 100_000
    print(f"{more:.0f} MB more for 100,000 entries, bar {MOST_MEGABYTES}")
    return int(more > MOST_MEGABYTES)


if __name__ == "__main__":
    raise SystemExit(main())
