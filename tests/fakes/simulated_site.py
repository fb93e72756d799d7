"""A site of the simulated year: a list page that changes in one of many ways."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from ilofeed.core.models import Source
from ilofeed.core.selectors import Selectors

#: Items on the page.
SHOWN = 12
_SELECTORS = Selectors(item="li", title="a", date="time", summary="p")


@dataclass
class Item:
    """What a site publishes; *uid* is in its title, whatever becomes of that."""

    uid: str
    published: datetime
    title: str


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
        self.items.insert(0, Item(uid=uid, published=now, title=f"Report {words} [{uid}]"))

    def move(self) -> None:
        """Have all URLs be other ones, and two items retitled; the old URLs redirect."""
        old = {item.uid: self.link(item) for item in self.items}
        self.generation += 1
        for item in self.items[3:5]:
            item.title = f"Quite another headline [{item.uid}]"
        self.redirects.update({old[item.uid]: self.link(item) for item in self.items})

    def link(self, item: Item) -> str:
        digest = sha256(f"{self.generation}/{item.uid}".encode()).hexdigest()[:8]
        word = digest.translate(str.maketrans("0123456789", "ghijklmnop"))
        return f"https://{self.slug}.example.org/{'archive' if self.generation else 'news'}/{word}"

    def shown(self) -> list[Item]:
        lifted = [item for item in self.items[: 3 * SHOWN] if item.uid == self.lifted]
        return [*lifted, *(item for item in self.items[:SHOWN] if item.uid != self.lifted)]

    def page(self, now: datetime) -> bytes:
        rows = []
        name = {"sessions1": ";jsessionid=", "sessions2": "?visit="}.get(self.slug)
        session = name + sha256(now.isoformat().encode()).hexdigest()[:16] if name else ""
        for item in self.shown():
            day = "" if self.kind == "undated" else f"<time>{item.published:%d %B %Y}</time>"
            views = f"{(now - item.published) // timedelta(minutes=7)} views" if self.kind == "counters" else ""
            title = f"{item.title} ({views})" if views and self.slug.endswith("2") else item.title
            summary = f"All about it. {views}"
            rows.append(f'<li><a href="{self.link(item)}{session}">{title}</a> {day}<p>{summary}</p></li>')
        return f'<html lang="en"><title>{self.slug}</title><ul>{"".join(rows)}</ul></html>'.encode()
