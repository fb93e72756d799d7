"""What goes wrong elsewhere than with one list: on this machine, with a client, on a site of several lists."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fakes.house import House
from fakes.pages import ilo_list, some
from fakes.served import Client, served
from fakes.site import LIST_PATH, Answer, Site, serving
from ilofeed.app import use_cases
from ilofeed.app.clock import SystemClock

_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Mishap:
    """Something that goes wrong, and what finds out whether anybody suffers from it."""

    name: str
    of: str  #: machine, client or site
    check: Callable[[Path], Iterator[str]]  #: whatever is not as it should be


class WrongClock(SystemClock):
    """The machine's clock, ahead by so many `days`."""

    days = 0

    def now(self) -> datetime:
        return super().now() + self.days * _DAY


class ClockHouse(House):
    """A house on the machine's time, as its sites are: what they date their answers by agrees with it."""

    def __init__(self, folder: Path, site: Site) -> None:
        super().__init__(folder, site)
        self.wrong = WrongClock()
        self.clock = self.wrong  # type: ignore[assignment]  # it has no need to be moved

    def poll_under(self, days: int) -> None:
        """Poll under a clock that is *days* ahead."""
        self.wrong.days = days
        with self.app() as app:
            list(use_cases.poll_sources(app, app.config.sources))


@contextmanager
def _house(folder: Path, kind: type[House] = House) -> Iterator[House]:
    with serving() as site:
        site.show(ilo_list(some(12)))
        yield kind(folder, site)


def _dates(house: House) -> dict[str, tuple[str, ...]]:
    """Title and dates of each item of the feed, by id."""
    return {
        each["id"]: (each["title"], each["date_published"], each["date_modified"], each["_ilofeed"]["first_seen"])
        for each in house.feed("news")["items"]
    }


def _restored_backup(folder: Path) -> Iterator[str]:
    with _house(folder) as house:
        house.poll()
        shutil.copy(folder / "ilofeed.db", folder / "backup.db")
        for count in (20, 30):
            house.site.show(ilo_list(some(count)))
            house.poll()
        before = _dates(house)
        house.lose_database()
        shutil.copy(folder / "backup.db", folder / "ilofeed.db")
        (report,) = house.poll()
        if _dates(house) != before or report.new or report.revised:
            yield f"{len(before)} items became {len(_dates(house))}: {report}"
        house.site.show(ilo_list(some(31)))
        (report,) = house.poll()
        if report.new != 1 or not before.items() <= _dates(house).items():
            yield f"the next item came as {report}"


def _clock_behind(folder: Path) -> Iterator[str]:
    with _house(folder, ClockHouse) as house:
        assert isinstance(house, ClockHouse)
        house.poll_under(0)
        before = _dates(house)
        house.site.answer(Answer(status=500))
        house.poll_under(-20)
        house.site.show(ilo_list(some(12)))
        house.poll_under(-20)
        for _ in range(2):
            house.poll_under(0)
        if _dates(house) != before:
            yield "dates of old items were rewritten"


def _clock_ahead(folder: Path) -> Iterator[str]:
    with _house(folder, ClockHouse) as house:
        assert isinstance(house, ClockHouse)
        house.poll_under(0)
        before = _dates(house)
        house.site.show(ilo_list(some(13)))
        house.poll_under(30)
        for _ in range(2):
            house.poll_under(0)
        after = _dates(house)
        now = datetime.now(UTC)
        if not before.items() <= after.items():
            yield "dates of old items were rewritten"
        if len(after) != 13 or any(datetime.fromisoformat(each[3]) > now for each in after.values()):
            yield "dates are in the future"


def _one_list_unavailable(folder: Path) -> Iterator[str]:
    with _house(folder) as house:
        for name in ("other", "third"):
            path = LIST_PATH.replace("news", name)
            house.sources[name] = house.site.origin + path
            house.site.show(ilo_list(some(9)), path)
        house.site.answer(Answer(status=503, headers={"Retry-After": "86400"}))
        outcomes = [{report.source: report.outcome.value for report in house.poll()} for _ in range(2)]
        expected = [{"news": "failed", "other": each, "third": each} for each in ("changed", "not_modified")]
        if [{**each, "news": "failed"} for each in outcomes] != expected:
            yield f"{outcomes}"


