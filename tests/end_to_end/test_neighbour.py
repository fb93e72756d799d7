"""How hosts are treated: by several processes at once, and over a simulated day."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from msgspec.structs import replace

from fakes.clock import FakeClock
from fakes.operator import COMMAND
from fakes.origin import Origin, http, origin
from fakes.pages import ilo_list, some
from fakes.polite import FakeClient
from ilofeed.app import timetable, use_cases
from ilofeed.app.container import Container
from ilofeed.config.loader import Config, parse
from ilofeed.core.errors import FetchError
from ilofeed.core.models import NotModified, Page, Validators
from ilofeed.core.state import Outcome

DELAY = 0.15


class Watched:
    """An origin that notes when it was asked.

    Not when it had answered: its thread may go on later than the client, and then the pause looks too short.
    """

    def __init__(self, site: Origin) -> None:
        self.asked: list[float] = []
        self._site = site
        site.behaviour = self._list
        site.robots = self._robots

    def _list(self, path: str, headers: dict[str, str], connection: socket.socket) -> None:
        self.asked.append(time.monotonic())
        self._site.good(path, headers, connection)

    def _robots(self, _path: str, _headers: dict[str, str], connection: socket.socket) -> None:
        self.asked.append(time.monotonic())
        connection.sendall(http(b"", status="404 Not Found"))


def test_a_daemon_and_two_hands_ask_one_host_one_at_a_time_and_announce_once(tmp_path: Path) -> None:
    with origin() as site:
        watched = Watched(site)
        site.page = ilo_list(some(7)).encode()
        sources = "".join(f'[[source]]\nslug = "s{at}"\nurl = "{site.url}?{at}"\n' for at in range(3))
        (tmp_path / "config.toml").write_text(
            f'[fetch]\nallow_private = ["127.0.0.1"]\nmin_delay = "{DELAY * 1000:.0f}ms"\n{sources}'
        )
        with subprocess.Popen([COMMAND, "fetch"], cwd=tmp_path, stderr=subprocess.PIPE, text=True) as daemon:
            assert daemon.stderr is not None
            logged = [next(line for line in daemon.stderr if "outcome=" in line)]
            hands = [
                subprocess.Popen(
                    [COMMAND, "fetch", "--once", "--json"], cwd=tmp_path, stdout=subprocess.PIPE, text=True
                )
                for _ in range(2)
            ]
            outcomes = [json.loads(hand.communicate(timeout=60)[0])["polls"] for hand in hands]
            daemon.send_signal(signal.SIGTERM)
            logged += daemon.stderr.readlines()
            assert daemon.wait(timeout=30) == 0

    assert [hand.returncode for hand in hands] == [0, 0], outcomes
    assert not [line for line in logged if "WARNING" in line or "ERROR" in line]
    requests = sorted(watched.asked)
    assert len(requests) >= 7
    assert min(after - before for before, after in pairwise(requests)) >= DELAY
    for at in range(3):
        feed = json.loads((tmp_path / "feeds" / f"s{at}.json").read_bytes())
        assert len(feed["items"]) == len({each["id"] for each in feed["items"]}) == 7


def at_once(_url: str) -> AbstractContextManager[None]:
    return nullcontext()


class Hosts(FakeClient):
    """The network of a simulated day: what each host answers, and when it was asked."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self.asked: list[tuple[str, datetime]] = []
        self.answers: dict[str, Callable[[], FetchError | None]] = {}

    def answer(self, url: str, etag: str) -> Page | NotModified:
        host, now = urlsplit(url).hostname or "", self._clock.now()
        self.asked.append((url, now))
        if url.endswith("/robots.txt"):
            return Page(url=url, body=b"User-agent: *\nDisallow: /private\n")
        error = self.answers.get(host, lambda: None)()
        if error is not None:
            raise error
        if etag:
            return NotModified(url=url)
        return Page(url=url, body=ilo_list(some(7)).encode(), validators=Validators(etag='"1"'))

    def times(self, host: str) -> list[datetime]:
        return [at for url, at in self.asked if urlsplit(url).hostname == host and "robots" not in url]


@pytest.fixture
def config(tmp_path: Path) -> Config:
    hosts = ("well", "broken", "busy", "gone", "shared")
    text = "".join(f'[[source]]\nslug = "{host}"\nurl = "https://{host}.example.org/list"\n' for host in hosts)
    text += '[[source]]\nslug = "shared-too"\nurl = "https://shared.example.org/other"\n'
    return replace(parse(f'[ilofeed]\ninterval = "15m"\n{text}', folder=tmp_path), output=tmp_path / "feeds")


def _a_day(app: Container, clock: FakeClock) -> Iterator[str]:
    """What came of each poll of a day in which somebody looks every minute what is due."""
    end = clock.now() + timedelta(days=1)
    while clock.now() < end:
        for source in timetable.due_sources(app):
            report = use_cases.poll_source(app, source)
            yield f"{source.slug} {report.outcome} {report.reason}"
        clock.pass_by(minutes=1)


def test_a_day_of_polls(config: Config) -> None:
    clock = FakeClock()
    hosts, start = Hosts(clock), clock.now()
    until = start + timedelta(hours=9)

    def busy() -> FetchError | None:
        if start + timedelta(hours=6) < clock.now() < until:
            return FetchError("status_429", "slow down", status=429, not_before=until)
        return None

    hosts.answers = {
        "broken.example.org": lambda: FetchError("status_500", "oops", status=500),
        "gone.example.org": lambda: FetchError("status_410", "gone", status=410),
        "busy.example.org": busy,
    }
    with Container(config, clock=clock) as app:
        app.services.network.__dict__["fetcher"] = hosts
        came = Counter(_a_day(app, clock))
        states = app.store.states()

    # 15 minutes and up to a tenth more, found at the next full minute.
    assert 24 * 60 / 17.5 <= len(hosts.times("well.example.org")) <= 24 * 60 / 15
    # As drawn in docs/fetching.md: at once, then after 15m, 30m, 1h, 2h, 4h and 8h, and a tenth at the most.
    broken = hosts.times("broken.example.org")
    waits = [(after - before) / timedelta(minutes=1) for before, after in pairwise(broken)]
    assert len(broken) == 7
    for wait, least in zip(waits, (15, 30, 60, 120, 240, 480, 960), strict=False):
        assert least <= wait <= least * 1.1 + 1
    assert len(hosts.times("gone.example.org")) == 1
    assert came["gone failed status_410"] == 1
    # Nothing between the answer and the time that it named.
    first = next(at for at in hosts.times("busy.example.org") if at > start + timedelta(hours=6))
    assert not [at for at in hosts.times("busy.example.org") if first < at < until]
    assert came["busy failed status_429"] == 1
    assert states["busy"].outcome is Outcome.NOT_MODIFIED
    # Both sources of one host, never closer than min_delay.
    shared = [at for url, at in hosts.asked if "shared" in url]
    assert min(after - before for before, after in pairwise(shared)) >= timedelta(seconds=1)
    robots = Counter(urlsplit(url).hostname for url, _ in hosts.asked if "robots" in url)
    assert set(robots.values()) <= {1, 2}
