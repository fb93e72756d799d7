"""Pages that are not the list, or not the whole list."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from fakes.misbehaviour import ITEMS, OK, PAGE, Fault, lists, says, shows
from fakes.origin import Behaviour
from fakes.pages import Listed, ilo_list, some


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
    yield Fault(
        name="NUL bytes within all titles",
        behaviour=shows(PAGE.replace(b"Report", b"Rep\0ort")),
        outcome="quarantined",
        reason="mass_revision",
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
