"""Clients that send or read slowly, or many of them: all are answered."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from itertools import product

import pytest

from fakes.house import House
from fakes.served import Client


@pytest.mark.parametrize("path", ["/news.rss", "/news", "/", "/news.html", "/nothing"])
def test_a_client_that_has_closed_its_side_is_answered(client: Client, path: str) -> None:
    answer = client.exchange(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())

    assert answer.partition(b"\r\n\r\n")[2] == client.get(path).body


@pytest.mark.parametrize("path", ["/news.rss", "/news", "/news.html"])
def test_a_client_that_does_not_read_is_answered_when_it_reads(client: Client, path: str) -> None:
    count = 1500
    whole = client.get(path)
    with socket.socket() as raw:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        raw.settimeout(30)
        raw.connect(("127.0.0.1", client.port))

        raw.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode() * count)
        before = answered(client)
        assert client.get("/healthz").status == 200
        assert answered(client) - before < count
        raw.shutdown(socket.SHUT_WR)
        size = statuses = 0
        while part := raw.recv(1 << 20):
            size += len(part)
            statuses += part.count(b"HTTP/1.1 200 OK")  # without lines that are split between two parts

    assert size > count * len(whole.body)
    assert statuses > count * 0.9


def answered(client: Client) -> float:
    """Return the number of requests that the server has answered."""
    lines = client.get("/metrics").text.splitlines()
    return sum(float(each.rpartition(" ")[2]) for each in lines if each.startswith("ilofeed_requests_total"))


def test_a_long_page_is_complete_on_both_ways(house: House, client: Client) -> None:
    text = "".join(f"<p>{number}" for number in range(100_000))
    (house.output / "gone.html").write_text(text)
    (house.output / "news.2020-01.rss").write_text(text)
    house.clock.pass_by(seconds=2)

    for path, connection in product(("/gone.html", "/news.2020-01.rss"), ("keep-alive", "close")):
        assert client.get(path, Connection=connection).text == text


def test_hundreds_of_silent_clients_delay_no_other(client: Client) -> None:
    with ExitStack() as stack:
        for _ in range(900):
            stack.enter_context(socket.create_connection(("127.0.0.1", client.port), timeout=30))

        assert client.get("/news.rss").status == 200
