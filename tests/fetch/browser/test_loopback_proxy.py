"""The proxy of a browser: only the browser may use it, only for what a poll may reach, and only within limits."""

from __future__ import annotations

import socket
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

import pytest

from fakes.origin import http, origin
from fakes.site import Answer, Site, serving
from ilofeed.app.clock import SystemClock
from ilofeed.core import secrets
from ilofeed.fetch.browser.loopback_proxy import LoopbackProxy, TrafficLimits
from ilofeed.fetch.deadline import Deadline
from ilofeed.fetch.ssrf_guard import Allowed, GuardedBackend


@contextmanager
def proxying(page: str, *, max_bytes: int = 100_000, max_connections: int = 10) -> Iterator[LoopbackProxy]:
    """A proxy for *page*, which reaches 127.0.0.1 and no other address of this machine."""
    clock = SystemClock()
    deadline = Deadline(clock, threading.Event())
    network = GuardedBackend(Allowed(["127.0.0.1"]), deadline)
    limits = TrafficLimits(max_bytes=max_bytes, max_connections=max_connections)
    with (
        deadline.within(60),
        LoopbackProxy(
            lambda _, host, port: network.connect_tcp(host, port), deadline, clock, page=page, limits=limits
        ) as proxy,
    ):
        yield proxy


@contextmanager
def connected(proxy: LoopbackProxy) -> Iterator[socket.socket]:
    """A connection to *proxy*."""
    port = int(proxy.url.rpartition(":")[2])
    with closing(socket.create_connection(("127.0.0.1", port), 60)) as connection:
        yield connection


def asked(proxy: LoopbackProxy, first: str, *headers: str, password: str = "", body: bytes = b"") -> bytes:
    """Return all that *proxy* answers to a request with the line *first*."""
    head = [first, *headers, credential(proxy, password), "", ""]
    with connected(proxy) as connection:
        connection.sendall("\r\n".join(head).encode() + body)
        return all_of(connection)


def credential(proxy: LoopbackProxy, password: str = "") -> str:
    """The line with the password of *proxy*, or another one."""
    return (
        "Proxy-Authorization: Basic "
        + b64encode(f"{proxy.username}:{password or proxy.password}".encode()).decode()
    )


def all_of(connection: socket.socket) -> bytes:
    """Return all that comes on *connection* until its end, which may be abrupt."""
    found = b""
    with suppress(ConnectionError):
        while data := connection.recv(65536):
            found += data
    return found


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        site.answer(Answer(body=b"data", content_type="text/plain"), "/data")
        yield site


def get(site: Site, path: str = "/data", host: str = "127.0.0.1") -> str:
    """The first line of a request for *path*."""
    return f"GET {site.origin.replace('127.0.0.1', host)}{path} HTTP/1.1"


def test_a_request_is_forwarded_without_what_is_for_the_proxy(site: Site) -> None:
    with proxying(site.url) as proxy:
        answer = asked(
            proxy,
            get(site),
            "Host: example",
            "X-Own: a",
            "Connection: X-Hop",
            "X-Hop: b",
            "Proxy-Connection: close",
        )

    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.endswith(b"\r\n\r\ndata")
    (request,) = site.requests
    assert request.path == "/data"
    assert request.headers == {"Host": "example", "X-Own": "a", "Connection": "close"}


@pytest.mark.parametrize(
    ("path", "sent"), [("//a//b?", b"//a//b?"), ("/a?b=//c/?", b"/a?b=//c/?"), ("", b"/"), ("?a/b", b"/?a/b")]
)
def test_an_address_is_requested_as_it_is_written(path: str, sent: bytes) -> None:
    with origin() as server, proxying(server.url) as proxy:
        server.behaviour = lambda path, _headers, connection: connection.sendall(http(path.encode()))
        answer = asked(proxy, f"GET http://127.0.0.1:{server.port}{path} HTTP/1.1", "Host: example")

    assert answer.partition(b"\r\n\r\n")[2] == sent


def test_a_body_is_forwarded(site: Site) -> None:
    with proxying(site.url) as proxy:
        answer = asked(proxy, get(site).replace("GET", "POST"), "Host: example", "Content-Length: 3", body=b"abc")

    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert site.requests[0].body == b"abc"


def test_a_tunnel_carries_bytes_both_ways() -> None:
    with origin() as server, proxying(server.url) as proxy:
        server.behaviour = lambda path, _headers, connection: connection.sendall(http(path.encode()))
        answer = asked(
            proxy,
            f"CONNECT 127.0.0.1:{server.port} HTTP/1.1",
            f"Host: 127.0.0.1:{server.port}",
            body=b"GET /through HTTP/1.1\r\n\r\n",
        )

    established, _, inner = answer.partition(b"\r\n\r\n")
    assert established.startswith(b"HTTP/1.1 200")
    assert inner.startswith(b"HTTP/1.1 200 OK")
    assert inner.endswith(b"/through")


