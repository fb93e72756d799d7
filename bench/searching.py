"""How quickly titles are searched while feeds are served: 100,000 entries, 100 different searches at once.

Prints a table; exit status 1 where a bar does not hold. With a number as argument, that many entries.
"""

from __future__ import annotations

import http.client
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from statistics import quantiles
from urllib.parse import quote

from msgspec.structs import replace

from bench.http_servers import COMMAND, Running
from ilofeed.app.container import Container
from ilofeed.config.loader import load
from ilofeed.core.models import Entry, Item, Publication
from ilofeed.core.search import Search
from ilofeed.core.state import Outcome, PollReport, PollResult
from ilofeed.core.text import fold

ENTRIES, SOURCES, SEARCHES, ROUNDS = 100_000, 100, 100, 3
#: Seconds for 95 of 100 searches, seconds for any feed meanwhile, megabytes at most.
MOST_SEARCH, MOST_FEED, MOST_MEGABYTES = 0.5, 0.02, 150

_NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
_THINGS = (
    *("wages", "seafarers", "youth employment", "forced labour", "social protection", "child labour", "safety"),
    *("skills", "劳工", "العمل"),
)
_KINDS = ("Report", "Statement", "News", "Press release")
_FEED = b"<rss><channel>" + b"<item/>" * 3000 + b"</channel></rss>"


def entries(source: int, count: int) -> list[Entry]:
    """Entries with titles of common and of rare words."""
    found = []
    for number in range(source, SOURCES * count, SOURCES):
        thing, kind = _THINGS[number % len(_THINGS)], _KINDS[number % len(_KINDS)]
        item = Item(
            key=f"k{number}",
            title=f"{kind} number {number} on {thing} in {2000 + number % 26}",
            link=f"https://www.example.org/{number}",
            language="en",
            summary="What the conference decided, and who is to do what until when." + " More of it." * 12,
            published=date(2000, 1, 1) + timedelta(days=number % 9800),
            kicker=kind,
        )
        at = _NOW - timedelta(seconds=number)
        found.append(Entry.first(f"tag:example.org,2026:{number}", item, frozenset((item.key,)), at))
    return found


