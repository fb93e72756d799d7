"""Every conditional request there is, against the real server; and whatever else anybody may send."""

from __future__ import annotations

import http.client
import random
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import product
from pathlib import Path

import pytest

from fakes.house import House
from fakes.pages import ilo_list, some
from fakes.served import Client, served
from fakes.site import serving

FORMATS = ("rss", "atom", "json", "html", "opml")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with serving() as site:
        site.show(ilo_list(some(7)))
        house = House(tmp_path_factory.mktemp("house"), site)
        house.poll()
        yield house


@pytest.fixture(scope="module")
def client(house: House) -> Iterator[Client]:
    with house.app() as app, served(app) as client:
        yield client


# Who goes on is answered before there is a request to speak of, who does not the longer way.
@pytest.mark.parametrize("connection", ["keep-alive", "close"])
@pytest.mark.parametrize("format", ["rss", "atom", "json", "opml"])
def test_conditions_codings_and_methods_in_every_combination(client: Client, format: str, connection: str) -> None:
    path = "/feeds.opml" if format == "opml" else f"/news.{format}"
    for method, coding in product(("GET", "HEAD"), ("identity", "gzip")):
        first = client.get(path, method=method, Accept_Encoding=coding)
        etag, date = first.headers["etag"], first.headers["last-modified"]
        tags = {None: None, etag: 304, f"W/{etag}": 304, f'"x", {etag}': 304, "*": 304, '"x"': 200, "": 200}
        dates = {None: None, date: 304, "Thu, 01 Jan 1970 00:00:00 GMT": 200, "nonsense": 200}
        for (tag, by_tag), (since, by_date) in product(tags.items(), dates.items()):
            given = {"If-None-Match": tag, "If-Modified-Since": since}
            headers = {name: value for name, value in given.items() if value is not None}
            headers |= {"Accept-Encoding": coding, "Connection": connection}

            got = client.get(path, method=method, **headers)

            expected = by_tag or by_date or 200
            assert got.status == expected, (method, coding, tag, since)
            assert got.headers["etag"] == etag
            assert got.headers["last-modified"] == date
            assert got.headers["vary"] == "Accept-Encoding"
            assert (got.body == b"") is (expected == 304 or method == "HEAD")


@pytest.mark.parametrize("headers", [{}, {"If-None-Match": "*"}], ids=["200", "304"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_both_ways_say_the_same(client: Client, method: str, headers: dict[str, str]) -> None:
    long = client.get("/news.rss", method=method, Connection="close", **headers)
    short = client.get("/news.rss", method=method, **headers)

    assert long.headers.pop("connection") == "close"
    assert long.headers.pop("date")
    assert short.headers.pop("date")
    assert short.headers == long.headers
    assert (short.status, short.body) == (long.status, long.body)


def test_whatever_is_asked_for_is_answered_and_nothing_but_what_is_published(house: House, client: Client) -> None:
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


@pytest.mark.parametrize("path", ["/news.rss", "/news", "/", "/news.html", "/nothing"])
def test_who_has_said_all_and_only_listens_is_answered(client: Client, path: str) -> None:
    with socket.create_connection(("127.0.0.1", client.port), timeout=30) as raw:
        raw.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        raw.shutdown(socket.SHUT_WR)
        answer = b""
        while part := raw.recv(65536):
            answer += part

    assert answer.partition(b"\r\n\r\n")[2] == client.get(path).body


_UPGRADE = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: eA==\r\nSec-WebSocket-Version: 13\r\n"


@pytest.mark.parametrize(
    "request_line",
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
def test_what_is_no_http_ends_the_connection_and_not_the_server(client: Client, request_line: bytes) -> None:
    with socket.create_connection(("127.0.0.1", client.port), timeout=30) as raw:
        raw.sendall(request_line)
        raw.shutdown(socket.SHUT_WR)
        answer = b""
        while part := raw.recv(65536):
            answer += part

    assert not answer.startswith(b"HTTP/1.1 5")
    assert client.get("/news.rss").status == 200


def test_hundreds_of_silent_clients_keep_nobody_waiting(client: Client) -> None:
    with ExitStack() as stack:
        for _ in range(900):
            stack.enter_context(socket.create_connection(("127.0.0.1", client.port), timeout=30))

        assert client.get("/news.rss").status == 200


def test_all_formats_are_there(house: House) -> None:
    assert Path(house.output / "news.html").exists()
    assert {path.suffix.removeprefix(".") for path in house.output.iterdir()} == set(FORMATS)
