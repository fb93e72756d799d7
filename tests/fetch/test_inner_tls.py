"""TLS to a host through a proxy that is itself reached by TLS."""

from __future__ import annotations

import select
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from fakes.certificates import Authority
from fakes.proxies import odd_proxy
from fakes.site import Site, serving
from fetch.fetched_pages import HTML, failure
from fetch.proxied import by_name, through
from ilofeed.core.models import Page

ANSWER = b"HTTP/1.1 200 Connection established\r\n\r\n"
# Of a record of 16,384 bytes, which never comes to its end.
RECORD = b"\x16\x03\x03\x40\x00"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


def exchanged(connection: ssl.SSLSocket, target: socket.socket) -> None:
    """Send to each of both what the other sends, until one of them ends.

    One thread does both: two cannot use a connection with TLS at the same time.
    """
    other = {connection: target, target: connection}
    with suppress(OSError):
        while True:
            ready = [connection] if connection.pending() else select.select(list(other), [], [], 10)[0]
            for source in ready:
                data = source.recv(65536)
                if not data:
                    return
                other[source].sendall(data)


def forwarding(site: Site) -> Callable[[socket.socket], None]:
    """What a proxy does that makes a connection to *site*."""
    port = int(site.origin.rpartition(":")[2])

    def forward(connection: socket.socket) -> None:
        assert isinstance(connection, ssl.SSLSocket)
        connection.sendall(ANSWER)
        with socket.create_connection(("127.0.0.1", port), timeout=10) as target:
            exchanged(connection, target)

    return forward


def test_a_page_is_read_through_tls_in_tls_and_the_connection_is_used_again(authority: Authority) -> None:
    with (
        serving(tls=authority.server()) as site,
        odd_proxy(forwarding(site), authority.server()) as proxy,
        through(f"https://localhost:{proxy.port}", ca=authority.root) as fetch,
    ):
        site.show(HTML)

        answers = [fetch(by_name(site)) for _ in range(2)]

    assert all(isinstance(answer, Page) and answer.body == HTML.encode() for answer in answers)
    assert len(proxy.heads) == 1


def test_the_certificate_within_is_checked_too(authority: Authority, tmp_path: Path) -> None:
    with (
        serving(tls=Authority(tmp_path).server()) as site,
        odd_proxy(forwarding(site), authority.server()) as proxy,
        through(f"https://localhost:{proxy.port}", ca=authority.root) as fetch,
    ):
        error = failure(fetch, by_name(site))

    assert error.reason == "tls"


def test_a_proxy_that_sends_a_byte_now_and_then_does_not_extend_the_deadline(authority: Authority) -> None:
    sent: list[bytes] = []

    def dribble(connection: socket.socket) -> None:
        connection.sendall(ANSWER)
        connection.recv(65536)
        connection.sendall(RECORD)
        connection.settimeout(0.05)
        while len(sent) < 100:
            try:
                if not connection.recv(65536):
                    return
            except TimeoutError:
                connection.sendall(b"\x00")
                sent.append(b"\x00")

    with (
        odd_proxy(dribble, authority.server()) as proxy,
        through(f"https://localhost:{proxy.port}", ca=authority.root, timeout=0.5) as fetch,
    ):
        error = failure(fetch, "https://localhost/")

    assert error.reason == "timeout"
    assert len(sent) < 100