@pytest.mark.parametrize("password", ["wrong", "\u00e9"])
def test_another_program_is_not_served(site: Site, password: str) -> None:
    with proxying(site.url) as proxy:
        answer = asked(proxy, get(site), "Host: a", password=password)

    assert answer.startswith(b"HTTP/1.1 407 ")
    assert b"Proxy-Authenticate: Basic" in answer
    assert site.requests == []


def test_each_proxy_has_a_password_of_its_own(site: Site) -> None:
    with proxying(site.url) as one, proxying(site.url) as other:
        assert one.password != other.password
        assert asked(other, get(site), "Host: a", password=one.password).startswith(b"HTTP/1.1 407 ")


@pytest.mark.parametrize("host", ["127.0.0.2", "[::1]", "2130706434", "[::ffff:127.0.0.1]"])
@pytest.mark.parametrize("is_tunnel", [False, True])
def test_an_address_that_is_not_permitted_is_refused(site: Site, host: str, *, is_tunnel: bool) -> None:
    port = site.origin.rpartition(":")[2]
    with proxying(site.url) as proxy:
        line = f"CONNECT {host}:{port} HTTP/1.1" if is_tunnel else get(site, host=host)
        answer = asked(proxy, line, "Host: a")

        assert answer.startswith(b"HTTP/1.1 403 ")
        assert "which is not public" in proxy.note()
    assert site.connections == 0


@pytest.mark.parametrize(
    "line",
    [
        "CONNECT 127.0.0.1:22 HTTP/1.1",
        "GET http://127.0.0.1:22/ HTTP/1.1",
        "GET ftp://127.0.0.1/ HTTP/1.1",
        "GET /data HTTP/1.1",
        "CONNECT :443 HTTP/1.1",
        "GET http://127.0.0.1:99999999/ HTTP/1.1",
        "OPTIONS * HTTP/1.1",
    ],
)
def test_other_ports_and_kinds_of_addresses_are_refused(site: Site, line: str) -> None:
    with proxying(site.url) as proxy:
        assert asked(proxy, line, "Host: a").startswith(b"HTTP/1.1 403 ")


@pytest.mark.parametrize(
    "request_", [b"", b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\n" + b"a" * 100_000, b"\x16\x03\x01\r\n\r\n"]
)
def test_what_is_no_request_ends_the_connection_alone(site: Site, request_: bytes) -> None:
    with proxying(site.url) as proxy:
        with connected(proxy) as connection:
            connection.sendall(request_)
            connection.shutdown(socket.SHUT_WR)
            assert all_of(connection) == b""
        assert asked(proxy, get(site), "Host: a").endswith(b"data")


@pytest.mark.parametrize("answer", [b"", b"nonsense", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort"])
def test_a_server_that_answers_wrong_ends_the_request_alone(site: Site, answer: bytes) -> None:
    site.answer(Answer(raw=answer), "/wrong")
    with proxying(site.url) as proxy:
        assert b"HTTP/1.1 200 OK\r\n\r\n" not in asked(proxy, get(site, "/wrong"), "Host: a")
        assert asked(proxy, get(site), "Host: a").endswith(b"data")


def test_more_bytes_than_a_page_may_load_end_everything(site: Site) -> None:
    site.answer(Answer(body=b"a" * 200_000), "/large")
    with proxying(site.url) as proxy:
        assert len(asked(proxy, get(site, "/large"), "Host: a")) <= 200_000

        assert proxy.exceeded == "100000 bytes"
        assert asked(proxy, get(site), "Host: a") == b""


def test_bytes_that_are_sent_count_too(site: Site) -> None:
    with proxying(site.url, max_bytes=50_000) as proxy:
        asked(proxy, get(site).replace("GET", "POST"), "Host: a", "Content-Length: 200000", body=b"a" * 200_000)

        assert proxy.exceeded == "50000 bytes"


def test_more_connections_than_a_page_may_make_end_everything(site: Site) -> None:
    with proxying(site.url, max_connections=2) as proxy:
        for _ in range(2):
            assert asked(proxy, get(site), "Host: a").endswith(b"data")

        assert asked(proxy, get(site), "Host: a") == b""
        assert proxy.exceeded == "2 connections"


def test_the_end_of_the_proxy_is_the_end_of_its_connections() -> None:
    with origin() as server, proxying(server.url) as proxy, connected(proxy) as connection:
        lines = (f"CONNECT 127.0.0.1:{server.port} HTTP/1.1", "Host: a", credential(proxy), "", "")
        connection.sendall("\r\n".join(lines).encode())
        assert connection.recv(65536).startswith(b"HTTP/1.1 200")

        proxy.close()

        assert all_of(connection) == b""


def test_a_secret_in_an_address_that_is_cut_is_hidden(site: Site) -> None:
    secrets.add(["k3y-of-a-script"])
    with proxying(site.url) as proxy:
        asked(proxy, f"GET ftp://{'x' * 188}?k3y-of-a-script HTTP/1.1", "Host: x")

        assert proxy.refused
        assert "k3y" not in "".join([*proxy.refused, *proxy.refused.values()])
