"""What a program holds on to does not grow: not with threads that end, hosts that pass, nor reloads."""

from __future__ import annotations

import gc
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from datetime import timedelta
from pathlib import Path
from weakref import WeakSet

import msgspec
import pytest

from fakes.clock import FakeClock
from fakes.house import House
from fakes.pages import ilo_list, some
from fakes.site import Site, serving
from ilofeed.app import use_cases
from ilofeed.core.errors import DeferredError
from ilofeed.core.models import Page
from ilofeed.fetch.client import Fetcher
from ilofeed.fetch.pools import IDLE_CONNECTION_S


def connections(sites: list[Site]) -> int:
    """How many connections to *sites* this process has open, those that the other side has closed included."""
    ports = {int(site.origin.rpartition(":")[2]) for site in sites}
    found = 0
    for each in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            if str(each.readlink()).startswith("socket:"):
                with socket.socket(fileno=os.dup(int(each.name))) as mine:
                    found += mine.getpeername()[1] in ports
    return found


@pytest.fixture
def sites() -> Iterator[list[Site]]:
    with ExitStack() as stack:
        found = [stack.enter_context(serving(f"127.0.0.{2 + at}")) for at in range(6)]
        for site in found:
            site.show("<h1>News</h1>")
        yield found


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def fetch(clock: FakeClock) -> Iterator[Fetcher]:
    with Fetcher(clock, timeout=timedelta(seconds=5), allow_private=("127.0.0.0/8",)) as fetcher:
        yield fetcher


def in_a_thread(fetch: Fetcher, urls: list[str]) -> None:
    thread = threading.Thread(target=lambda: [fetch.prepare(url)() for url in urls])
    thread.start()
    thread.join()


def test_threads_that_have_ended_leave_no_connections_of_their_own(sites: list[Site], fetch: Fetcher) -> None:
    urls = [site.url for site in sites]

    for at in range(30):
        in_a_thread(fetch, urls[at % 5 :])

    assert connections(sites) == len(sites)


def test_a_connection_is_used_again_by_whichever_thread(sites: list[Site], fetch: Fetcher) -> None:
    for _ in range(5):
        in_a_thread(fetch, [sites[0].url])

    assert sites[0].connections == 1


def test_connections_that_nobody_uses_are_closed_after_a_while(
    sites: list[Site], fetch: Fetcher, clock: FakeClock
) -> None:
    for site in sites:
        fetch.prepare(site.url)()
    fetch.close_idle()
    assert connections(sites) == len(sites)

    clock.pass_by(seconds=IDLE_CONNECTION_S)
    fetch.close_idle()

    assert connections(sites) == 0


def test_connections_to_many_hosts_are_bounded(fetch: Fetcher) -> None:
    with ExitStack() as stack:
        sites = [stack.enter_context(serving(f"127.0.1.{1 + at}")) for at in range(20)]
        for site in sites:
            site.show("<h1>News</h1>")
            fetch.prepare(site.url)()

        assert connections(sites) == 16


def test_an_exchange_under_way_succeeds_though_its_fetcher_is_closed_and_keeps_nothing(
    sites: list[Site], fetch: Fetcher
) -> None:
    sites[0].hold()
    pages: list[object] = []
    thread = threading.Thread(target=lambda: pages.append(fetch.prepare(sites[0].url)()))
    thread.start()
    sites[0].await_request()

    fetch.close()
    sites[0].release()
    thread.join()

    assert isinstance(pages[0], Page)
    assert connections(sites) == 0


def test_reloads_leave_no_fetcher_and_no_connection_behind(tmp_path: Path) -> None:
    fetchers = WeakSet[Fetcher]()
    with serving() as site, House(tmp_path, site).app() as app:
        site.show(ilo_list(some(3)))
        sites = [site]
        for seconds in range(5, 25):
            limits = msgspec.structs.replace(app.config.fetch, timeout=timedelta(seconds=seconds))
            app.reload(msgspec.structs.replace(app.config, fetch=limits))
            assert [
                report.outcome.is_ok for report in use_cases.poll_sources(app, app.config.sources, force=True)
            ] == [True]
            fetchers.add(app.services.network.fetcher)
        gc.collect()

        assert len(fetchers) == 1
        assert connections(sites) == 1

        app.stop()
        with pytest.raises(DeferredError):
            app.polite_fetcher(site.url)
        app.close()
        assert connections(sites) == 0
