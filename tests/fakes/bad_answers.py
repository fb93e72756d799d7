"""Answers other than a page, and unusable robots.txt files."""

from __future__ import annotations

import socket
from collections.abc import Iterator

from fakes.misbehaviour import OK, PAGE, Fault, failing, keeps_saying, redirects, says, stalls
from fakes.origin import LIST_PATH, Behaviour, http

_STATUSES = {
    204: "No Content",
    206: "Partial Content",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    410: "Gone",
    418: "Short And Stout",
    500: "Oops",
    502: "Bad",
}
#: Redirects that are not followed, by the name of the place to which they lead.
_LOCATIONS = {
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
_EVIL = "\x1b]0;owned\x07\x1b[2J\x9b31m"
_DATE = "Fri, 01 Jan 2100 00:00:00 GMT"
_FORBIDDEN = b"User-agent: *\nDisallow: /\n"


def statuses() -> Iterator[Fault]:
    """Yield answers with another status than 200."""
    for status, name in _STATUSES.items():
        yield from failing(f"status_{status}", {f"status {status}": says(http(PAGE, status=f"{status} {name}"))})
    evil = says(http(PAGE, status=f"500 {_EVIL}"))
    yield from failing("status_500", {"escape sequences in the reason phrase": evil})
    seconds = says(http(b"", "Retry-After: 3600", status="429 Slow down"))
    yield from failing("status_429", {"429 with seconds": seconds})
    busy = {
        "503 with a date": says(http(b"", f"Retry-After: {_DATE}", status="503 Busy")),
        "503 with nonsense": says(http(b"", f"Retry-After: {'9' * 400}", status="503 Busy")),
    }
    yield from failing("status_503", busy)
    yield Fault(name="always 304", behaviour=says(b"HTTP/1.1 304 Not Modified\r\n\r\n"), outcome="not_modified")


def redirections() -> Iterator[Fault]:
    """Yield redirects that must not be followed, or lead nowhere."""
    circles = {
        "redirect to itself": redirects(LIST_PATH),
        "redirect without end": redirects(lambda path: f"{path}x"),
    }
    circles["cookie and redirect without end"] = says(
        http(b"", f"Location: {LIST_PATH}", "Set-Cookie: seen=1; Path=/", status="302 Found")
    )
    yield from refreshes()
    places = {f"redirect to {place}": redirects(location) for place, location in _LOCATIONS.items()}
    yield from failing("redirect", circles | places)
    yield from failing("status_302", {"redirect without location": says(http(b"", status="302 Found"))})


def refreshes() -> Iterator[Fault]:
    """Yield pages without a list that send browsers on, by a header or by their markup."""

    def refresh(location: str) -> Behaviour:
        return says(http(b"<h1>One moment</h1>", f"Refresh: 0;url={location}"))

    def meta(path: str, _headers: dict[str, str], connection: socket.socket) -> None:
        connection.sendall(http(f'<meta http-equiv=refresh content="0;url={path}x"><h1>One moment</h1>'.encode()))

    yield from failing("no_items", {"refresh to itself": refresh(LIST_PATH), "refresh without end": meta})
    places = ("a private address", "another port", "another site")
    yield from failing("redirect", {f"refresh to {place}": refresh(_LOCATIONS[place]) for place in places})


def rules() -> Iterator[Fault]:
    """Yield faults of robots.txt, which is requested anew."""
    forbids = {
        "robots.txt forbids": says(http(_FORBIDDEN, content_type="text/plain")),
        "robots.txt forbids behind a mark": says(http(b"\xef\xbb\xbf" + _FORBIDDEN)),
    }
    for name, robots in forbids.items():
        yield Fault(name=name, robots=robots, reason="robots")
    yield Fault(name="robots.txt stalls", robots=stalls(OK), outcome="not_modified", is_quick=True)
    others = b"User-agent: ilo\nUser-agent: i\nDisallow: /\n"
    allows = {
        "robots.txt answers 500": says(http(b"", status="500 Oops")),
        "robots.txt without end": keeps_saying(OK + b"\r\n", b"Allow: /x\n" * 5000),
        "robots.txt in circles": redirects("/robots.txt"),
        "robots.txt forbids others": says(http(others)),
        "robots.txt leads nowhere": redirects("https://xn--0/x"),
        "robots.txt is nonsense": says(http(b"\xff\0<html>" * 99)),
    }
    for name, robots in allows.items():
        yield Fault(name=name, robots=robots, outcome="not_modified")
