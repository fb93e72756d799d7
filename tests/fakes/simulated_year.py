"""A simulated time of twenty sources: pages that change in every way, a restored backup, a wrong clock.

Store, pipeline and publisher are the real ones; only time and network are not. The servers'
clocks are right; that of the machine is wrong for some days, in both directions.
"""

from __future__ import annotations

import json
import random
import shutil
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from fakes.clock import FakeClock
from ilofeed import match, seed
from ilofeed.errors import FetchError
from ilofeed.memory import Seed
from ilofeed.model import NotModified, Page, Selectors, Source, Validators
from ilofeed.poll import Poller
from ilofeed.ports import Store
from ilofeed.publish import Publisher
from ilofeed.store import open_store

START = datetime(2026, 1, 1, 0, 5, tzinfo=UTC)
STEP = timedelta(hours=6)
SHOWN = 12
KINDS = ("plain", "pinned", "bumped", "counters", "sessions", "moved", "dead", "edited", "returning", "undated")
_SELECTORS = Selectors(item="li", title="a", date="time", summary="p")
_NO_VALIDATORS = Validators()
_DAY = timedelta(days=1)
_A_DAY = _DAY // STEP  #: steps
#: Names of one entry: of its old and its new URL, and of its words.
MOST_ALIASES = 12
# Days, as shares of the whole time.
_MOVE, _BACKUP, _AHEAD, _BEHIND = 0.35, 0.5, 0.65, 0.8


@dataclass
class Item:
    """What a site publishes; *uid* is in its title, whatever becomes of that."""

    uid: str
    published: datetime
    title: str
    number: int


@dataclass
class SimulatedSite:
    """A list page of one *kind*, as its server shows it."""

    slug: str
    kind: str
    chance: random.Random
    items: list[Item] = field(default_factory=list)  #: newest first
    announced: int = 0
    generation: int = 0  #: of its URLs
    redirects: dict[str, str] = field(default_factory=dict)
    is_dead: bool = False
    lifted: str = ""  #: uid of an old item that is on top

    @property
    def source(self) -> Source:
        return Source(
            slug=self.slug, url=f"https://{self.slug}.example.org/news", profile="selectors", selectors=_SELECTORS
        )

    def publish(self, now: datetime) -> None:
        """Add a new item."""
        self.announced += 1
        uid = f"{self.slug}-{self.announced}"
        words = sha256(uid.encode()).hexdigest()[:12]
        self.items.insert(0, Item(uid=uid, published=now, title=f"Report {words} [{uid}]", number=self.announced))

    def move(self) -> None:
        """Have all URLs be other ones, and two items retitled; the old URLs redirect."""
        old = {item.uid: self.link(item) for item in self.items}
        self.generation += 1
        for item in self.items[3:5]:
            item.title = f"Quite another headline [{item.uid}]"
        self.redirects.update({old[item.uid]: self.link(item) for item in self.items})

    def link(self, item: Item) -> str:
        word = (
            sha256(f"{self.generation}/{item.uid}".encode())
            .hexdigest()[:8]
            .translate(str.maketrans("0123456789", "ghijklmnop"))
        )
        return f"https://{self.slug}.example.org/{'archive' if self.generation else 'news'}/{word}"

    def shown(self) -> list[Item]:
        shown = self.items[:SHOWN]
        lifted = [item for item in self.items[: 3 * SHOWN] if item.uid == self.lifted]
        return [*lifted, *(item for item in shown if item.uid != self.lifted)]

    def page(self, now: datetime) -> bytes:
        rows = []
        session = (
            f";jsessionid={sha256(now.isoformat().encode()).hexdigest()[:16]}" if self.kind == "sessions" else ""
        )
        for item in self.shown():
            day = "" if self.kind == "undated" else f"<time>{item.published:%d %B %Y}</time>"
            views = (now - item.published) // timedelta(minutes=7) if self.kind == "counters" else 0
            summary = f"All about it, {views} views." if views else "All about it."
            rows.append(f'<li><a href="{self.link(item)}{session}">{item.title}</a> {day}<p>{summary}</p></li>')
        return f'<html lang="en"><title>{self.slug}</title><ul>{"".join(rows)}</ul></html>'.encode()


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
    vanished: list[str] = field(
        default_factory=list
    )  #: ids that a feed showed and neither feed nor database has any more
    in_future: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not (self.lost or self.twice or self.vanished or self.in_future or self.held)


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
        if site.kind == "pinned":
            site.lifted = (
                site.items[-1].uid
                if len(site.items) < 3 * SHOWN
                else site.items[2 * SHOWN].uid
                if not site.lifted
                else site.lifted
            )
        if site.kind in ("bumped", "returning") and site.chance.random() < 0.1:
            site.lifted = site.chance.choice(site.items[: 2 * SHOWN]).uid if site.kind == "bumped" else ""
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
        if report.published:
            for item in json.loads((self.folder / "feeds" / f"{source.slug}.json").read_bytes())["items"]:
                uid = item["title"].partition("[")[2].partition("]")[0]
                self.ids[uid].add(item["id"])

    def _judge(self) -> None:
        figures = self.figures
        for site in self.sites:
            figures.items += site.announced
            shown = {item.uid for item in site.items if site.kind != "dead" or item not in site.shown()}
            figures.lost += sorted(uid for uid in shown if not self.ids[uid])
            entries = self.store.newest(site.slug, 1_000_000)
            figures.entries += len(entries)
            figures.most_aliases = max([figures.most_aliases, *(len(entry.aliases) for entry in entries)])
            uids = Counter(entry.item.title.partition("[")[2].partition("]")[0] for entry in entries)
            figures.twice += [uid for uid, count in uids.items() if count > 1]
            known = {entry.id for entry in entries}
            figures.vanished += [uid for uid in uids for each in self.ids[uid] if each not in known]
            figures.in_future += [
                entry.id
                for entry in entries
                if max(entry.first_seen, entry.updated) > self.now + timedelta(hours=1)
            ]
            if self.store.quarantine(site.slug):
                figures.held.append(site.slug)
        figures.twice += [uid for uid, ids in self.ids.items() if len(ids) > 1]

    def _open(self) -> None:
        self.store: Store = open_store("sqlite:///ilofeed.db", folder=self.folder)
        output = self.folder / "feeds"

        def published(source: Source) -> Seed:
            path = output / f"{source.slug}.json"
            known = self.store.publications(source.slug).get("json")
            return seed.read(path, source) if seed.is_unknown(path, known) else Seed()

        self.poller = Poller(
            self.store,
            self._fetch,
            Publisher(self.store, self.clock, output),
            self.clock,
            mint=match.mint,
            seed=published,
            locate=self._locate,
        )

    def _site(self, url: str) -> SimulatedSite:
        return next(site for site in self.sites if url.startswith(f"https://{site.slug}."))

    def _fetch(
        self,
        url: str,
        validators: Validators = _NO_VALIDATORS,
        /,
        *,
        force: bool = False,  # noqa: ARG002 - nobody wants to be left alone
    ) -> Page | NotModified:
        site = self._site(url)
        if site.is_dead:
            raise FetchError("connect", f"no connection to {url}")
        body = site.page(self.now)
        etag = f'"{sha256(body).hexdigest()[:16]}"'
        if validators.etag == etag:
            return NotModified(url=url, date=self.now)
        return Page(url=url, body=body, content_type="text/html", validators=Validators(etag=etag), date=self.now)

    def _locate(self, url: str, /) -> str | None:
        return self._site(url).redirects.get(url)
