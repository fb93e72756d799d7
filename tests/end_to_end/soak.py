"""Run a daemon on real sockets for ten minutes: faults come and go, it is killed twenty times, readers go on.

For half of the time the daemon is killed again and again; then it runs on, so that leaks show. Prints the checks;
the exit status is 1 if one does not hold.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser
from msgspec.structs import replace

from fakes.judge import Judge
from fakes.pages import Listed, ilo_list
from fakes.restarted_daemon import Daemon
from fakes.site import Answer, Site, serving
from ilofeed.app.container import Container
from ilofeed.config.loader import load
from ilofeed.core import ids as keys
from ilofeed.core.models import Entry, Page
from ilofeed.core.state import Outcome, PollReport, PollResult
from ilofeed.extract import registry

SOURCES, HOSTS, SHOWN = 30, 6, 40
NEW_EVERY = 10.0  # seconds between two items of a source
KILLS = 20
FAULTS = 4  # at most that a source meets in a row: after more its back-off would outlast the soak
HEALTHY = 45.0  # seconds without faults at the end; no source backs off longer
# Items of each source that are known before, and since when. A feed shows as many, or all of the last two days: in
# 20 minutes none gets longer. So memory that grows is not that of longer feeds, which have a bound of their own.
KNOWN = 150
BEGUN = datetime.now(UTC)
BEFORE = BEGUN - timedelta(days=3)


def faults(page: bytes) -> Iterator[Answer]:
    """Yield the wrong answers to a request for *page*."""
    yield Answer(status=500)
    yield Answer(status=503, headers={"Retry-After": "5"})
    yield Answer(body=b"<html><body><p>Maintenance</p></body></html>")
    yield Answer(body=page[: len(page) // 2])
    yield Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n<html>")
    yield Answer(raw=b"")
    yield Answer(body=page, content_type="image/png")


@dataclass
class Source:
    """A page to which items are added."""

    slug: str
    site: Site
    count: int = KNOWN + 12
    ill: bool = False
    vain: int = 0  #: requests since it last showed its page
    _read: int = 0

    def count_requests(self) -> None:
        """Count the requests since the last call."""
        new = self.site.requests[self._read :]
        self._read += len(new)
        if asked := sum(each.path == f"/{self.slug}" for each in new):
            self.vain = self.vain + asked if self.ill else 0

    def title(self, number: int) -> str:
        return f"Report {number} of {self.slug}"

    def page(self, first: int, last: int) -> bytes:
        """Return a page of the items from *last* down to *first*."""
        # One date for the whole soak: if midnight gave all items another one, the gate would rightly quarantine them.
        items = [
            Listed(number=300000 + at, title=self.title(at), day=f"{BEFORE if at <= KNOWN else BEGUN:%d %B %Y}")
            for at in range(last, first - 1, -1)
        ]
        return ilo_list(items).encode()

    def show(self, luck: random.Random) -> None:
        page = self.page(max(1, self.count - SHOWN + 1), self.count)
        answer = luck.choice(list(faults(page))) if self.ill else Answer(body=page)
        self.site.answer(answer, f"/{self.slug}")


@dataclass
class Reader:
    """A subscriber to all feeds in one format."""

    folder: Path
    suffix: str
    ids: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    broken: list[str] = field(default_factory=list)

    def read(self) -> None:
        for path in self.folder.glob(f"source-*{self.suffix}"):
            try:
                entries = self._entries(path.read_bytes())
            except ValueError as error:
                self.broken.append(f"{path.name}: {error}")
                continue
            if len({entry for entry, _ in entries}) != len(entries):
                self.broken.append(f"{path.name} shows an id twice")
            for entry, title in entries:
                self.ids[title].add(entry)

    def _entries(self, data: bytes) -> list[tuple[str, str]]:
        if self.suffix == ".json":
            return [(each["id"], each["title"]) for each in json.loads(data)["items"]]
        found = feedparser.parse(data)
        if found.bozo:
            raise ValueError(found.bozo_exception)
        return [(entry.id, entry.title) for entry in found.entries]


_Sample = tuple[float, Counter[str]]  # megabytes of memory, descriptors by kind


@dataclass(frozen=True)
class _Run:
    """The measurements of a run."""

    kills: int
    samples: list[_Sample]
    status: int  #: with which the daemon ended


def configuration(sources: list[Source]) -> str:
    text = f'[ilofeed]\ninterval = "3s"\nentries = {KNOWN}\n'
    text += '[fetch]\nallow_private = ["127.0.0.0/8"]\nmin_delay = "0s"\ntimeout = "5s"\n'
    for source in sources:
        text += f'[[source]]\nslug = "{source.slug}"\nurl = "{source.site.origin}/{source.slug}"\n'
    return text


def remember(folder: Path, sources: list[Source]) -> None:
    """Record and publish the items that are known before."""
    with Container(load(folder / "config.toml")) as app:
        for configured, source in zip(app.config.sources, sources, strict=True):
            page = Page(url=configured.url, body=source.page(1, KNOWN), content_type="text/html; charset=utf-8")
            extraction = registry.read(page, configured)
            entries = tuple(
                Entry.first(keys.mint(item), replace(item, number=None), keys.aliases(item), BEFORE)
                for item in reversed(extraction.items)
            )
            assert len(entries) == KNOWN
            slug = source.slug
            state = replace(app.store.claim([slug])[slug], last_poll=BEFORE, content=1, outcome=Outcome.CHANGED)
            app.store.record(
                PollResult(state=state, report=PollReport(source=slug, outcome=Outcome.CHANGED), entries=entries)
            )
            app.publisher(configured, state)


def main() -> int:
    """Run, and print the checks."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=10.0)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    luck = random.Random(chosen.seed)  # noqa: S311 - no secret
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        sites = [stack.enter_context(serving(f"127.0.0.{2 + at}")) for at in range(HOSTS)]
        sources = [Source(f"source-{at:02}", sites[at % HOSTS]) for at in range(SOURCES)]
        (folder / "config.toml").write_text(configuration(sources))
        readers = [Reader(folder / "feeds", suffix) for suffix in (".json", ".rss", ".atom")]
        remember(folder, sources)
        for reader in readers:
            reader.read()
        return _run(folder, sources, readers, 60 * chosen.minutes, luck)