@contextmanager
def _server(folder: Path) -> Iterator[Client]:
    with _house(folder) as house:
        house.more = '[[feed]]\nslug = "all-news"\ntitle = "All"\n'
        house.poll()
        with house.app() as app, served(app) as client:
            yield client


def _is_well(client: Client) -> Iterator[str]:
    for path in ("/healthz", "/news.rss", "/news.html"):
        if (got := client.get(path)).status != 200:
            yield f"{path} is {got.status}"


def _many_searches(folder: Path) -> Iterator[str]:
    with _server(folder) as client:
        found: list[int] = []

        def search(number: int) -> None:
            found.append(client.get(f"/all-news.html?q=report+{number}").status)

        threads = [threading.Thread(target=search, args=(number,)) for number in range(100)]
        for thread in threads:
            thread.start()
        yield from _is_well(client)
        for thread in threads:
            thread.join(30)
        if len(found) != 100 or not set(found) <= {200, 503}:
            yield f"answers: {sorted(set(found))}"


def _reads_nothing(folder: Path) -> Iterator[str]:
    request = b"GET /news.rss HTTP/1.1\r\nHost: x\r\n\r\n" * 1000
    with _server(folder) as client, socket.create_connection(("127.0.0.1", client.port)) as greedy:
        taken = 0
        greedy.settimeout(0.5)
        with suppress(TimeoutError):
            for _ in range(1000):
                greedy.sendall(request)
                taken += len(request)
        if taken >= 1000 * len(request):
            yield f"{taken} bytes of requests were taken"
        yield from _is_well(client)


def _bad_requests(folder: Path) -> Iterator[str]:
    hosts = (
        "",
        "Host: x\r\nHost: x\r\n",
        "Host: x\r\nHost: y\r\n",
        "Host: a b\r\n",
        "Host: [::1\r\n",
        "Host: x/y\r\n",
    )
    with _server(folder) as client:
        for host in hosts:
            with socket.create_connection(("127.0.0.1", client.port), timeout=30) as raw:
                raw.sendall(f"GET /news.rss HTTP/1.1\r\n{host}\r\n".encode())
                answer = raw.recv(100)
            if not answer.startswith(b"HTTP/1.1 400 "):
                yield f"{host!r} is answered {answer[:20]!r}"
        yield from _is_well(client)


def _conditions(folder: Path) -> Iterator[str]:
    with _server(folder) as client:
        tag = client.get("/news.rss").headers["etag"]
        lines = f'If-None-Match: "other"\r\nIf-None-Match: {tag}\r\n'
        for wanted, expected in ((lines, 304), ('If-Match: "other"\r\n', 412), (f"If-Match: {tag}\r\n", 200)):
            with socket.create_connection(("127.0.0.1", client.port), timeout=30) as raw:
                raw.sendall(f"GET /news.rss HTTP/1.1\r\nHost: x\r\n{wanted}\r\n".encode())
                answer = raw.recv(100)
            if not answer.startswith(f"HTTP/1.1 {expected} ".encode()):
                yield f"{wanted!r} is answered {answer[:20]!r}"


def _odd_addresses(folder: Path) -> Iterator[str]:
    many = "&".join(f"name{number}=value" for number in range(11))
    with _server(folder) as client:
        for path, expected in ((f"/news.html?{many}", 200), (f"/?{many}", 200), ("/status", 404), ("/index", 404)):
            if (got := client.get(path, Accept="application/json")).status != expected:
                yield f"{path} is {got.status}"


MISHAPS = [
    Mishap(name="a backup restored beside newer feeds", of="machine", check=_restored_backup),
    Mishap(name="a clock that was 20 days behind", of="machine", check=_clock_behind),
    Mishap(name="a clock that was 30 days ahead", of="machine", check=_clock_ahead),
    Mishap(name="one of three lists answers 503", of="site", check=_one_list_unavailable),
    Mishap(name="100 searches at once", of="client", check=_many_searches),
    Mishap(name="a million requests, no answer read", of="client", check=_reads_nothing),
    Mishap(name="Host missing, repeated or malformed", of="client", check=_bad_requests),
    Mishap(name="conditions in several lines", of="client", check=_conditions),
    Mishap(name="eleven parameters, and no feed", of="client", check=_odd_addresses),
]