def furnish(folder: Path, count: int) -> None:
    """A configuration of many sources, and a database in which they have *count* entries together."""
    slugs = [f"source-{number:03}" for number in range(SOURCES)]
    tables = "".join(f'[[source]]\nslug = "{slug}"\nurl = "https://www.example.org/{slug}"\n' for slug in slugs)
    config = f'[ilofeed]\nbase_url = "https://feeds.example.org/"\n{tables}'
    (folder / "config.toml").write_text(config, encoding="utf-8")
    with Container(load(folder / "config.toml")) as app:
        for number, slug in enumerate(slugs):
            state = replace(app.store.claim([slug])[slug], last_poll=_NOW, content=1, title=slug)
            report = PollReport(source=slug, outcome=Outcome.CHANGED)
            app.store.record(
                PollResult(state=state, report=report, entries=tuple(entries(number, count // SOURCES)))
            )
        there = Publication(feed="all", format="rss", stamp="", digest="", size=0, modified=_NOW)
        app.store.remember([there, *(replace(there, feed=slug) for slug in slugs)])
    (folder / "feeds").mkdir()
    (folder / "feeds" / f"{slugs[0]}.rss").write_bytes(_FEED)


def missed(folder: Path, count: int) -> int:
    """Return the number of entries that searches leave out, or find without the words being in the title."""
    titles = [each.item.title for source in range(SOURCES) for each in entries(source, count // SOURCES)]
    slugs = tuple(f"source-{number:03}" for number in range(SOURCES))
    found = 0
    with Container(load(folder / "config.toml")) as app:
        for words in (
            "labour in 2003",
            "wages in 2004",
            "report number 1",
            "劳工 in 2017",
            "number 77",
            "nothing",
        ):
            expected = Counter(title for title in titles if words in fold(title))
            hits = app.store.search(Search(sources=slugs, words=words), count)
            found += (expected - Counter(hit.entry.item.title for hit in hits)).total()
            found += (Counter(hit.entry.item.title for hit in hits) - expected).total()
    return found


def timed(server: Running, path: str) -> tuple[float, int]:
    """Seconds until an answer was there, and its status."""
    begun = time.perf_counter()
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)) as connection:
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
    return time.perf_counter() - begun, response.status


def asked(server: Running, turn: int) -> list[tuple[float, int]]:
    """Ask for different searches, all at once; seconds and status of each."""
    words = (
        "number {0}",
        "{0}",
        "wages in 20{1:02}",
        "press release number {0}",
        "劳工 in 20{1:02}",
        "labour in 20{1:02}",
    )
    paths = []
    for at in range(SEARCHES):
        text = words[at % len(words)].format(1009 * (at + 1) * (turn + 7) % 99_991, at % 26)
        paths.append(f"/all.html?q={quote(text)}&language=en" + ("&kicker=Report" if at % 10 == 9 else ""))
    with ThreadPoolExecutor(SEARCHES) as threads:
        return list(threads.map(lambda path: timed(server, path), paths))


def searched(server: Running, turn: int) -> tuple[list[float], list[float], list[float]]:
    """Seconds that searches took, and feeds and health checks one after the other meanwhile."""
    feeds, healths = [], []
    # In a process of its own, so that only the server's threads keep feeds waiting.
    with get_context("spawn").Pool(1) as pool:
        pool.apply(timed, (server, "/healthz"))
        result = pool.apply_async(asked, (server, turn))
        while not result.ready():
            feeds.append(timed(server, "/source-000.rss")[0])
            healths.append(timed(server, "/healthz")[0])
        found = result.get()
    assert {status for _, status in found} == {200}, found
    return [seconds for seconds, _ in found], feeds, healths


def main() -> int:
    """Measure, print, and say whether the bars hold."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ENTRIES
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        furnish(Path(folder), count)
        print(f"{count} entries recorded in {time.perf_counter() - begun:.1f} s")
        process = subprocess.Popen(
            [COMMAND, "serve", "--port", "0"], cwd=folder, stderr=subprocess.PIPE, text=True
        )
        try:
            assert process.stderr is not None
            found = re.search(r"serving at http://127\.0\.0\.1:(\d+)/", process.stderr.readline())
            assert found is not None
            server = Running(int(found[1]), process.pid)
            timed(server, "/source-000.rss")
            busy = server.busy()
            cold = timed(server, "/all.html")[0]
            rounds = [searched(server, turn) for turn in range(ROUNDS)]
            searches, feeds, healths = (list(chain(*parts)) for parts in zip(*rounds, strict=True))
            busy = server.busy() - busy
            memory = server.memory("VmHWM")
        finally:
            process.terminate()
            process.wait()
        wrong = missed(Path(folder), count)
    p95 = quantiles(searches, n=20)[-1]
    rows = [
        ("first page, cold", cold, None, "s"),
        (f"{SEARCHES} searches at once, p95", p95, MOST_SEARCH, "s"),
        ("the slowest of them", max(searches), None, "s"),
        (f"a feed meanwhile, the slowest of {len(feeds)}", max(feeds), MOST_FEED, "s"),
        ("a health check meanwhile, the slowest", max(healths), None, "s"),
        (f"time of a core for {SEARCHES} searches and all else meanwhile", busy / ROUNDS, None, "s"),
        ("memory at most", memory, MOST_MEGABYTES, "MB"),
        ("entries that searches miss, or should not find", wrong, 0, ""),
    ]
    for name, value, bar, unit in rows:
        print(f"{name:45} {value:8.3f} {unit:3}", "" if bar is None else f"bar {bar}")
    return int(any(bar is not None and value > bar for _, value, bar, _ in rows))


if __name__ == "__main__":
    raise SystemExit(main())
