"""Proxies that misbehave, and what a proxy gets to know."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable

import httpcore
import pytest

from fakes.clock import FakeClock
from fakes.proxies import odd_proxy
from fakes.site import serving
from fetch.fetched_pages import HTML, failure
from fetch.proxied import by_name, client_of, through
from ilofeed.core.errors import FetchError
from ilofeed.core.models import Page
from ilofeed.fetch.deadline import Deadline
from ilofeed.fetch.ssrf_guard import Allowed, GuardedBackend
from ilofeed.fetch.transport import ProxyError


def saying(answer: bytes) -> Callable[[socket.socket], None]:
    def say(connection: socket.socket) -> None:
        connection.sendall(answer)

    return say


def silent(connection: socket.socket) -> None:
    while connection.recv(65536):
        pass


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("http", b""),
        ("http", b"\x05\x00\x05\x00"),
        ("http", b"HTTP/1.1 200 OK"),
        ("http", b"HTTP/1.1 302 Found\r\nLocation: http://other.example.org/\r\n\r\n"),
        ("http", b"HTTP/1.1 502 Bad\r\nContent-Length: 9\r\n\r\n"),
        ("http", b"HTTP/1.1 " + b"9" * 200_000),
        ("http", b"HTTP/1.1 200 OK\r\n\r\nno TLS at all"),
        ("socks5", b""),
        ("socks5", b"HTTP/1.1 400 Bad Request\r\n\r\n"),
        ("socks5", b"\x05"),
        ("socks5", b"\x05\x01"),
        ("socks5", b"\x05\x02"),
        ("socks5", b"\x05\x00\x05\x01\x00\x01"),
        ("socks5", b"\x05\x00\x05\x00\x00\x07"),
        ("socks5", b"\x05\x00\x05\x63\x00\x01\x00\x00\x00\x00\x00\x00"),
        ("socks5", b"\x05\x00\x05\x00\x00\x03\xff short"),
        ("socks5", b"\x05\x00\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00no TLS at all"),
    ],
)
def test_an_odd_answer_of_a_proxy_is_an_error(kind: str, answer: bytes) -> None:
    with odd_proxy(saying(answer)) as proxy, through(f"{kind}://127.0.0.1:{proxy.port}") as fetch:
        error = failure(fetch, "https://localhost/")

    assert error.reason == ("tls" if b"no TLS" in answer else "proxy")


@pytest.mark.parametrize("kind", ["http", "https", "socks5", "socks5h"])
@pytest.mark.parametrize("url", ["http://localhost/", "https://localhost/"])
def test_a_silent_proxy_ends_with_the_time_limit(kind: str, url: str) -> None:
    with odd_proxy(silent) as proxy, through(f"{kind}://127.0.0.1:{proxy.port}", timeout=0.2) as fetch:
        error = failure(fetch, url)

    assert error.reason == "timeout"


def test_the_proxy_gets_the_checked_address_and_not_the_name() -> None:
    with odd_proxy(saying(b"")) as proxy, through(f"http://127.0.0.1:{proxy.port}") as fetch:
        failure(fetch, "https://localhost/")

    assert proxy.heads[0].startswith(b"CONNECT 127.0.0.1:443 HTTP/1.1\r\nHost: 127.0.0.1:443\r\n")


@pytest.mark.parametrize("kind", ["http", "socks5"])
def test_a_private_address_is_refused_before_the_proxy_is_asked(kind: str) -> None:
    with odd_proxy(silent) as proxy, through(f"{kind}://127.0.0.1:{proxy.port}", allow=()) as fetch:
        reasons = [failure(fetch, url).reason for url in ("http://localhost/", "https://127.0.0.1/")]

    assert reasons == ["forbidden_address"] * 2
    assert proxy.heads == []


def test_a_proxy_that_looks_up_names_gets_them_and_no_private_address() -> None:
    answer = saying(b"HTTP/1.1 503 No\r\n\r\n")
    with odd_proxy(answer) as proxy, through(f"http://127.0.0.1:{proxy.port}", allow=(), resolve=True) as fetch:
        names = [failure(fetch, url).reason for url in ("https://www.ilo.test/", "http://www.ilo.test/")]
        numbers = ("127.0.0.1", "[::1]", "0x7f.1", "2130706433", "localhost", "a.localhost", "169.254.169.254")
        reasons = [failure(fetch, f"https://{host}/").reason for host in numbers]

    assert names == ["proxy", "status_503"]
    assert proxy.heads[0].startswith(b"CONNECT www.ilo.test:443 HTTP/1.1\r\n")
    assert proxy.heads[1].startswith(b"GET http://www.ilo.test/ HTTP/1.1\r\n")
    assert set(reasons) <= {"forbidden_address", "address", "dns"}
    assert len(proxy.heads) == 2


def test_some_hosts_are_reached_without_the_proxy() -> None:
    with (
        serving() as site,
        odd_proxy(silent) as proxy,
        through(f"http://127.0.0.1:{proxy.port}", without=("localhost",)) as fetch,
    ):
        site.show(HTML)
        page = fetch(by_name(site))

    assert isinstance(page, Page)
    assert proxy.heads == []


@pytest.mark.parametrize("kind", ["http", "socks5"])
def test_a_browser_reaches_its_hosts_through_tunnels_of_the_same_proxy(kind: str) -> None:
    with odd_proxy(saying(b"")) as proxy:
        client = client_of(f"{kind}://127.0.0.1:{proxy.port}")
        with client, client.exchange("http://localhost/"), pytest.raises(ProxyError):
            client.connect("http", "localhost", 80)
        with client, client.exchange("http://localhost/"), pytest.raises(FetchError, match="not public"):
            client.connect("http", "127.0.0.1", 80)

    assert len(proxy.heads) == 1
    assert proxy.heads[0].startswith(b"CONNECT 127.0.0.1:80 " if kind == "http" else b"\x05")


def test_a_browser_cannot_use_an_encrypted_proxy_and_goes_nowhere_without_it() -> None:
    with client_of("https://127.0.0.1") as client, pytest.raises(FetchError) as caught:
        client.connect("http", "localhost", 80)

    assert caught.value.reason == "proxy"


class Ended(httpcore.NetworkStream):
    """A stream that remembers if it was closed."""

    is_closed = False

    def close(self) -> None:
        self.is_closed = True


def test_a_connection_is_closed_where_no_time_is_left_for_encryption() -> None:
    clock, stream = FakeClock(), Ended()
    deadline = Deadline(clock, threading.Event())
    guarded = GuardedBackend(Allowed(()), deadline).watch(stream)

    with deadline.within(1):
        clock.pass_by(seconds=2)
        with pytest.raises(httpcore.ReadTimeout):
            guarded.start_tls(ssl.create_default_context())

    assert stream.is_closed
