"""Every conditional request and many malformed ones, against the real server."""

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


# Requests with keep-alive get the quick answer, requests with close the answer through uvicorn.
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


EARLY, LATE = "Thu, 01 Jan 1970 00:00:00 GMT", "Tue, 01 Jan 2036 00:00:00 GMT"


@pytest.mark.parametrize("connection", ["keep-alive", "close"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", ["/news.rss", "/feeds.opml", "/news.html", "/", "/gone.html"])
def test_a_precondition_that_fails_is_412_and_comes_before_the_others(
    house: House, client: Client, path: str, method: str, connection: str
) -> None:
    (house.output / "gone.html").write_text("what was published once")
    house.clock.pass_by(seconds=2)
    first = client.get(path)
    tag, date = first.headers["etag"], first.headers.get("last-modified")
    wanted = [
        ({"If-Match": '"x"'}, 412),
        ({"If-Match": ""}, 412),
        ({"If-Match": f"W/{tag}"}, 412),  # If-Match compares strongly
        ({"If-Match": '"x"', "If-None-Match": "*", "If-Unmodified-Since": LATE}, 412),
        ({"If-Match": f'"x", {tag}'}, 200),
        ({"If-Match": "*"}, 200),
        ({"If-Match": "*", "If-None-Match": tag}, 304),
        ({"If-Match": tag, "If-Unmodified-Since": EARLY}, 200),
        ({"If-Unmodified-Since": "nonsense"}, 200),
        ({"If-Unmodified-Since": LATE}, 200),
        ({"If-Unmodified-Since": LATE, "If-None-Match": tag}, 304),
    ]
    if date:
        wanted += [
            ({"If-Unmodified-Since": EARLY}, 412),
            ({"If-Unmodified-Since": EARLY, "If-None-Match": tag}, 412),
            ({"If-Unmodified-Since": date, "If-Modified-Since": date}, 304),
            ({"If-Unmodified-Since": date}, 200),
        ]

    for headers, status in wanted:
        got = client.get(path, method=method, Connection=connection, **headers)

        assert got.status == status, headers
        assert status == 200 or got.body == b""


@pytest.mark.parametrize("path", ["/healthz", "/status.json", "/metrics"])
def test_what_is_made_for_each_request_has_no_tag_that_could_match(client: Client, path: str) -> None:
    assert client.get(path, If_Match='"x"').status == 412
    assert client.get(path, If_Match="*").status == 200
    assert client.get(path, If_Unmodified_Since=EARLY).status == 200


def lines(client: Client, *headers: str, path: str = "/news.rss", version: str = "1.1") -> bytes:
    """Return all bytes of the answer to a request with these header lines, which may be repeated."""
    with socket.create_connection(("127.0.0.1", client.port), timeout=30) as raw:
        raw.sendall("\r\n".join([f"GET {path} HTTP/{version}", *headers, "", ""]).encode("utf-8"))
        raw.shutdown(socket.SHUT_WR)
        answer = b""
        while part := raw.recv(65536):
            answer += part
    return answer


@pytest.mark.parametrize("more", [(), ("Connection: close",)], ids=["keep-alive", "close"])
@pytest.mark.parametrize("path", ["/news.rss", "/news", "/news.html", "/"])
def test_a_field_in_several_lines_counts_whole(client: Client, path: str, more: tuple[str, ...]) -> None:
    tag = client.get(path).headers["etag"]
    for before, after in (('"x"', tag), (tag, '"x"'), ('"x", "y"', f"W/{tag}")):
        known = lines(client, "Host: x", f"If-None-Match: {before}", f"If-None-Match: {after}", *more, path=path)
        assert known.startswith(b"HTTP/1.1 304")
    for before, after in (('"x"', tag), (tag, '"x"')):
        matched = lines(client, "Host: x", f"If-Match: {before}", f"If-Match: {after}", *more, path=path)
        assert matched.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("more", [(), ("Connection: close",)], ids=["keep-alive", "close"])
@pytest.mark.parametrize("path", ["/news.rss", "/news", "/healthz", "/nothing"])
def test_a_request_has_one_host_and_that_is_one(client: Client, path: str, more: tuple[str, ...]) -> None:
    wrong = ["a b", "[::1", "::1", "[x]", "a/b", "a:b", "a:80:80", "é", "%zz", "[::1]x", "user@a", "a?b", "[]"]
    right = [
        "",
        "x",
        "a,b",
        "x:",
        "x:80",
        "127.0.0.1",
        "127.0.0.1:8000",
        "[::1]",
        "[::1]:80",
        "a_b",
        "%41",
        "[v1.a:b]",
    ]

    for headers in ((), ("Host: x", "Host: x"), ("Host: x", "Host: y"), *((f"Host: {each}",) for each in wrong)):
        got = lines(client, *headers, *more, path=path)
        assert got.startswith(b"HTTP/1.1 400 "), headers
        assert got.count(b"HTTP/1.1 ") == 1
    for each in right:
        assert not lines(client, f"Host: {each}", *more, path=path).startswith(b"HTTP/1.1 400 "), each


def test_http_1_0_needs_no_host_but_has_not_two(client: Client) -> None:
    assert lines(client, version="1.0").startswith(b"HTTP/1.1 200 ")
    assert lines(client, "Host: x", "Host: x", version="1.0").startswith(b"HTTP/1.1 400 ")


def test_what_comes_behind_a_refused_request_is_not_answered(client: Client) -> None:
    got = lines(client, "Host: x", "", "GET /news.rss HTTP/1.1", "", "GET /news.rss HTTP/1.1", "Host: x")

    assert [part[:3] for part in got.split(b"HTTP/1.1 ")[1:]] == [b"200", b"400"]


def test_who_has_the_other_form_is_told_so_with_the_headers_of_that_form(client: Client) -> None:
    plain, packed = client.get("/news.rss"), client.get("/news.rss", Accept_Encoding="gzip")

    for coding, has in (("gzip", plain), ("identity", packed)):
        got = client.get("/news.rss", Accept_Encoding=coding, If_None_Match=has.headers["etag"])
        assert (got.status, got.headers["etag"]) == (304, has.headers["etag"])


@pytest.mark.parametrize("headers", [{}, {"If-None-Match": "*"}, {"If-Match": "x"}], ids=["200", "304", "412"])
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


@pytest.mark.parametrize("path", ["/news.rss", "/news", "/news.html"])
def test_who_asks_and_does_not_read_is_answered_when_it_reads(client: Client, path: str) -> None:
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


def test_a_long_page_comes_whole_whichever_way(house: House, client: Client) -> None:
    text = "".join(f"<p>{number}" for number in range(100_000))
    (house.output / "gone.html").write_text(text)
    (house.output / "news.2020-01.rss").write_text(text)
    house.clock.pass_by(seconds=2)

    for path, connection in product(("/gone.html", "/news.2020-01.rss"), ("keep-alive", "close")):
        assert client.get(path, Connection=connection).text == text


def test_hundreds_of_silent_clients_keep_nobody_waiting(client: Client) -> None:
    with ExitStack() as stack:
        for _ in range(900):
            stack.enter_context(socket.create_connection(("127.0.0.1", client.port), timeout=30))

        assert client.get("/news.rss").status == 200


def test_all_formats_are_there(house: House) -> None:
    assert Path(house.output / "news.html").exists()
    assert {path.suffix.removeprefix(".") for path in house.output.iterdir()} == set(FORMATS)
