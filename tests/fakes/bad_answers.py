"""Other answers than a page, and rules for robots that are none."""

from __future__ import annotations

from collections.abc import Iterator

from fakes.misbehaviour import OK, PAGE, Fault, keeps_saying, redirects, says, stalls
from fakes.origin import LIST_PATH, http


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
    evil = "\x1b]0;owned\x07\x1b[2J\x9b31m"
    yield Fault(
        name="escape sequences in the reason phrase",
        behaviour=says(http(PAGE, status=f"500 {evil}")),
        reason="status_500",
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


def rules() -> Iterator[Fault]:
    """What is wrong with robots.txt, asked anew."""
    everything = http(b"User-agent: *\nDisallow: /\n", content_type="text/plain")
    yield Fault(name="robots.txt forbids", robots=says(everything), reason="robots")
    yield Fault(name="robots.txt answers 500", robots=says(http(b"", status="500 Oops")), outcome="not_modified")
    yield Fault(name="robots.txt stalls", robots=stalls(OK), outcome="not_modified", is_quick=True)
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
