"""Pages that are not the list, or not the whole list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from fakes.misbehaviour import ITEMS, OK, PAGE, Fault, lists, says, shows
from fakes.origin import Behaviour
from fakes.pages import Listed, ilo_list, some, suffixed


def bodies() -> Iterator[Fault]:
    """Yield pages that are not the list."""
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
    nothing = shows(b"\0\1\2data" * 9_000)
    yield Fault(name="NUL bytes without markup", behaviour=nothing, reason="not_html")
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


def suspicious_lists() -> Iterator[Fault]:
    """Yield lists that a poll quarantines."""
    unnumbered = [replace(each, number=each.number + 900, title=f"Other {each.number}") for each in ITEMS]
    shifted = [replace(each, day=each.day.replace("2023", "2033")) for each in ITEMS]
    notice = [Listed(number=1, title="We are at work on the site", day="24 May 2023")]
    found: Mapping[str, Mapping[str, Behaviour]] = {
        "disjoint": {
            "maintenance in the list's own markup": lists(notice),
            "another list": lists(unnumbered),
            "4,000 items, all new": lists(some(4_000, first=700_001, about="spam")),
            "fifty items nobody knows": lists(some(50, first=700_001, about="spam")),
        },
        "fields_lost": {
            "no dates": lists([replace(each, day="") for each in ITEMS]),
            "no summaries": lists([replace(each, summary="") for each in ITEMS]),
            "dates that are none": lists([replace(each, day="32 Foo 2023") for each in ITEMS]),
        },
        "mass_revision": {
            "all dates shifted by years": lists(shifted),
            "a suffix on all titles": lists(suffixed(ITEMS)),
            "NUL bytes within all titles": shows(PAGE.replace(b"Report", b"Rep\0ort")),
        },
    }
    for reason, behaviours in found.items():
        for name, behaviour in behaviours.items():
            yield Fault(name=name, behaviour=behaviour, outcome="quarantined", reason=reason)


def harmless_pages() -> Iterator[Fault]:
    """Yield pages with the same items in an unusual form: nothing changes."""
    for name, behaviour in (_other_lists() | _other_links() | _other_bytes()).items():
        yield Fault(name=name, behaviour=behaviour, outcome="unchanged")


def _other_lists() -> dict[str, Behaviour]:
    counted = [replace(each, title=f"Report number {at + 300} on work") for at, each in enumerate(ITEMS)]
    return {
        "halved list": lists(ITEMS[:6]),
        "cut in the middle": says(OK + b"\r\n" + PAGE[: len(PAGE) // 2]),
        "another number in every title": lists(counted),
        "every item twice": lists([*ITEMS, *ITEMS]),
        "another order": lists(ITEMS[::-1]),
    }


def _other_links() -> dict[str, Behaviour]:
    written = {
        "session ids in links": b"?sid=D101467455C5438E",
        "session ids in paths": b";jsessionid=D101467455C5438E",
        "other fragments in links": b"#content",
    }
    hostile = b"".join(
        b'<li><h5 class="item-title"><a href="%b">Click</a></h5></li>' % url
        for url in (b"javascript:alert(1)", b"data:text/html,x", b"file:///x")
    )
    return {
        name: shows(PAGE.replace(b'/index.htm"', b'/index.htm%b"' % suffix)) for name, suffix in written.items()
    } | {"hostile addresses": shows(PAGE.replace(b"</ol>", hostile + b"</ol>"))}


def _other_bytes() -> dict[str, Behaviour]:
    wide = "word " * 770_000 + "\U0001f600"
    return {
        "5,000 unclosed elements": shows(b"<b><i><p>" * 5_000 + PAGE),
        "4 MB of wide letters behind it": shows(PAGE + wide.encode()),
        "24,000 breaks behind it": shows(PAGE + b"x<br>" * 24_000),
        "wrong charset announced": shows(PAGE + b"<!---->", content_type="text/html; charset=koi8-r"),
        "bytes that are no text": shows(PAGE.replace(b"</h1>", b" \xff\xfe\xc3</h1>")),
        "two encodings in one page": shows(PAGE.replace(b"</h1>", " caf\xe9</h1>".encode("latin-1"))),
        "UTF-16": shows(PAGE.decode().encode("utf-16"), content_type="text/html; charset=utf-16"),
        "control characters": shows(PAGE.replace(b"Report", b"\x01Report\xe2\x80\xae")),
        "scripts in titles": shows(PAGE.replace(b"Report", b"<script>alert(1)</script>Report")),
        "hostile validators": shows(PAGE, 'ETag: "caf\u00e9"', "Last-Modified: \x7f"),
        "letters as entities": shows(PAGE.replace(b"on work", b"&#111;n &#x77;ork")),
    }
