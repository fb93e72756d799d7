"""Refuse addresses that are not public unless the operator allows them."""

from __future__ import annotations

import threading
from ipaddress import ip_address

import httpcore
import httpx
import pytest

from fakes.polite import fetching
from fakes.site import Site
from fetch.fetched_pages import failure
from ilofeed.app.clock import SystemClock
from ilofeed.core.models import Page
from ilofeed.fetch.client import Fetcher
from ilofeed.fetch.deadline import Deadline
from ilofeed.fetch.pools import Pools
from ilofeed.fetch.route import Route
from ilofeed.fetch.ssrf_guard import Allowed, GuardedBackend, is_public


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "0x7f000001", "2130706433", "127.1", "[::ffff:127.0.0.1]"]
)
def test_an_address_that_is_not_public_is_refused_in_every_spelling(site: Site, host: str) -> None:
    url = site.url.replace("127.0.0.1", host)

    with Fetcher(SystemClock()) as client:
        fetch = fetching(client, SystemClock())
        assert failure(fetch, url).reason == "forbidden_address"
    assert site.requests == []


def test_a_host_may_be_opened_by_name(site: Site) -> None:
    with Fetcher(SystemClock(), allow_private=("localhost",)) as client:
        fetch = fetching(client, SystemClock())
        assert isinstance(fetch(site.url.replace("127.0.0.1", "localhost")), Page)
        assert failure(fetch, site.url).reason == "forbidden_address"


@pytest.mark.parametrize(
    "ip",
    [
        "10.0.0.1", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "192.0.0.8", "192.0.2.1",
        "192.88.99.1", "192.168.0.1", "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "0.0.0.0",  # noqa: S104
        "::", "::1", "::127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "2001::1",
        "2001:db8::1", "2002:7f00:1::", "3fff::1", "fc00::1", "fd12::1", "fe80::1", "fec0::1", "ff02::1",
    ],
)  # fmt: skip
def test_special_addresses_are_not_public(ip: str) -> None:
    assert not is_public(ip_address(ip))


@pytest.mark.parametrize("ip", ["8.8.8.8", "194.209.193.1", "2606:4700::1111", "2a00:1450:4001::1"])
def test_ordinary_addresses_are_public(ip: str) -> None:
    assert is_public(ip_address(ip))


def test_every_connection_is_opened_by_the_network_backend() -> None:
    opened: list[tuple[str, int]] = []

    class Backend(GuardedBackend):
        def connect_tcp(self, host: str, port: int, *_args: object, **_options: object) -> httpcore.NetworkStream:
            opened.append((host, port))
            raise httpcore.ConnectError("refused by the test")

    backend = Backend(Allowed(()), Deadline(SystemClock(), threading.Event()))
    pools = Pools(backend, Route(), SystemClock().monotonic)
    for url in (httpx.URL("http://www.ilo.org/"), httpx.URL("https://www.ilo.org/")):
        with pools.lent(url) as transport, pytest.raises(httpcore.ConnectError):
            transport.handle_request(httpx.Request("GET", url))

    assert opened == [("www.ilo.org", 80), ("www.ilo.org", 443)]


def test_a_network_may_be_opened_by_its_addresses() -> None:
    assert ("x", ip_address("10.1.2.3")) in Allowed(["10.0.0.0/8"])