def _run(folder: Path, sources: list[Source], readers: list[Reader], seconds: float, luck: random.Random) -> int:
    for source in sources:
        source.show(luck)
    daemon = Daemon(folder)
    begun = time.monotonic()
    kills, samples = 0, list[_Sample]()
    while (now := time.monotonic() - begun) < seconds:
        _change(sources, now, luck, faulty=now < seconds - HEALTHY)
        for reader in readers:
            reader.read()
        next_kill = (kills + 1) * seconds / 2 / (KILLS + 1) + luck.uniform(-1, 1)
        # None in the second half, also where the machine is too slow for all of them: that half measures leaks.
        if kills < KILLS and next_kill < now < seconds / 2:
            daemon.kill()
            kills += 1
        if now > seconds * 0.6:
            samples.append((daemon.megabytes(), daemon.descriptors()))
        time.sleep(0.5)
    time.sleep(10)
    for reader in readers:
        reader.read()
    return _report(folder, sources, readers, _Run(kills, samples, daemon.end()))


def _change(sources: list[Source], now: float, luck: random.Random, *, faulty: bool) -> None:
    """Add new items, and switch faults on and off."""
    for at, source in enumerate(sources):
        count = KNOWN + 12 + int(now / NEW_EVERY + at / len(sources))
        source.count_requests()
        ill = faulty and source.vain < FAULTS and (luck.random() < 0.3 if luck.random() < 0.1 else source.ill)
        if (count, ill) != (source.count, source.ill) or ill:
            source.count, source.ill = count, ill
            source.show(luck)


def _report(folder: Path, sources: list[Source], readers: list[Reader], run: _Run) -> int:
    log = (folder / "log").read_text()
    expected = {source.title(at) for source in sources for at in range(1, source.count + 1)}
    requests = sum(len(site.requests) for site in {id(source.site): source.site for source in sources}.values())
    counts = {outcome: log.count(f"outcome={outcome}") for outcome in ("", "failed", "quarantined")}
    print(f"{len(sources)} sources, {len(expected)} items, {requests} requests, {run.kills} times killed")
    print(f"{counts['']} polls, {counts['failed']} failed, {counts['quarantined']} quarantined")
    judge = Judge()
    for reader in readers:
        _check_reader(judge, reader, expected)
    _check_leaks(judge, run.samples)
    judge.check(f"exit status {run.status} after SIGTERM", holds=run.status == 0)
    bugs = log.count("a bug in ilofeed") + log.count("Traceback")
    judge.check(f"{bugs} bugs logged", holds=not bugs)
    if judge.wrong:
        with suppress(OSError):
            Path("soak.log").write_text(log)
            print("the log is in soak.log")
    return 1 if judge.wrong else 0


def _check_reader(judge: Judge, reader: Reader, expected: set[str]) -> None:
    twice = [title for title, ids in reader.ids.items() if len(ids) > 1]
    missed = sorted(expected - set(reader.ids))
    judge.check(f"{reader.suffix}: {len(reader.ids)} items seen, {len(twice)} twice", holds=not twice)
    judge.check(f"{reader.suffix}: {len(missed)} missed {missed[:3]}", holds=not missed)
    judge.check(f"{reader.suffix}: {len(reader.broken)} broken {reader.broken[:3]}", holds=not reader.broken)


def _check_leaks(judge: Judge, samples: list[_Sample]) -> None:
    early, late = samples[: max(1, len(samples) // 4)], samples[-len(samples) // 4 :]
    before, after = (_mean([megabytes for megabytes, _ in each]) for each in (early, late))
    judge.check(
        f"memory {before:.1f} MB, then {after:.1f} MB: {after / before:.3f} times", holds=after <= before * 1.1
    )
    # Connections and files that are being written come and go; a leak also shows in their lowest numbers.
    first, last = (min((held for _, held in each), key=Counter.total) for each in (early, late))
    more = ", ".join(f"{kind} {count:+}" for kind, count in sorted((last - first).items())) or "none more"
    judge.check(
        f"descriptors {first.total()}, then {last.total()} ({more})", holds=last.total() <= first.total() + 3
    )


def _mean(found: list[float]) -> float:
    return sum(found) / len(found)


if __name__ == "__main__":
    sys.exit(main())
