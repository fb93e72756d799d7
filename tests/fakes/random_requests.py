"""Random requests to every address of a server: valid ones, and ones that are wrong in several ways."""

from __future__ import annotations

import random
from urllib.parse import quote_from_bytes

from fakes.served import Client

THERE = (
    *"/ /index.html /healthz /metrics /status.json /news.html /all.html /news /all /old.html".split(),
    *"/news.rss /news.atom /news.json /old.rss /all.atom /news.revisions.rss /feeds.opml /sources.opml".split(),
)


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
QUERY_NAMES = (
    *"q kicker language before page x q[] %00 %ff".split(), "", "\u202e", "é", "a" * 300,
)  # fmt: skip
QUERY_VALUES = (
    *'a 5 -1 1e9 NaN % %zz %ff %00 * " NEAR( 劳工 العمل q:a ( ^a -a %F0%9F%98%80 \''.split(),
    "", "9" * 40, "a OR b", "a AND", "{a b}:c", "a" * 200, "\u202e",
)  # fmt: skip
FORM_NAMES = ("item", "title", "link", "date", "summary", "kicker", "nothing")
FORM_URLS = (
    *"x http:// http://[ ftp://a/b http://127.0.0.1:1/ //".split(),
    "", "http://a b/", "\x00", "http://\udcff/",
)  # fmt: skip
FORM_PAGES = (
    "", "<", "<ol><li><a href=/a>Report on wages</a> 3 May 2023</li></ol>", "\x00", "<p>" * 3000, "\udcff", "﷐",
)  # fmt: skip
FORM_PROFILES = ("auto", "selectors", "selectors", "ilo-list", "text", "x", "")
FORM_SELECTORS = (
    *"li : li:has( * a::b [ \\ :nth-child(999999999999)".split(), "", "li " * 100, "\x00",
)  # fmt: skip


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


def query(chance: random.Random) -> str:
    """Choose a query of a page, between none and sixty parameters."""
    pairs = [
        f"{chance.choice(QUERY_NAMES)}{chance.choice(('=', '=', '=', '', '=='))}{chance.choice(QUERY_VALUES)}"
        for _ in range(chance.choice((0, 1, 2, 11, 60)))
    ]
    return quote_from_bytes(chance.choice("&&&;").join(pairs).encode(), safe="%&=;+*\"'(){}:^/?[]")


def form(chance: random.Random) -> bytes:
    """Choose a form of the preview; some are cut off."""
    fields = {"url": chance.choice(FORM_URLS), "html": chance.choice(FORM_PAGES)}
    fields["profile"] = chance.choice(FORM_PROFILES)
    fields |= {name: chance.choice(FORM_SELECTORS) for name in chance.choices(FORM_NAMES, k=4)}
    pairs = "&".join(
        f"{name}={quote_from_bytes(text.encode('utf-8', 'surrogateescape'))}" for name, text in fields.items()
    )
    if chance.random() < 0.2:
        pairs = pairs[: chance.randrange(len(pairs))] + chance.choice(("%", "&&&&", "=", "&" * 100, "\xff"))
    return pairs.encode("latin-1")
