"""Requests that are no HTTP, or not quite: they are refused, and the server goes on."""

from __future__ import annotations

import http.client
import random

import pytest

from fakes.house import House
from fakes.served import Client


@pytest.mark.parametrize("more", [(), ("Connection: close",)], ids=["keep-alive", "close"])
@pytest.mark.parametrize("path", ["/news.rss", "/news", "/healthz", "/nothing"])
def test_a_request_has_one_host_and_that_is_one(client: Client, path: str, more: tuple[str, ...]) -> None:
    wrong = ["a b", "[::1", "::1", "[x]", "a/b", "a:b", "a:80:80", "é", "%zz", "[::1]x", "user@a", "a?b", "[]"]
    right = "x a,b x: x:80 127.0.0.1 127.0.0.1:8000 [::1] [::1]:80 a_b %41 [v1.a:b]".split()

    for headers in ((), ("Host: x", "Host: x"), ("Host: x", "Host: y"), *((f"Host: {each}",) for each in wrong)):
        got = client.answer(*headers, *more, path=path)
        assert got.startswith(b"HTTP/1.1 400 "), headers
        assert got.count(b"HTTP/1.1 ") == 1
    for each in ("", *right):
        assert not client.answer(f"Host: {each}", *more, path=path).startswith(b"HTTP/1.1 400 "), each


def test_http_1_0_needs_no_host_but_has_not_two(client: Client) -> None:
    assert client.answer(version="1.0").startswith(b"HTTP/1.1 200 ")
    assert client.answer("Host: x", "Host: x", version="1.0").startswith(b"HTTP/1.1 400 ")


def test_requests_behind_a_refused_one_are_not_answered(client: Client) -> None:
    got = client.answer("Host: x", "", "GET /news.rss HTTP/1.1", "", "GET /news.rss HTTP/1.1", "Host: x")

    assert [part[:3] for part in got.split(b"HTTP/1.1 ")[1:]] == [b"200", b"400"]


def test_any_path_is_answered_and_only_with_published_files(house: House, client: Client) -> None:
    (house.folder / "secret.rss").write_text("secret words")
    chance = random.Random(26)  # noqa: S311 - not for secrets
    words = "news all feeds .rss .atom .html .json / // .. %2e %2f %00 ? & = q kicker language secret config .toml"
    words += " ilofeed .db é \\ ; ~ # + % %ff healthz metrics status * ' \" < > 2026-11 revisions .xml"
    parts = [*words.split(), "a" * 300]
    statuses = set()
    connection = http.client.HTTPConnection("127.0.0.1", client.port, timeout=30)
    for _ in range(1500):
        path = "/" + "".join(chance.choices(parts, k=chance.randint(1, 6)))
        target = "".join(each if "!" <= each <= "~" else f"%{ord(each) % 256:02X}" for each in path)
        connection.request(chance.choice(["GET", "HEAD", "POST", "OPTIONS"]), target)
        response = connection.getresponse()
        body = response.read()
        statuses.add(response.status)
        assert response.status < 500, target
        assert b"secret words" not in body, target
        assert b"[ilofeed]" not in body, target
        assert response.getheader("x-content-type-options") == "nosniff", target
    connection.close()

    assert statuses == {200, 204, 404, 405}


_UPGRADE = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: eA==\r\nSec-WebSocket-Version: 13\r\n"


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET http://evil.example.org/news.rss HTTP/1.1\r\nHost: x\r\n\r\n",
        b"CONNECT a:443 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /news.rss HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: x\r\n{_UPGRADE}\r\n".encode(),
    ],
)
def test_bytes_that_are_no_http_end_the_connection_and_not_the_server(client: Client, sent: bytes) -> None:
    answer = client.exchange(sent)

    assert not answer.startswith(b"HTTP/1.1 5")
    assert client.get("/news.rss").status == 200
