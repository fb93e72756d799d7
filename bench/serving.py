"""Measure how quickly feeds are served: beside nginx with the same file, beside slow clients, and with how much memory.

The server has one core and the load another. Prints a table; the exit status is 1 where a limit is exceeded. Needs two
cores, and nginx and wrk, as Debian has them.
"""

from __future__ import annotations

import os
import resource
import shutil
import socket
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from bench.http_servers import FEED, Pace, Running, nginx, nginx_before, ours
from fakes.pages import ilo_list, some
from fakes.site import serving
from ilofeed.app import publish_all, use_cases
from ilofeed.app.container import Container
from ilofeed.config.loader import load

FEEDS, ENTRIES = 1000, 40
ROUNDS = 4
SLOW, ASKED, BATCHES = 2000, 50, 3
#: What RSS-Bridge and RSSHub reach of nginx, when a feed is in their cache.
OTHERS = {"RSS-Bridge": 0.016, "RSSHub": 0.012}
LEAST_SHARE, LEAST_TIMES, MOST_SECONDS, MOST_MEGABYTES = 0.25, 15, 0.1, 120
LEAST_FOR_KEPT = 1.5
FIRST = "source-0000"


def furnish(folder: Path) -> None:
    """A configuration of many sources, each polled once, and their files."""
    slugs = [f"source-{number:04}" for number in range(FEEDS)]
    with serving() as site:
        site.show(ilo_list(some(ENTRIES)))
        head = '[ilofeed]\nbase_url = "https://feeds.example.org/"\n[fetch]\nallow_private = ["127.0.0.1"]\n'
        tables = "".join(f'[[source]]\nslug = "{slug}"\nurl = "{site.url}?{slug}"\n' for slug in slugs)
        site.show(ilo_list(some(ENTRIES)), f"{site.url.removeprefix(site.origin)}?{FIRST}")
        (folder / "config.toml").write_text(head + tables, encoding="utf-8")
        with Container(load(folder / "config.toml")) as app:
            (report,) = use_cases.poll_sources(app, app.config.sources[:1])
            assert report.published, report
            dict(publish_all.publish_shared(app))
    _copy_rows(folder / "ilofeed.db", slugs[1:])
    first = {path.suffix: path.read_bytes() for path in (folder / "feeds").glob(f"{FIRST}.*")}
    for slug in slugs[1:]:
        for suffix, body in first.items():
            (folder / "feeds" / f"{slug}{suffix}").write_bytes(body.replace(FIRST.encode(), slug.encode()))


def _copy_rows(database: Path, slugs: list[str]) -> None:
    """Have every one of *slugs* be as the first source is: to poll them all takes minutes."""
    tables = {"source": "slug", "entry": "source", "poll": "source", "publication": "feed"}
    with closing(sqlite3.connect(database)) as connection, connection:
        for table, owner in tables.items():
            names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            values = ", ".join("?" if name == owner else name for name in names)
            copy = f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table} WHERE {owner} = ?"  # noqa: S608 - our own names
            connection.executemany(copy, [(slug, FIRST) for slug in slugs])


@dataclass(frozen=True)
class Line:
    """Something that was measured, and whether it is as it should be."""

    name: str
    value: str
    bar: str
    holds: bool


def compared(folder: Path, server_core: int, load_core: int) -> Iterator[Line]:
    """Pace beside nginx, the best of some rounds by turns: whatever else runs here hits both.

    By answers a second, and by the time of its core that each takes: where wrk is what is
    slow, both servers wait for it and seem alike.
    """
    best: dict[tuple[str, str], Pace] = {}
    with nginx(folder, server_core) as theirs, ours(folder, server_core) as mine:
        for _ in range(ROUNDS):
            for name, server in (("nginx", theirs), ("ilofeed", mine)):
                etag = server.get("/" + FEED)[0].headers["ETag"]
                for status, headers in (("200", ()), ("304", (f"If-None-Match: {etag}",))):
                    pace = server.pressed(load_core, *headers)
                    best[name, status] = pace.better(best.get((name, status), pace))
        size = len(mine.get("/" + FEED)[1])
    for status, what in (("200", f"GET, 200, {size:,} bytes"), ("304", "GET, 304")):
        our, their = best["ilofeed", status], best["nginx", status]
        rates, costs = our.rate / their.rate, their.cost / our.cost
        told = f"{our.rate:,.0f} of {their.rate:,.0f}", f"{our.cost * 1e6:.0f} µs, theirs {their.cost * 1e6:.0f}"
        yield Line(
            f"{what}: answers a second", f"{rates:.2f} of nginx ({told[0]})", *_at_least(rates, LEAST_SHARE)
        )
        yield Line(
            f"{what}: time of the core", f"{costs:.2f} of nginx ({told[1]})", *_at_least(costs, LEAST_SHARE)
        )
        share = min(rates, costs)
        times = ", ".join(f"{share / other:.0f} times {name}" for name, other in OTHERS.items())
        yield Line(what, times, *_at_least(share / max(OTHERS.values()), LEAST_TIMES))


