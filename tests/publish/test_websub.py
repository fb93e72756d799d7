"""Hubs are told of every change, once it is on disk, and of nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs

import pytest

from fakes.clock import START
from fakes.house import House
from fakes.pages import ilo_list, some
from fakes.site import serving
from ilofeed.app import use_cases
from ilofeed.core.state import HubNotification
from ilofeed.publish.websub import asked_again, hub_form

TOPICS = sorted(
    f"https://feeds.example.org/{name}.{format}" for name in ("all", "news") for format in ("atom", "json", "rss")
)


class Hub:
    """A hub on loopback: what it was told, and what lay on disk then."""

    def __init__(self, output: Path) -> None:
        self.output = output
        self.url = ""
        self.status = 202
        self.told: list[str] = []
        self.on_disk: list[bool] = []


@contextmanager
def hubbing(output: Path) -> Iterator[Hub]:
    hub = Hub(output)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            assert self.headers["Content-Type"] == "application/x-www-form-urlencoded"
            assert form["hub.mode"] == ["publish"]
            assert form["hub.topic"] == form["hub.url"]
            (topic,) = form["hub.topic"]
            hub.told.append(topic)
            hub.on_disk.append((hub.output / topic.rpartition("/")[2]).exists())
            self.send_response(hub.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """What it was told is in the Hub."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        hub.url = f"http://127.0.0.1:{server.server_port}/"
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield hub
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with serving() as site:
        site.show(ilo_list(some(3)))
        yield House(tmp_path, site)


@pytest.fixture
def hub(house: House) -> Iterator[Hub]:
    with hubbing(house.output) as hub:
        house.general = f'hubs = ["{hub.url}"]'
        yield hub


def tell(house: House) -> list[str]:
    """Tell the hubs; why those that failed did."""
    with house.app() as app:
        return [done.error.reason for done in use_cases.notify_hubs(app) if done.error]


def test_each_document_that_changed_is_announced_once_when_it_is_on_disk(house: House, hub: Hub) -> None:
    house.poll()
    assert hub.told == []

    assert tell(house) == []
    assert tell(house) == []

    assert sorted(hub.told) == TOPICS
    assert all(hub.on_disk)


def test_without_a_change_no_hub_is_notified(house: House, hub: Hub) -> None:
    house.poll()
    tell(house)
    hub.told.clear()

    house.poll()
    tell(house)

    assert hub.told == []


def test_hubs_are_notified_of_a_change(house: House, hub: Hub) -> None:
    house.poll()
    tell(house)
    hub.told.clear()

    house.site.show(ilo_list(some(4)))
    house.poll()
    tell(house)

    assert sorted(hub.told) == TOPICS


def test_a_hub_that_is_down_is_notified_later_even_by_another_run(house: House, hub: Hub) -> None:
    hub.status = 503
    house.poll()
    assert tell(house) == ["status_503"]
    hub.told.clear()

    assert tell(house) == []  # not yet
    assert hub.told == []
    hub.status = 204
    house.clock.pass_by(minutes=2)

    assert tell(house) == []
    assert sorted(hub.told) == TOPICS


def test_a_change_while_a_hub_is_down_is_announced_once(house: House, hub: Hub) -> None:
    hub.status = 500
    house.poll()
    tell(house)
    house.site.show(ilo_list(some(4)))
    house.poll()
    hub.status = 202
    hub.told.clear()

    tell(house)

    assert sorted(hub.told) == TOPICS


def test_feeds_name_their_hubs_and_archives_do_not(house: House, hub: Hub) -> None:
    for at in range(3):
        house.site.show(ilo_list(some(at + 1)))
        house.poll()
        house.clock.pass_by(days=31)

    assert house.feed("news")["hubs"] == [{"type": "WebSub", "url": hub.url}]
    assert f'<link href="{hub.url}" rel="hub"/>' in (house.output / "news.atom").read_text()
    archives = [path for path in house.output.iterdir() if path.name.count(".") == 2]
    assert archives
    assert not any(hub.url in path.read_text() for path in archives)
    tell(house)
    assert not any(topic.count(".") > 3 for topic in hub.told)


def test_without_hubs_nothing_is_kept_for_them(house: House) -> None:
    house.poll()

    with house.app() as app:
        assert app.store.pings(house.clock.now(), 10) == ()


def test_a_hub_that_is_not_public_is_not_notified(house: House) -> None:
    house.general = 'hubs = ["http://169.254.169.254/latest"]'
    house.poll()

    assert set(tell(house)) == {"forbidden_address"}


def test_a_hub_is_tried_again_ever_more_rarely_and_given_up_in_the_end() -> None:
    ping, now, waits = (
        HubNotification(topic="https://feeds.example.org/a.rss", hub="https://hub.example.org/", due_at=START),
        START,
        [],
    )
    while (again := asked_again(ping, now)) is not None:
        waits.append(again - now)
        now, ping = again, HubNotification(topic=ping.topic, hub=ping.hub, due_at=again, tries=ping.tries + 1)

    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert waits == sorted(waits)
    assert timedelta(days=1) < now - START < timedelta(days=2)


def test_a_hub_finds_the_topic_under_either_name() -> None:
    ping = HubNotification(topic="https://feeds.example.org/a.rss", hub="https://hub.example.org/", due_at=START)

    assert hub_form(ping) == {"hub.mode": "publish", "hub.topic": ping.topic, "hub.url": ping.topic}
