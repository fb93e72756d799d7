"""A simulated time of twenty sources: pages that change in every way, a restored backup, a wrong clock.

Store, pipeline and publisher are the real ones; only time and network are not. The servers'
clocks are right; that of the machine is wrong for some days, in both directions.
"""

from __future__ import annotations

import json
import random
import shutil
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from fakes.clock import FakeClock
from fakes.simulated_site import SHOWN, SimulatedSite
from ilofeed.core import ids as keys
from ilofeed.core.errors import FetchError
from ilofeed.core.models import Entry, NotModified, Page, Source, Validators
from ilofeed.core.protocols import Store
from ilofeed.core.state import Outcome, RecoveredFeed
from ilofeed.decide import schedule
from ilofeed.poll.poller import Poller, PollServices
from ilofeed.publish import recover
from ilofeed.publish.publisher import Publisher
from ilofeed.store import open_store

START = datetime(2026, 1, 1, 0, 5, tzinfo=UTC)
STEP = timedelta(hours=6)
KINDS = ("plain", "pinned", "bumped", "counters", "sessions", "moved", "dead", "edited", "returning", "undated")
_NO_VALIDATORS = Validators()
_DAY = timedelta(days=1)
_A_DAY = _DAY // STEP  #: steps
#: Names of one entry: of its old and its new URL, and of its words.
MOST_ALIASES = 12
# Days, as shares of the whole time.
_MOVE, _BACKUP, _AHEAD, _BEHIND = 0.35, 0.5, 0.65, 0.8


@dataclass
class Figures:
    """What came of it."""

    polls: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    items: int = 0
    entries: int = 0
    bytes_per_entry: list[int] = field(default_factory=list)  #: of the database, four times
    most_aliases: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)  #: ids that a feed showed and the database has no more
    in_future: list[str] = field(default_factory=list)
    misdated: list[str] = field(default_factory=list)  #: first seen before they were there, or long after
    held: list[str] = field(default_factory=list)  #: at any poll

    @property
    def is_good(self) -> bool:
        """Whether every item was announced exactly once, and rightly dated."""
        return not (self.lost or self.twice or self.vanished or self.in_future or self.misdated or self.held)

    @property
    def is_bounded(self) -> bool:
        """Whether an entry takes about as much of the database at the end as at the beginning."""
        return self.most_aliases <= MOST_ALIASES and self.bytes_per_entry[-1] <= 1.5 * self.bytes_per_entry[0]


def _uid(title: str) -> str:
    return title.partition("[")[2].partition("]")[0]