def _at_least(value: float, least: float) -> tuple[str, bool]:
    return f"at least {least}", value >= least


def behind_nginx(folder: Path, server_core: int, load_core: int) -> Line:
    """Time of the core through nginx with the lines that keep its connections open, and without, by turns.

    It is that of both servers. Answers a second depend on what else runs on these two cores.
    """
    best: dict[bool, Pace] = {}
    with ours(folder, server_core) as server, ExitStack() as stack:
        before = {
            keeps_open: stack.enter_context(nginx_before(folder, server_core, server, keeps_open=keeps_open))
            for keeps_open in (True, False)
        }
        for _ in range(ROUNDS):
            for keeps_open, running in before.items():
                pace = running.pressed(load_core)
                best[keeps_open] = pace.better(best.get(keeps_open, pace))
    times = best[False].cost / best[True].cost
    told = {kept: f"{each.cost * 1e6:.0f} µs, {each.rate:,.0f} a second" for kept, each in best.items()}
    value = f"{times:.1f} times as long without ({told[True]}; without {told[False]})"
    return Line("GET through nginx that keeps its connections: time", value, *_at_least(times, LEAST_FOR_KEPT))


def beside_slow_ones(server: Running) -> Line:
    """The slowest answer while thousands hold their connections open: half in their heads, half not reading."""
    with ExitStack() as stack:
        for number in range(SLOW):
            slow = stack.enter_context(socket.socket())
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            slow.settimeout(30)
            slow.connect(("127.0.0.1", server.port))
            whole = f"GET /{FEED} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
            slow.sendall(whole if number % 2 else whole[:-6])
        _until_taken_in(server)
        batches = [sorted(_seconds(server) for _ in range(ASKED)) for _ in range(BATCHES)]
        assert server.connections() > SLOW, "they were let go before the end"
    # Whatever else runs here hits one batch or the other.
    calmest = min(batches, key=max)
    worst, usual = calmest[-1], calmest[ASKED // 2]
    return Line(
        f"a request beside {SLOW:,} slow clients",
        f"{worst * 1000:.0f} ms at most, {usual * 1000:.1f} ms as a rule",
        f"{MOST_SECONDS * 1000:.0f} ms",
        worst <= MOST_SECONDS,
    )


def _until_taken_in(server: Running) -> None:
    """Wait until the slow clients are no crowd at the door any more."""
    deadline = time.monotonic() + 5
    while server.connections() <= SLOW and time.monotonic() < deadline:
        time.sleep(0.02)
    _seconds(server)


def _seconds(server: Running) -> float:
    begun = time.monotonic()
    response, _ = server.get("/" + FEED)
    assert response.status == 200
    return time.monotonic() - begun


def remembered(server: Running) -> Line:
    """Memory after every feed was asked for in every format and coding, and the pages as well."""
    for number in range(FEEDS):
        for format in ("rss", "atom", "json"):
            for coding in ("gzip", "identity"):
                response, _ = server.get(f"/source-{number:04}.{format}", Accept_Encoding=coding)
                assert response.status == 200
    for path in ("/", "/metrics", "/healthz", "/status.json", "/feeds.opml"):
        assert server.get(path)[0].status == 200
    for number in range(0, FEEDS, 10):
        assert server.get(f"/source-{number:04}.html")[0].status == 200
    now, most = server.memory("VmRSS"), server.memory("VmHWM")
    return Line(
        f"memory with {FEEDS:,} feeds, all of them asked for",
        f"{now} MB, {most} MB at most",
        f"under {MOST_MEGABYTES} MB",
        most < MOST_MEGABYTES,
    )


def main() -> None:
    """Measure, print, and tell by the exit status."""
    missing = [
        name for name in ("nginx", "wrk", "taskset") if not (shutil.which(name, path=os.defpath + ":/usr/sbin"))
    ]
    cores = sorted(os.sched_getaffinity(0))
    if missing or len(cores) < 2:
        sys.exit(
            f"needs two cores, and nginx, wrk and taskset (util-linux); not here: {', '.join(missing) or 'cores'}"
        )
    server_core, load_core = cores[:2]
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with tempfile.TemporaryDirectory(prefix="ilofeed-serving-") as name:
        folder = Path(name)
        furnish(folder)
        os.sched_setaffinity(0, {load_core})
        lines = [*compared(folder, server_core, load_core), behind_nginx(folder, server_core, load_core)]
        with ours(folder, server_core) as server:
            lines += [beside_slow_ones(server), remembered(server)]
    for line in lines:
        print(f"{'holds ' if line.holds else 'BROKEN'}  {line.name:<50}  {line.bar:<13}  {line.value}")
    sys.exit(0 if all(line.holds for line in lines) else 1)


if __name__ == "__main__":
    main()
