"""An operator whose origin misbehaves once, and a subscriber who must not notice."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import feedparser

from fakes import measured
from fakes.misbehaviour import ITEMS, NEXT, Fault
from fakes.origin import Origin, origin
from ilofeed.app import use_cases
from ilofeed.app.clock import SystemClock
from ilofeed.app.container import Container
from ilofeed.config.loader import load
from ilofeed.core.state import PollReport

#: Seconds that a poll may take beyond its timeouts, on a busy machine: robots.txt may stall, and the page as well.
LONGEST = 15

#: Seconds that it may compute.
MOST_CPU = 6

#: Beyond the bare interpreter's.
MOST_MEGABYTES = 96


@dataclass(frozen=True, kw_only=True)
class Suffered:
    """What came of a fault."""

    outcome: str
    reason: str | None
    seconds: float
    cpu: float  #: seconds of it that were computed
    megabytes: float  #: at the most, beyond the bare interpreter
    noticed: list[str]  #: by the subscriber, and should not have been
    printed: str

    def complaints(self, fault: Fault) -> list[str]:
        """What is not as it should be after *fault*."""
        found = list(self.noticed)
        if (self.outcome, self.reason) != (fault.outcome, fault.reason):
            found.append(f"{self.outcome} {self.reason}, not {fault.outcome} {fault.reason}: {self.printed}")
        if self.megabytes > MOST_MEGABYTES:
            found.append(f"{self.megabytes:.0f} MB")
        if self.seconds > 2 * fault.timeout + LONGEST:
            found.append(f"{self.seconds:.1f} s")
        if self.cpu > MOST_CPU:
            found.append(f"{self.cpu:.1f} s of CPU")
        return found


_NOTHING: Mapping[str, str] = MappingProxyType({})


class ShiftedClock(SystemClock):
    """The machine's clock, days ahead or behind."""

    def __init__(self, days: float) -> None:
        super().__init__()
        self._shift = timedelta(days=days)

    def now(self) -> datetime:
        return super().now() + self._shift


class Subscriber:
    """A reader of all three feeds that remembers their entries."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, tuple[str, ...]] = {}

    def notices(self, expected: set[str], when: str, retitled: Mapping[str, str] = _NOTHING) -> Iterator[str]:
        """Yield each of the *expected* titles that is missing, and entries that are wrong or shown twice."""
        feed = json.loads((self._folder / "news.json").read_bytes())
        shown = {each["id"]: each["title"] for each in feed["items"]}
        entries = {
            each["id"]: (each["title"], each["date_published"], each["_ilofeed"]["first_seen"])
            for each in feed["items"]
        }
        if len(shown) != len(feed["items"]) or len(set(shown.values())) != len(shown):
            yield f"{when}: an entry twice"
        for title in sorted(expected - set(shown.values())):
            yield f"{when}: lost {title!r}"
        for title in sorted(set(shown.values()) - expected):
            yield f"{when}: false {title!r}"
        for entry_id, (title, *dates) in self._known.items():
            if entries.get(entry_id) != (retitled.get(title, title), *dates):
                yield f"{when}: {title!r}, {dates} is now {entries.get(entry_id)!r}"
        for name in ("news.rss", "news.atom"):
            parsed = feedparser.parse((self._folder / name).read_bytes())
            if parsed.bozo or {entry.id for entry in parsed.entries} != set(shown):
                yield f"{when}: {name} has other entries"
        self._known |= entries

    def finds(self, text: str) -> bool:
        """Return whether *text* is in any feed."""
        return any(text in path.read_text() for path in self._folder.glob("news.*"))


def suffer(fault: Fault, folder: Path) -> Suffered:
    """What comes of *fault* between a good poll and one that brings a new item."""
    titles = {each.title for each in ITEMS}
    subscriber = Subscriber(folder / "feeds")
    with origin() as site:
        _configure(folder, site, fault)
        site.page = fault.writes(ITEMS)
        good = _poll(folder, ShiftedClock(-2))
        noticed = [] if good.outcome == "changed" else [f"the first poll came to {good}"]
        noticed += subscriber.notices(titles, "before")
        with _misbehaving(site, fault):
            suffered = _measured(folder)
        titles = {fault.retitled.get(title, title) for title in titles} | set(fault.new)
        noticed += subscriber.notices(titles, "during", fault.retitled)
    # The origin has another port now, as after a restart; nothing else has changed.
    with origin() as site:
        site.page = (fault.writes_after or fault.writes)([NEXT, *ITEMS])
        _configure(folder, site, fault)
        later = _poll(folder, ShiftedClock(9), force=suffered.reason == "status_410")
        if (later.outcome, later.new) != ("changed", 1):
            noticed.append(f"the poll after it came to {later}")
        noticed += subscriber.notices(titles | {NEXT.title}, "after")
    if fault.unpublished and subscriber.finds(fault.unpublished):
        noticed.append(f"published {fault.unpublished!r}")
    suffered.noticed.extend(noticed)
    return suffered


@contextmanager
def _misbehaving(site: Origin, fault: Fault) -> Iterator[None]:
    site.behaviour, site.robots, site.hub = fault.behaviour, fault.robots, fault.hub
    if fault.down:
        site.close()
    yield
    site.over.set()


def _configure(folder: Path, site: Origin, fault: Fault) -> None:
    hub = f'base_url = "https://feeds.example.org/"\nhubs = ["http://127.0.0.1:{site.port}/hub"]\n'
    (folder / "config.toml").write_text(
        f'[ilofeed]\nauthority = "feeds.example.org,2026"\n{hub if fault.hub else ""}'
        f'[fetch]\nallow_private = ["127.0.0.1"]\n'
        f'min_delay = "0s"\ntimeout = "{fault.timeout:.1f}s"\n{fault.fetch}\n'
        f'[[source]]\nslug = "news"\nurl = "{site.url}"\n{fault.source}\n'
    )


def _poll(folder: Path, clock: SystemClock, *, force: bool = False) -> PollReport:
    with Container(load(folder / "config.toml"), clock=clock) as app:
        (report,) = use_cases.poll_sources(app, app.config.sources, force=force)
    return report


def _measured(folder: Path) -> Suffered:
    done = subprocess.run(
        [sys.executable, "-P", measured.__file__, "memory", "fetch", "--once", "--json"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=90,
    )
    assert "Traceback" not in done.stderr, done.stderr
    (poll,) = json.loads(done.stdout)["polls"]
    memory, cpu = (folder / "memory").read_text().split()
    printed = (done.stdout + done.stderr).replace("\n", "")
    return Suffered(
        outcome=poll["outcome"],
        reason=poll["reason"],
        seconds=poll["seconds"],
        cpu=float(cpu),
        megabytes=int(memory) / 1024,
        noticed=[] if printed.isprintable() else [f"printed {printed!r}"],
        printed=poll["message"],
    )