class Simulation:
    """*days* of twenty sources."""

    def __init__(self, folder: Path, days: int, *, randomness: int = 1) -> None:
        self.folder, self.days = folder, days
        self.now = START
        self.clock = FakeClock(START)
        self.sites = [
            SimulatedSite(f"{kind}{number}", kind, random.Random(f"{kind}{number}{randomness}"))  # noqa: S311 - pages
            for kind in KINDS
            for number in (1, 2)
        ]
        self.by_host = {f"{site.slug}.example.org": site for site in self.sites}
        self.figures = Figures()
        self.ids: dict[str, set[str]] = defaultdict(set)  #: uid -> ids that feeds showed
        self._open()

    def run(self) -> Figures:
        """Let all the time pass."""
        for site in self.sites:
            for age in range(SHOWN, 0, -1):
                site.publish(self.now - age * _DAY)
        steps = self.days * _DAY // STEP
        for step in range(steps):
            self._happen(step, steps)
            for site in self.sites:
                self._poll(site)
            if (step + 1) % max(1, steps // 4) == 0:
                size = (self.folder / "ilofeed.db").stat().st_size
                self.figures.bytes_per_entry.append(size // sum(self.store.counts().values()))
            self.now += STEP
            self.clock.sleep(STEP.total_seconds())
        self._judge()
        self.store.close()
        return self.figures

    def _happen(self, step: int, steps: int) -> None:
        for site in self.sites:
            if step:  # what was pushed off before the first poll nobody can know
                self._change(site)
            if site.kind == "moved" and step == int(_MOVE * steps):
                site.move()
        database, backup = self.folder / "ilofeed.db", self.folder / "backup.db"
        if step == int(_BACKUP * steps):
            self._replace(database, by=database, kept=backup)
        if step == int(_BACKUP * steps) + 2 * _A_DAY:
            self._replace(database, by=backup, kept=self.folder / "newer.db")
        for share, off in ((_AHEAD, 30 * _DAY), (_BEHIND, -20 * _DAY)):
            if step == int(share * steps):
                self.clock.sleep(off.total_seconds())
            if step == int(share * steps) + _A_DAY:
                self.clock.sleep(-off.total_seconds())

    def _replace(self, database: Path, *, by: Path, kept: Path) -> None:
        """Close *database*, keep a copy of it, and go on with what is in *by*."""
        self.store.close()
        shutil.copy(database, kept)
        if by != database:
            for path in self.folder.glob(f"{database.name}*"):
                path.unlink()
            shutil.copy(by, database)
        self._open()

    def _change(self, site: SimulatedSite) -> None:
        if site.chance.random() < STEP / _DAY:
            site.publish(self.now)
        if site.kind == "pinned" and len(site.items) < 3 * SHOWN:
            site.lifted = site.items[-1].uid
        elif site.kind == "pinned":
            site.lifted = site.lifted or site.items[2 * SHOWN].uid
        if site.kind == "bumped" and site.chance.random() < 0.1:
            site.lifted = site.chance.choice(site.items[: 2 * SHOWN]).uid
        if site.kind == "returning" and site.chance.random() < 0.2:
            site.lifted = (
                "" if site.lifted else site.chance.choice(site.items[SHOWN : 3 * SHOWN] or site.items).uid
            )
        if site.kind == "dead":
            # Never for so long that more items come than the page shows.
            site.is_dead = site.chance.random() < (0.8 if site.is_dead else 0.02)
        if site.kind == "edited" and site.chance.random() < 0.05:
            item = site.chance.choice(site.items[:SHOWN])
            item.title = f"{item.title.removesuffix(' (updated)')} (updated)"

    def _poll(self, site: SimulatedSite) -> None:
        source = site.source
        report = self.poller.poll(source, self.store.claim([source.slug])[source.slug])
        self.figures.polls += 1
        self.figures.outcomes[report.outcome.value] += 1
        if report.outcome is Outcome.QUARANTINED:
            self.figures.held.append(f"{source.slug} ({report.reason})")
        if report.published:
            for item in json.loads((self.folder / "feeds" / f"{source.slug}.json").read_bytes())["items"]:
                self.ids[_uid(item["title"])].add(item["id"])

    def _judge(self) -> None:
        figures = self.figures
        for site in self.sites:
            figures.items += site.announced
            shown = {item.uid for item in site.items if site.kind != "dead" or item not in site.shown()}
            figures.lost += sorted(uid for uid in shown if not self.ids[uid])
            entries = self.store.newest(site.slug, 1_000_000)
            figures.entries += len(entries)
            figures.most_aliases = max([figures.most_aliases, *(len(entry.aliases) for entry in entries)])
            uids = Counter(_uid(entry.item.title) for entry in entries)
            figures.twice += [uid for uid, count in uids.items() if count > 1]
            known = {entry.id for entry in entries}
            figures.vanished += [uid for uid in uids for each in self.ids[uid] if each not in known]
            figures.in_future += [
                entry.id
                for entry in entries
                if max(entry.first_seen, entry.updated) > self.now + timedelta(hours=1)
            ]
            figures.misdated += self._misdated(site, entries)
        figures.twice += [uid for uid, ids in self.ids.items() if len(ids) > 1]

    def _misdated(self, site: SimulatedSite, entries: Sequence[Entry]) -> list[str]:
        """What was there before the clock was wrong has the date of the poll that saw it first."""
        right = {
            item.uid: item.published for item in site.items if item.published < START + _AHEAD * self.days * _DAY
        }
        late = {each: max(there, START) + _DAY / 2 for each, there in right.items() if site.kind != "dead"}
        return [
            uid
            for entry in entries
            if (uid := _uid(entry.item.title)) in right
            and not right[uid] <= entry.first_seen <= late.get(uid, entry.first_seen)
        ]

    def _open(self) -> None:
        self.store: Store = open_store("sqlite:///ilofeed.db", folder=self.folder)
        output = self.folder / "feeds"

        def published(source: Source) -> RecoveredFeed:
            path = output / f"{source.slug}.json"
            known = self.store.publications(source.slug).get("json")
            return recover.read(path, source) if recover.is_unknown(path, known) else RecoveredFeed()

        self.poller = Poller(
            PollServices(
                store=self.store,
                fetch_for=lambda _: self._fetch,
                publish=Publisher(self.store, self.clock, output, due_by=schedule.due_by),
                clock=self.clock,
                mint=keys.mint,
                recover=published,
                locate_for=lambda _: self._locate,
            )
        )

    def _fetch(
        self,
        url: str,
        validators: Validators = _NO_VALIDATORS,
        /,
        *,
        force: bool = False,  # noqa: ARG002 - nobody wants to be left alone
    ) -> Page | NotModified:
        site = self.by_host[urlsplit(url).netloc]
        if site.is_dead:
            raise FetchError("connect", f"no connection to {url}")
        body = site.page(self.now)
        etag = f'"{sha256(body).hexdigest()[:16]}"'
        if validators.etag == etag:
            return NotModified(url=url, date=self.now)
        return Page(url=url, body=body, content_type="text/html", validators=Validators(etag=etag), date=self.now)

    def _locate(self, url: str, /) -> str | None:
        return self.by_host[urlsplit(url).netloc].redirects.get(url)
