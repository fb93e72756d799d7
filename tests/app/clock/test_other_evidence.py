"""Dates from a clock that was ahead are corrected also where the server of a source cannot confirm the clock."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from fakes.clock import FakeClock
from fakes.pages import ilo_list, some
from ilofeed.app import publish_all, use_cases
from ilofeed.app.container import Container
from ilofeed.config.loader import parse
from ilofeed.core import clock_check
from ilofeed.core.errors import FetchError, PublishError
from ilofeed.core.models import NotModified, Page, Source
from ilofeed.core.state import SourceState

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
_SOURCES = """
[ilofeed]
base_url = "https://feeds.example.org/"
[[source]]
slug = "news"
url = "https://www.ilo.org/news"
[[source]]
slug = "other"
url = "https://other.example.org/news"
"""


class Servers:
    """Two servers; the one of ``other`` may be gone, tell no time, or a wrong one."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.off = timedelta(0)  #: by how much our clock is ahead
        self.count = 5
        self.other: timedelta | None = timedelta(0)  #: by how much its clock is ahead; None: it tells no time
        self.is_gone = False
        self.edited = 0  #: items from the top with another title

    def __call__(self, url: str, *_: object, **__: object) -> Page | NotModified:
        date: datetime | None = self.clock.now() - self.off
        if "other" in url:
            if self.is_gone:
                raise FetchError("dns", "There is no such host.")
            date = None if self.other is None else self.clock.now() - self.off + self.other
        items = some(self.count, first=990_001 if "other" in url else 880_001)
        for at in range(self.edited):
            items[at] = replace(items[at], title=f"Edited, number {at} from the top")
        return Page(url=url, body=ilo_list(items).encode(), date=date)

    def locate(self, _url: str) -> None:
        """Nothing has moved."""

    def for_source(self, _source: Source) -> Servers:
        """Return this: no source has settings of its own."""
        return self

    @property
    def lease(self) -> timedelta:
        """The longest time for which a turn at a host is taken."""
        return timedelta(seconds=35)


class Scene:
    """A program whose clock may be wrong."""

    def __init__(self, app: Container, servers: Servers) -> None:
        self.app = app
        self.servers = servers
        app.services.network.__dict__["polite_fetcher"] = servers

    def put_clock(self, off: timedelta) -> None:
        """Have our clock be ahead by *off* from now on."""
        self.servers.clock.sleep((off - self.servers.off).total_seconds())
        self.servers.off = off

    def poll(self, count: int) -> dict[str, bool | PublishError]:
        """Poll an hour later, when each page shows *count* items."""
        self.servers.clock.pass_by(hours=1)
        self.servers.count = count
        list(use_cases.poll_sources(self.app, self.app.config.sources))
        return dict(publish_all.publish_shared(self.app))

    def is_published(self) -> bool:
        """Whether the feeds show all that is known, with no date in the future."""
        now = self.servers.clock.now()
        for name in ("all", "other"):
            text = (self.app.served / f"{name}.json").read_text()
            if "Report number 9 " not in text:
                return False
        dates = [entry.updated for slug in ("news", "other") for entry in self.app.store.newest(slug, 99)]
        times = [path.stat().st_mtime for path in self.app.served.iterdir()]
        return max(dates) <= now and max(times) <= now.timestamp()


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    servers = Servers()
    with Container(parse(_SOURCES, folder=tmp_path), clock=servers.clock) as app:
        scene = Scene(app, servers)
        scene.poll(5)
        scene.put_clock(300 * DAY)
        scene.poll(9)
        scene.put_clock(timedelta(0))
        yield scene


def test_a_source_whose_server_is_gone_holds_up_no_other_feed(scene: Scene) -> None:
    scene.servers.is_gone = True

    shared = [scene.poll(9) for _ in range(3)]

    assert isinstance(shared[0]["all"], PublishError), "one poll confirms nothing"
    assert shared[-1]["all"] in (True, False)
    assert scene.is_published()


def test_a_source_whose_server_tells_no_time_is_corrected_with_the_others(scene: Scene) -> None:
    scene.servers.other = None

    for _ in range(3):
        scene.poll(9)

    assert scene.is_published()
    assert scene.poll(9)["all"] is False


def test_nothing_is_corrected_while_as_many_servers_disagree_as_agree(scene: Scene) -> None:
    scene.servers.other = -30 * DAY

    shared = [scene.poll(9) for _ in range(4)]

    assert isinstance(shared[-1]["all"], PublishError)


def test_a_clock_that_is_behind_is_not_confirmed_by_earlier_agreements(scene: Scene) -> None:
    for _ in range(4):
        scene.poll(9)
    dates = [entry.updated for slug in ("news", "other") for entry in scene.app.store.newest(slug, 99)]
    scene.put_clock(-20 * DAY)
    scene.servers.is_gone = True

    shared = [scene.poll(10) for _ in range(4)]

    assert all(isinstance(each["all"], PublishError) for each in shared)
    after = [entry.updated for slug in ("news", "other") for entry in scene.app.store.newest(slug, 99)]
    assert set(dates) <= set(after)


def test_an_edit_found_while_the_clock_was_ahead_does_not_stop_the_feed_of_edits(tmp_path: Path) -> None:
    servers = Servers()
    text = _SOURCES.replace('slug = "news"', 'slug = "news"\nrevisions = true')
    with Container(parse(text, folder=tmp_path), clock=servers.clock) as app:
        scene = Scene(app, servers)
        scene.poll(5)
        scene.put_clock(300 * DAY)
        servers.edited = 1
        scene.poll(5)
        path = app.served / "news.revisions.json"
        (edit,) = json.loads(path.read_bytes())["items"]
        scene.put_clock(timedelta(0))
        scene.poll(5)
        servers.edited = 2

        scene.poll(5)

        state = app.store.state("news")
        found = {each["id"]: each["date_modified"] for each in json.loads(path.read_bytes())["items"]}
    assert state is not None
    assert state.reason is None
    assert len(found) == 2
    assert edit["id"] in found
    assert all(date <= f"{servers.clock.now():%FT%TZ}" for date in found.values())


def test_polls_of_the_future_confirm_nothing() -> None:
    now = FakeClock().now()
    certain = SourceState(slug="a", last_poll=now, clock_agreements=clock_check.NEEDED)
    once = SourceState(slug="b", last_poll=now, clock_agreements=1)
    wrong = SourceState(slug="c", last_poll=now, clock_offset=-90_000)
    later = SourceState(slug="d", last_poll=now + DAY, clock_agreements=clock_check.NEEDED)

    assert clock_check.is_confirmed([certain, once], now)
    assert clock_check.is_confirmed([certain, certain, wrong], now)
    assert not clock_check.is_confirmed([certain, wrong], now)
    assert not clock_check.is_confirmed([once, later], now)
    assert not clock_check.is_confirmed([], now)
