"""Random requests to every address: they never cause an error, and never get an unpublished file."""

from __future__ import annotations

import gzip
import logging
import random
import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import quote_from_bytes

import pytest

from fakes.house import House
from fakes.pages import ilo_list, some
from fakes.served import Client, served
from fakes.site import serving

SECRET = b"words that nobody is to see"
THERE = (
    *"/ /index.html /healthz /metrics /status.json /news.html /all.html /news /all /old.html".split(),
    *"/news.rss /news.atom /news.json /old.rss /all.atom /news.revisions.rss /feeds.opml".split(),
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Make a house with secrets: beside the output folder, hidden in it, below it, and behind links."""
    with serving() as site:
        site.show(ilo_list(some(7)))
        house = House(tmp_path_factory.mktemp("house"), site)
        house.source_keys = 'former = ["old"]\nrevisions = true'
        house.poll()
        (house.output / "sub").mkdir()
        for name in ("secret.rss", "feeds/.hidden.rss", "feeds/sub/secret.rss", "feeds/notes.txt", "secret"):
            (house.folder / name).write_bytes(SECRET)
        (house.output / "link.rss").symlink_to(house.folder / "secret.rss")
        (house.output / "up.html").symlink_to(house.folder / "secret.rss")
        (house.output / "folder.rss").mkdir()
        house.clock.pass_by(seconds=2)
        yield house


@pytest.fixture(scope="module")
def client(house: House) -> Iterator[Client]:
    with house.app() as app, served(app, admin=True) as client:
        yield client


PARTS = (
    *"news old all feeds secret link up folder sub notes config ilofeed index status".split(),
    *"news.revisions nothing news.2023-05".split(),
    *".rss .atom .html .json .opml .txt .toml .db .rss.gz .hidden.rss 2026-11 healthz metrics preview".split(),
    *"/ // . .. ../ ..\\ \\ ; : @ ~ # % ? & = + , * $ ' \" < > | ^ ` { } [ ] ( ) ! ??".split(),
    *"?q= ?kicker= &language= q=%ff q=%00 q[]= q=a&q=b ?" + "&" * 30,
    *"%2e %2E%2e%2f %252e%252e%252f %2f %5c %00 %0a %0d%0a %ff %c0%ae %e2%80%ae %u002e %zz %".split(),
    "é", "ﬁ", "\u202e", "\x00", "\x7f", " ", "\t", "\udcff", "a" * 300, "%41" * 100,
)  # fmt: skip
ELSEWHERE = ("http://evil.example.org", "http://", "//evil.example.org", "*", "a:443", "http:/x@y:z", "")
METHODS = ("", "GET ", *"HEAD OPTIONS POST PUT PATCH DELETE TRACE CONNECT PROPFIND PRI get G BREW".split())
VERSIONS = ("HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/1.1.1", "http/1.1", "", "HTTP/99999999")
HEADERS = {
    "Host": ("x", "", "127.0.0.1", "evil.example.org", "a b", "[::1", "é"),
    "If-None-Match": ("*", "*", "*", '"x"', 'W/"x"', ",", '"', "*, *", "W/", '"a' * 50, "é"),
    "If-Modified-Since": ("Thu, 01 Jan 1970 00:00:00 GMT", "x", "", "-1", "Thu, 99 Foo 99999 99:99:99 GMT"),
    "Accept": ("*/*", "text/html", "application/json", ";q=1", "a;q=nan", "*/*;q=1e999", ",;,", "/", "é;q=é"),
    "Accept-Encoding": ("gzip", "*", "gzip;q=0", "identity;q=0", "gzip;q=x", "br,zstd", ";;", "gzip;q=-inf"),
    "Range": ("bytes=0-1", "bytes=-1", "x", "bytes=9999999999999999999-"),
    "A-IM": ("feed", "vcdiff, feed"),
    "Content-Length": ("0", "3", "-1", "3, 4", "99999999999999999999", "x", "5"),
    "Transfer-Encoding": ("chunked", "gzip, chunked", "identity", "x", "chunked, chunked"),
    "Content-Type": ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "x", ""),
    "Expect": ("100-continue", "x"),
    "Connection": ("close", "keep-alive", "Upgrade", "upgrade, close", "x"),
    "Upgrade": ("websocket", "h2c", "x"),
    "Origin": ("null", "http://evil.example.org", "x"),
    "X-Forwarded-For": ("1.2.3.4", "'"),
    "X-Forwarded-Prefix": ("/../", "x"),
    "X-Original-URL": ("/../config.toml",),
    "Cookie": ("a=b; " * 100,),
    "X A": ("b",),
    "": ("x",),
    "X-Long": ("a" * 20_000,),
}
BODIES = (
    b"abc",
    b"3\r\nabc\r\n0\r\n\r\n",
    b"ZZ\r\n",
    b"0\r\nX-Trailer: x\r\n\r\n",
    b"\x00" * 100,
    b"a" * 40_000,
)


def target(chance: random.Random, client: Client) -> str:
    """Choose a request target, usually a path."""
    path = "/" + "".join(chance.choices(PARTS, k=chance.randint(1, 6)))
    there = chance.choice(THERE)
    preview = client.preview + chance.choice(("", "", "/", "?q=x", "x"))
    return chance.choice((path, path, there, there, there + path[1:], preview, chance.choice(ELSEWHERE) + path))


def request(chance: random.Random, client: Client) -> bytes:
    """Choose a request that is wrong in one way, in several, or not at all."""
    asked = target(chance, client)
    if chance.random() < 0.9:  # so that the parser accepts it
        asked = "".join(
            each if "!" <= each <= "~" else quote_from_bytes(each.encode("utf-8", "surrogateescape"))
            for each in asked
        )
    method = chance.choice((*["GET"] * 3, chance.choice(METHODS)))
    version = chance.choice((*["HTTP/1.1"] * 9, chance.choice(VERSIONS)))
    lines = [f"{method} {asked} {version}"]
    if chance.random() < 0.9:
        lines.append("Host: 127.0.0.1")
    names = chance.choices([*HEADERS, *["If-None-Match"] * 5], k=chance.choice((0, 0, 1, 2, 5)))
    lines += [f"{name}: {chance.choice(HEADERS[name])}" for name in names]
    sent = "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape") + chance.choice(
        (b"", b"", chance.choice(BODIES))
    )
    if chance.random() < 0.2:
        sent = spoilt(chance, sent)
    return sent


def spoilt(chance: random.Random, sent: bytes) -> bytes:
    """Remove, insert or double a part of *sent*."""
    at, end = sorted((chance.randrange(len(sent) + 1), chance.randrange(len(sent) + 1)))
    noise = bytes(chance.choices(b"\r\n\x00\xff :/%aG\t", k=chance.randint(0, 8)))
    return chance.choice(
        (sent[:at], sent[:at] + noise + sent[at:], sent[:at] + sent[end:], sent + sent[at:end] + sent)
    )


def answers(client: Client, sent: bytes, chance: random.Random) -> bytes:
    """Return all received bytes until the connection ends."""
    got = b""
    with socket.create_connection(("127.0.0.1", client.port), timeout=30) as raw:
        cut = chance.randrange(len(sent) + 1) if chance.random() < 0.2 else len(sent)
        with suppress(OSError):  # the server may have closed the connection
            raw.sendall(sent[:cut])
            raw.sendall(sent[cut:])
            raw.shutdown(socket.SHUT_WR)
        with suppress(ConnectionError):
            while part := raw.recv(65536):
                got += part
    return got


@pytest.mark.parametrize("seed", range(4))
def test_nothing_that_is_sent_makes_an_error_or_brings_a_secret(
    house: House, client: Client, caplog: pytest.LogCaptureFixture, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    statuses = set()
    with caplog.at_level(logging.INFO):
        for _ in range(1000):
            sent = request(chance, client)
            got = answers(client, sent, chance)

            statuses |= {int(status) for status in re.findall(rb"^HTTP/1\.1 (\d{3}) ", got, re.MULTILINE)}
            assert not re.search(rb"^HTTP/1\.1 5", got, re.MULTILINE), sent
            for secret in (SECRET, b"[ilofeed]", b"SQLite format", str(house.folder).encode()):
                assert secret not in got, sent

    assert caplog.records == []
    assert {200, 204, 304, 400, 403, 404, 405} <= statuses
    assert client.get("/news.rss").body == (house.output / "news.rss").read_bytes()


def test_what_is_served_for_any_path_is_a_published_file_or_made_for_it(house: House, client: Client) -> None:
    chance = random.Random(7)  # noqa: S311 - not for secrets
    published = {path.read_bytes() for path in house.output.iterdir() if path.is_file() and not path.is_symlink()}
    published.remove(SECRET)
    made = {b"text/html", b"application/json", b"text/plain"}
    found = 0
    for _ in range(1500):
        path = quote_from_bytes(target(chance, client).encode("utf-8", "surrogateescape"), safe="/.?&=%")
        if not path.startswith("/") or path.startswith("//"):
            continue
        got = client.get(path, Accept_Encoding=chance.choice(("gzip", "identity")))

        body = gzip.decompress(got.body) if got.headers.get("content-encoding") == "gzip" else got.body
        kind = got.headers["content-type"].partition(";")[0].encode()
        assert got.status in (200, 400, 403, 404), path
        assert got.status != 200 or body in published or kind in made, path
        found += got.status == 200
    assert found > 100


@pytest.mark.parametrize("seed", range(2))
def test_any_query_of_any_page_is_answered(client: Client, caplog: pytest.LogCaptureFixture, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    there = [path for path in THERE if client.get(path).status == 200]
    names = ("q", "kicker", "language", "before", "page", "x", "", "q[]", "%00", "%ff", "\u202e", "é", "a" * 300)
    values: tuple[str, ...] = (
        "",
        "a",
        "5",
        "-1",
        "9" * 40,
        "1e9",
        "NaN",
        "%",
        "%zz",
        "%ff",
        "%00",
        "*",
        '"',
        "a OR b",
        "NEAR(",
    )
    values += (
        "劳工",
        "العمل",
        "\u202e",
        "q:a",
        "a AND",
        "(",
        "^a",
        "-a",
        "{a b}:c",
        "a" * 200,
        "%F0%9F%98%80",
        "'",
    )
    with caplog.at_level(logging.INFO):
        for _ in range(150):
            pairs = [
                f"{chance.choice(names)}{chance.choice(('=', '=', '=', '', '=='))}{chance.choice(values)}"
                for _ in range(chance.choice((0, 1, 2, 11, 60)))
            ]
            query = quote_from_bytes(chance.choice("&&&;").join(pairs).encode(), safe="%&=;+*\"'(){}:^/?[]")

            got = client.get(f"{chance.choice(there)}?{query}".replace('"', "%22"))

            assert got.status == (400 if len(query) > 15_000 else 200), query
            assert SECRET not in got.body
    assert caplog.records == []


@pytest.mark.parametrize("seed", range(2))
def test_no_form_of_the_preview_makes_an_error(
    client: Client, caplog: pytest.LogCaptureFixture, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    addresses = (
        "",
        "x",
        "http://",
        "http://[",
        "ftp://a/b",
        "http://127.0.0.1:1/",
        "http://a b/",
        "//",
        "\x00",
        "http://\udcff/",
    )
    pages = (
        "",
        "<",
        "<ol><li><a href=/a>Report on wages</a> 3 May 2023</li></ol>",
        "\x00",
        "<p>" * 3000,
        "\udcff",
        "﷐",
    )
    selectors = ("", "li", ":", "li:has(", "*", "a::b", "li " * 100, "[", "\\", "\x00", ":nth-child(999999999999)")
    names = ("item", "title", "link", "date", "summary", "kicker", "nothing")
    with caplog.at_level(logging.ERROR):
        for _ in range(60):
            form = {"url": chance.choice(addresses), "html": chance.choice(pages)}
            form["profile"] = chance.choice(("auto", "selectors", "selectors", "ilo-list", "text", "x", ""))
            form |= {name: chance.choice(selectors) for name in chance.choices(names, k=4)}
            pairs = "&".join(
                f"{name}={quote_from_bytes(text.encode('utf-8', 'surrogateescape'))}"
                for name, text in form.items()
            )
            if chance.random() < 0.2:
                pairs = pairs[: chance.randrange(len(pairs))] + chance.choice(
                    ("%", "&&&&", "=", "&" * 100, "\xff")
                )
            kind = {"Content-Type": "application/x-www-form-urlencoded"}

            got = client.send("POST", client.preview, pairs.encode("latin-1"), kind)

            assert got.status in (200, 400), pairs
            assert SECRET not in got.body
    assert caplog.records == []
