"""The configuration of an administrator with forty sources, of which three need attention.

Every host is a name below `.example`, which a proxy on loopback answers for. So addresses are the same in each run,
and the command line, a server and a browser can use the same folder. The clock is fixed.

    s07-example-news   held: since the second day most titles are others, so the gate quarantines the poll
    s19-example-news   broken: since the third day the page shows a notice in place of its list
    s31-example-news   dead: since the first day the site answers 404

Tests take the fixture `forty`, which lends a copy of a folder that is made once in each worker.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from fakes.clock import START, FakeClock
from fakes.pages import Listed, ilo_list
from fakes.site import Site, serving
from ilofeed.app import publish_all, use_cases
from ilofeed.app.container import Container
from ilofeed.config.loader import load
from ilofeed.core.state import PollReport

COUNT = 40
HELD, BROKEN, DEAD = "s07-example-news", "s19-example-news", "s31-example-news"
#: The sources with a new entry on the last day.
NEWS = ("s01-example-news", "s12-example-news", "s40-example-news")
LAST_DAY = 3
LIFE = timedelta(days=LAST_DAY, hours=1, minutes=20)
_ITEMS = 6
_SUBJECTS = (
    "Safe work in small workshops",
    "Wages of home workers",
    "Training for young people",
    "Inspections of farms",
    "Social protection in cities",
    "Skills for the care economy",
    "Fair recruitment across borders",
    "Crew changes at sea",
    "Work in heat",
)
_NOTICE = (
    "<!DOCTYPE html><html lang='en'><title>News</title><h1>News</h1><p>This page is being rebuilt.</p></html>"
)


def slug_of(number: int) -> str:
    """Return the slug of the source *number*, from 1 on."""
    return f"s{number:02}-example-news"


def url_of(slug: str) -> str:
    """Return the address of the page of the source *slug*."""
    return f"http://{slug[:3]}.example/news"


SLUGS = tuple(slug_of(number) for number in range(1, COUNT + 1))


class Forty:
    """A folder with a configuration of forty sources, their sites behind one proxy, and a clock."""

    def __init__(self, folder: Path, site: Site, start: datetime = START) -> None:
        """*start* is the time of the first poll."""
        self.folder = folder
        self.site = site
        self.clock = FakeClock(start)
        self._first_date = start.date() - timedelta(days=15)
        site.clock = self.clock.now
        self.configure()

    @property
    def config_file(self) -> Path:
        return self.folder / "config.toml"

    def configure(self, general: str = "", *more: str, slugs: Collection[str] = SLUGS) -> None:
        """Write config.toml with *slugs*; *general* are keys of `[ilofeed]`, *more* are further tables."""
        sources = (f'[[source]]\nslug = "{slug}"\nurl = "{url_of(slug)}"\n' for slug in slugs)
        head = (
            '[ilofeed]\nbase_url = "https://feeds.example.org/"\nauthority = "feeds.example.org,2026"\n'
            f'contact = "admin@example.org"\n{general}\n'
            f'[fetch]\nproxy = "{self.site.origin}"\nproxy_resolves = true\nmin_delay = "0s"\n'
        )
        self.config_file.write_text("\n".join((head, *sources, *more)), encoding="utf-8")

    def app(self, *, create: bool = True) -> Container:
        """Return a new program over the configuration, as after each start."""
        return Container(load(self.config_file), clock=self.clock, create=create)

    def poll(self, *slugs: str) -> list[PollReport]:
        """Poll *slugs*, or all sources, now, and publish."""
        with self.app() as app:
            reports = list(use_cases.poll_sources(app, app.config.chosen(slugs)))
            assert all(isinstance(changed, bool) for _, changed in publish_all.publish_shared(app))
        return reports

    def furnish(self, day: int) -> None:
        """Have the sites show what they show on *day*, 0 to `LAST_DAY`."""
        for slug in SLUGS:
            self.show(slug)
        for slug in NEWS if day >= LAST_DAY else ():
            self.show(slug, count=_ITEMS + 1)
        if day >= 1:
            self.site.answer(self.site.missing, url_of(DEAD))
        if day >= 2:
            self.show(HELD, retitled=4)
        if day >= LAST_DAY:
            self.site.show(_NOTICE, url_of(BROKEN))

    def show(self, slug: str, *, count: int = _ITEMS, retitled: int = 0) -> None:
        """Show *count* items on the page of *slug*, the newest on top; other titles of the *retitled* newest ones."""
        number = int(slug[1:3])
        items = [
            Listed(
                number=880000 + 100 * number + at,
                title=("Archive: " if at > count - retitled else "") + _SUBJECTS[(number + at) % len(_SUBJECTS)],
                day=f"{self._first_date + timedelta(days=2 * at):%d %B %Y}",
                summary=f"Report {at} of site {number}.",
            )
            for at in range(count, 0, -1)
        ]
        page = ilo_list(items, title="News").replace("<title>News<", f"<title>News · Site {number}<")
        self.site.show(page, url_of(slug))

    def live(self) -> None:
        """Let `LIFE` pass, in which three sources get a problem; the last poll was 20 minutes ago."""
        for day in range(LAST_DAY + 1):
            self.furnish(day)
            self.poll(*(() if day in (0, LAST_DAY) else (HELD, BROKEN, DEAD)))  # the others would find nothing new
            self.clock.pass_by(days=1 if day < LAST_DAY else 0)
        self.clock.pass_by(hours=1)
        self.poll()
        self.clock.pass_by(minutes=20)


def build(folder: Path, start: datetime = START) -> None:
    """Make in *folder* what is left after `Forty.live`, for `lent`."""
    with serving() as site:
        Forty(folder, site, start).live()


@contextmanager
def lent(built: Path, folder: Path, start: datetime = START) -> Iterator[Forty]:
    """Lend a copy of what was *built*, in *folder*, with its sites and its clock as they were at the end."""
    shutil.copytree(built, folder, dirs_exist_ok=True)
    with serving() as site:
        forty = Forty(folder, site, start)
        forty.clock.sleep(LIFE.total_seconds())
        forty.furnish(LAST_DAY)
        yield forty
