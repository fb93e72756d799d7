"""All that an origin can do wrong, each as something to do with a request for the list."""

from __future__ import annotations

import gzip
import socket
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from msgspec.structs import replace

from fakes.origin import LIST_PATH, Behaviour, http, reset
from fakes.pages import Listed, ilo_list, some

ITEMS = some(12)
NEXT = some(13)[0]
PAGE = ilo_list(ITEMS).encode()

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Something that an origin does, and what is to come of it."""

    name: str
    behaviour: Behaviour | None = None
    robots: Behaviour | None = None
    outcome: str = "failed"
    reason: str | None = None
    down: bool = False  #: nobody listens


def says(answer: bytes) -> Behaviour:
    """Send *answer* and close."""

    def behave(_path: str, _headers: dict[str, str], connection: socket.socket) -> None:
        connection.sendall(answer)

    return behave


def keeps_saying(head: bytes, again: bytes, seconds: float = 0) -> Behaviour:
    """Send *head*, then *again* until nobody listens, every so many *seconds*."""

    def behave(_path: str, _headers: dict[str, str], connection: socket.socket) -> None:
        connection.sendall(head)
        connection.settimeout(30)
        while True:
            connection.sendall(again)
            if seconds and waits(connection, seconds):
                return

    return behave


def stalls(head: bytes) -> Behaviour:
    """Send *head* and no more."""

    def behave(_path: str, _headers: dict[str, str], connection: socket.socket) -> None:
        connection.sendall(head)
        waits(connection, 30)

    return behave


def waits(connection: socket.socket, seconds: float) -> bool:
    """Whether the other side left within so many *seconds*."""
    connection.settimeout(seconds)
    try:
        return not connection.recv(1)
    except TimeoutError:
        return False


def resets(head: bytes) -> Behaviour:
    """Send *head* and break off."""

    def behave(_path: str, _headers: dict[str, str], connection: socket.socket) -> None:
        connection.sendall(head)
        reset(connection)

    return behave


def redirects(location: str | Callable[[str], str], status: str = "302 Found") -> Behaviour:
    """Lead to *location*."""

    def behave(path: str, _headers: dict[str, str], connection: socket.socket) -> None:
        there = location if isinstance(location, str) else location(path)
        connection.sendall(http(b"", f"Location: {there}", status=status))

    return behave


def shows(page: bytes, *headers: str, content_type: str = "text/html; charset=utf-8") -> Behaviour:
    """Send *page* with status 200."""
    return says(http(page, *headers, content_type=content_type))


def lists(items: list[Listed]) -> Behaviour:
    """Send a list of *items*."""
    return shows(ilo_list(items).encode())


def chunked(*chunks: bytes) -> bytes:
    return OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"".join(b"%x\r\n%s\r\n" % (len(c), c) for c in chunks)


def bomb(size: int) -> bytes:
    """So many bytes of nothing, by gzip."""
    packer = zlib.compressobj(9, wbits=31)
    zeros = b"\0" * 1_000_000
    return b"".join(packer.compress(zeros) for _ in range(size // len(zeros))) + packer.flush()


def connections() -> Iterator[Fault]:
    """What is wrong below HTTP, or with its frame."""
    announced = OK + f"Content-Length: {len(PAGE)}\r\n\r\n".encode()
    yield Fault(name="refused", down=True, reason="connect")
    yield Fault(name="reset at once", behaviour=resets(b""), reason="connect")
    yield Fault(name="reset in the head", behaviour=resets(OK), reason="connect")
    yield Fault(name="reset in the body", behaviour=resets(announced + PAGE[:900]), reason="connect")
    yield Fault(name="closed without an answer", behaviour=says(b""), reason="truncated")
    yield Fault(name="closed in the head", behaviour=says(OK), reason="truncated")
    yield Fault(name="stall before the head", behaviour=stalls(b""), reason="timeout")
    yield Fault(name="stall in the head", behaviour=stalls(OK), reason="timeout")
    yield Fault(name="stall in the body", behaviour=stalls(announced + PAGE[:900]), reason="timeout")
    yield Fault(name="drip in the head", behaviour=keeps_saying(OK, b"x", 0.02), reason="timeout")
    yield Fault(name="drip in the body", behaviour=keeps_saying(announced, b"x", 0.02), reason="timeout")
    yield Fault(
        name="drip of early hints",
        reason="timeout",
        behaviour=keeps_saying(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", 0.02),
    )
    yield Fault(name="endless head", behaviour=keeps_saying(OK, b"X-More: and more\r\n"), reason="truncated")
    yield Fault(
        name="endless header line", behaviour=keeps_saying(OK + b"X-More: ", b"x" * 999), reason="truncated"
    )
    yield Fault(
        name="endless body", behaviour=keeps_saying(OK + b"\r\n", b"<p>more</p>" * 5000), reason="too_large"
    )
    yield Fault(
        name="endless chunks",
        reason="too_large",
        behaviour=keeps_saying(chunked(PAGE), b"8000\r\n" + b"<p>more " * 4096 + b"\r\n"),
    )
    yield Fault(
        name="endless chunk extension",
        reason="truncated",
        behaviour=keeps_saying(chunked(PAGE) + b"5;", b"x" * 9999),
    )
    yield Fault(
        name="10 GB announced",
        reason="too_large",
        behaviour=keeps_saying(OK + b"Content-Length: 10000000000\r\n\r\n", PAGE * 20),
    )
    yield Fault(name="shorter than announced", behaviour=says(announced + PAGE[:-900]), reason="truncated")
    yield Fault(
        name="longer than announced",
        reason="truncated",
        behaviour=says(OK + b"Content-Length: 900\r\n\r\n" + PAGE),
    )
    yield Fault(name="chunks cut off", behaviour=says(chunked(PAGE[:900])), reason="truncated")
    yield Fault(
        name="chunk with a wrong length",
        reason="truncated",
        behaviour=says(OK + b"Transfer-Encoding: chunked\r\n\r\nffff\r\n" + PAGE),
    )
    yield Fault(
        name="a length that is none", reason="truncated", behaviour=says(OK + b"Content-Length: -1\r\n\r\n" + PAGE)
    )
    yield Fault(
        name="two lengths",
        reason="truncated",
        behaviour=says(OK + b"Content-Length: 9\r\nContent-Length: 900\r\n\r\n" + PAGE),
    )
    yield Fault(name="no HTTP", behaviour=says(b"220 mail.example.org ESMTP\r\n\r\n"), reason="truncated")
    yield Fault(name="HTTP 0.9", behaviour=says(PAGE), reason="truncated")


def codings() -> Iterator[Fault]:
    """What is wrong with the compression."""
    packed = gzip.compress(PAGE)

    def coded(name: str, body: bytes, coding: str, reason: str) -> Fault:
        return Fault(name=name, behaviour=shows(body, f"Content-Encoding: {coding}"), reason=reason)

    yield coded("gzip bomb, 500 MB", bomb(500_000_000), "gzip", "too_large")
    yield coded("gzip cut off", packed[:-90], "gzip", "truncated")
    yield coded("gzip without its checksum", packed[:-8], "gzip", "truncated")
    yield coded("gzip broken", packed[:90] + b"\xff" * 90 + packed[180:], "gzip", "decode")
    yield coded("gzip with a wrong checksum", packed[:-8] + b"\0" * 8, "gzip", "decode")
    yield coded("gzip twice", gzip.compress(packed), "gzip, gzip", "decode")
    yield coded("gzip and something behind it", packed + b"more", "gzip", "truncated")
    yield coded("gzip that is none", PAGE, "gzip", "decode")
    yield coded("brotli, not asked for", b"\x0b\x02\x80hello\x03", "br", "decode")
    yield coded("deflate, not asked for", zlib.compress(PAGE), "deflate", "decode")


def statuses() -> Iterator[Fault]:
    """Other answers than a page."""
    for status, name in (
        (204, "No Content"),
        (206, "Partial Content"),
        (401, "Unauthorized"),
        (403, "Forbidden"),
        (404, "Not Found"),
        (410, "Gone"),
        (418, "Short And Stout"),
        (500, "Oops"),
        (502, "Bad"),
    ):
        yield Fault(
            name=f"status {status}",
            behaviour=says(http(PAGE, status=f"{status} {name}")),
            reason=f"status_{status}",
        )
    later = "Retry-After: 3600"
    yield Fault(
        name="429 with seconds", behaviour=says(http(b"", later, status="429 Slow down")), reason="status_429"
    )
    date = "Retry-After: Fri, 01 Jan 2100 00:00:00 GMT"
    yield Fault(name="503 with a date", behaviour=says(http(b"", date, status="503 Busy")), reason="status_503")
    yield Fault(
        name="503 with nonsense",
        reason="status_503",
        behaviour=says(http(b"", f"Retry-After: {'9' * 400}", status="503 Busy")),
    )
    yield Fault(name="always 304", behaviour=says(b"HTTP/1.1 304 Not Modified\r\n\r\n"), outcome="not_modified")
    yield Fault(name="redirect to itself", behaviour=redirects(LIST_PATH), reason="redirect")
    yield Fault(name="redirect without end", behaviour=redirects(lambda path: f"{path}x"), reason="redirect")
    places = {
        "a private address": "http://10.0.0.1/",
        "the metadata service": "http://169.254.169.254/latest/meta-data/",
        "another spelling of loopback": "http://2130706433/",
        "another port": "http://127.0.0.1:22/",
        "another site": "https://login.example.org/",
        "a file": "file:///etc/passwd",
        "a script": "javascript:alert(1)",
        "a user name": "http://me:secret@127.0.0.1/",
        "an address that is none": "http://[::1",
        "nowhere": "//",
        "a name that cannot be decoded": "https://xn--0/x",
        "a name with an empty part": "http://a..example.org/",
        "a name that is too long": f"http://{'a' * 64}.example.org/",
        "a port that is none": "http://127.0.0.1:99999/",
        "a percent sign in the name": "http://%zz.example.org/",
        "an address out of range": "http://256.1.1.1/",
    }
    for place, location in places.items():
        yield Fault(name=f"redirect to {place}", behaviour=redirects(location), reason="redirect")
    yield Fault(
        name="redirect without location", behaviour=says(http(b"", status="302 Found")), reason="status_302"
    )


def bodies() -> Iterator[Fault]:
    """Pages that are not the list."""
    note = "<html><head><title>ILO</title></head><body><h1>Back soon</h1><p>We are at work.</p></body></html>"
    challenge = note.replace("<h1>", "<script>window._cf_chl_opt={}</script><h1>")
    yield Fault(name="empty", behaviour=shows(b""), reason="empty")
    yield Fault(name="blank", behaviour=shows(b" \r\n" * 999), reason="empty")
    yield Fault(name="maintenance page", behaviour=shows(note.encode()), reason="no_items")
    yield Fault(name="challenge page", behaviour=shows(challenge.encode()), reason="challenge")
    yield Fault(name="emptied list", behaviour=lists([]), reason="no_items")
    yield Fault(name="PDF", behaviour=shows(b"%PDF-1.7\n" + b"\x93\x8c" * 900), reason="not_html")
    yield Fault(name="picture", behaviour=shows(b"\x89PNG\r\n", content_type="image/png"), reason="not_html")
    yield Fault(name="JSON", behaviour=shows(b"{}", content_type="application/json"), reason="not_html")
    yield Fault(name="NUL bytes", behaviour=shows(PAGE.replace(b"Report", b"Rep\0ort")), reason="not_html")
    yield Fault(name="2 MB of <", behaviour=shows(b"<" * 2_000_000), reason="no_items")
    yield Fault(
        name="50,000 in one another",
        reason="too_complex",
        behaviour=shows(b"<html><body>" + b"<div>" * 50_000 + PAGE),
    )
    yield Fault(name="13,000 items", behaviour=lists(some(13_000, first=700_001)), reason="too_complex")
    attributes = b" ".join(b"a%d" % at for at in range(400_000))
    yield Fault(
        name="400,000 attributes", reason="too_complex", behaviour=shows(PAGE + b"<a " + attributes + b">")
    )
    yield Fault(name="100,000 items", behaviour=shows(ilo_list(some(20_000)).encode() * 5), reason="too_large")
    yield Fault(
        name="9 MB of text", behaviour=shows(b"<html><body><p>" + b"word " * 1_800_000), reason="too_complex"
    )


def lists_gone_wrong() -> Iterator[Fault]:
    """The list, but something is wrong with it."""

    def held(name: str, items: list[Listed], reason: str) -> Fault:
        return Fault(name=name, behaviour=lists(items), outcome="quarantined", reason=reason)

    notice = [Listed(number=1, title="We are at work on the site", day="24 May 2023")]
    yield held("maintenance in the list's own markup", notice, "disjoint")
    yield held(
        "another list",
        [replace(each, number=each.number + 900, title=f"Other {each.number}") for each in ITEMS],
        "disjoint",
    )
    yield held("4,000 items, all new", some(4_000, first=700_001, about="spam"), "disjoint")
    yield held("no dates", [replace(each, day="") for each in ITEMS], "fields_lost")
    yield held("no summaries", [replace(each, summary="") for each in ITEMS], "fields_lost")
    yield held("dates that are none", [replace(each, day="32 Foo 2023") for each in ITEMS], "fields_lost")
    yield held(
        "all dates shifted by years",
        [replace(each, day=each.day.replace("2023", "2033")) for each in ITEMS],
        "mass_revision",
    )
    yield held(
        "a suffix on all titles", [replace(each, title=f"{each.title} | ILO") for each in ITEMS], "mass_revision"
    )
    yield held("fifty items nobody knows", [*some(50, first=700_001, about="spam"), *ITEMS[:0]], "disjoint")

    def unharmed(name: str, behaviour: Behaviour) -> Fault:
        return Fault(name=name, behaviour=behaviour, outcome="unchanged")

    script = '<li><h5 class="item-title"><a href="{}">Click</a></h5></li>'
    hostile = "".join(script.format(each) for each in ("javascript:alert(1)", "data:text/html,x", "file:///x"))
    yield unharmed("5,000 unclosed elements", shows(b"<b><i><p>" * 5_000 + PAGE))
    wide = "word " * 770_000 + "\U0001f600"
    yield unharmed("4 MB of wide letters behind it", shows(PAGE + wide.encode()))
    yield unharmed("24,000 breaks behind it", shows(PAGE + b"x<br>" * 24_000))
    yield unharmed("halved list", lists(ITEMS[:6]))
    yield unharmed("cut in the middle", says(OK + b"\r\n" + PAGE[: len(PAGE) // 2]))
    counted = [replace(each, title=f"Report number {at + 300} on work") for at, each in enumerate(ITEMS)]
    yield unharmed("another number in every title", lists(counted))
    for name, written in (
        ("session ids in links", "?sid=D101467455C5438E"),
        ("session ids in paths", ";jsessionid=D101467455C5438E"),
        ("other fragments in links", "#content"),
    ):
        yield unharmed(name, shows(PAGE.replace(b'/index.htm"', f'/index.htm{written}"'.encode())))
    yield unharmed("every item twice", lists([*ITEMS, *ITEMS]))
    yield unharmed("another order", lists(ITEMS[::-1]))
    yield unharmed("wrong charset announced", shows(PAGE + b"<!---->", content_type="text/html; charset=koi8-r"))
    yield unharmed("bytes that are no text", shows(PAGE.replace(b"</h1>", b" \xff\xfe\xc3</h1>")))
    yield unharmed("two encodings in one page", shows(PAGE.replace(b"</h1>", " caf\xe9</h1>".encode("latin-1"))))
    yield unharmed("UTF-16", shows(PAGE.decode().encode("utf-16"), content_type="text/html; charset=utf-16"))
    yield unharmed(
        "control characters",
        shows(PAGE.replace(b"Report", b"\x01Rep\xc2\x85ort\xe2\x80\xae".replace(b"Rep\xc2\x85ort", b"Report"))),
    )
    yield unharmed("scripts in titles", shows(PAGE.replace(b"Report", b"<script>alert(1)</script>Report")))
    yield unharmed("hostile addresses", shows(PAGE.replace(b"</ol>", hostile.encode() + b"</ol>")))
    yield unharmed("hostile validators", shows(PAGE, 'ETag: "caf\u00e9"', "Last-Modified: \x7f"))
    yield unharmed("letters as entities", shows(PAGE.replace(b"on work", b"&#111;n &#x77;ork")))


def rules() -> Iterator[Fault]:
    """What is wrong with robots.txt, asked anew."""
    everything = http(b"User-agent: *\nDisallow: /\n", content_type="text/plain")
    yield Fault(name="robots.txt forbids", robots=says(everything), reason="robots")
    yield Fault(name="robots.txt answers 500", robots=says(http(b"", status="500 Oops")), outcome="not_modified")
    yield Fault(name="robots.txt stalls", robots=stalls(OK), outcome="not_modified")
    endless = keeps_saying(OK + b"\r\n", b"Allow: /x\n" * 5000)
    yield Fault(name="robots.txt without end", outcome="not_modified", robots=endless)
    yield Fault(name="robots.txt in circles", robots=redirects("/robots.txt"), outcome="not_modified")
    marked = b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n"
    yield Fault(name="robots.txt forbids behind a mark", robots=says(http(marked)), reason="robots")
    others = b"User-agent: ilo\nUser-agent: i\nDisallow: /\n"
    yield Fault(name="robots.txt forbids others", robots=says(http(others)), outcome="not_modified")
    nowhere = redirects("https://xn--0/x")
    yield Fault(name="robots.txt leads nowhere", robots=nowhere, outcome="not_modified")
    yield Fault(name="robots.txt is nonsense", robots=says(http(b"\xff\0<html>" * 99)), outcome="not_modified")


FAULTS = [*connections(), *codings(), *statuses(), *bodies(), *lists_gone_wrong(), *rules()]
