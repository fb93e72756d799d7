"""The sitemap reader: what the protocol allows is read, and nothing else is trusted."""

from __future__ import annotations

import gzip
from datetime import date

import pytest

from fakes.sitemaps import NAMESPACE, index, urlset
from ilofeed.core.errors import ExtractError
from ilofeed.extract import sitemap

URL = "https://www.ilo.org/sitemap.xml"
NEWS = "https://www.ilo.org/resource/news/a"


def refused(body: bytes) -> ExtractError:
    with pytest.raises(ExtractError) as caught:
        sitemap.read(body, URL)
    return caught.value


def urls(body: bytes, url: str = URL) -> list[str]:
    return [each.url for each in sitemap.read(body, url).locations]


def entry(inner: str, attributes: str = "") -> bytes:
    return f'<urlset xmlns="{NAMESPACE}"{attributes}><url>{inner}</url></urlset>'.encode()


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_pages_come_in_the_order_of_the_document_with_the_dates_of_their_changes(pack: type[bytes]) -> None:
    body = urlset({NEWS: "2026-11-02T23:30:00+01:00", f"{NEWS}2?a=1&b=2": "", f"{NEWS}3": "2026-11-04"})

    found = sitemap.read(pack(body), URL)

    assert found.parts == ()
    assert [(each.url, each.modified) for each in found.locations] == [
        (NEWS, date(2026, 11, 2)),
        (f"{NEWS}2?a=1&b=2", None),
        (f"{NEWS}3", date(2026, 11, 4)),
    ]


@pytest.mark.parametrize(
    "day", ["2026", "2026-11", "2026-13-45", "0000-00-00", "2026-11-021", "yesterday", "٢٠٢٦"]
)
def test_a_date_that_names_no_day_is_left_out(day: str) -> None:
    assert sitemap.read(urlset({NEWS: day}), URL).locations[0].modified is None


def test_translations_follow_their_page_and_images_are_no_pages() -> None:
    body = entry(
        f'<x:link rel="alternate" hreflang="es" href="https://www.ilo.org/es/resource/news/a"/>'
        f"<loc>\n {NEWS} </loc><i:image><i:loc>https://www.ilo.org/a.jpg</i:loc></i:image><i:loc>https://www.ilo.org/b.jpg</i:loc><priority>1</priority>",
        ' xmlns:x="http://www.w3.org/1999/xhtml" xmlns:i="http://www.google.com/schemas/sitemap-image/1.1"',
    )

    assert urls(body) == [NEWS, "https://www.ilo.org/es/resource/news/a"]


def test_a_sitemap_without_a_namespace_is_read() -> None:
    assert urls(f"<urlset><url><loc>{NEWS}</loc></url></urlset>".encode()) == [NEWS]


def test_only_addresses_of_the_same_site_are_taken() -> None:
    others = [
        "https://example.org/x",
        "http://www.ilo.org/plain",
        "https://www.ilo.org:8443/x",
        "https://user@www.ilo.org/x",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://127.0.0.1/x",
        "https://www.ilo.org/" + "x" * 3000,
        "",
    ]

    assert urls(urlset([*others, NEWS])) == [NEWS]
    assert sitemap.read(index([*others, f"{URL}?page=1"]), URL).parts == (f"{URL}?page=1",)


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE urlset>",
        '<!DOCTYPE urlset SYSTEM "http://127.0.0.1/evil.dtd">',
        '<!DOCTYPE urlset [<!ENTITY a "b">]>',
    ],
)
def test_a_document_with_a_dtd_is_refused(doctype: str) -> None:
    error = refused(doctype.encode() + urlset([NEWS]).partition(b"?>")[2])

    assert error.reason == "not_sitemap"
    assert "DTD" in str(error)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<p>Not here.</p>",
        b"<html><head></head></html>",
        b"<feed xmlns='http://www.w3.org/2005/Atom'/>",
        b"<urlset><url>",
        urlset(["https://www.ilo.org/&a"]).replace(b"&amp;", b"&nbsp;"),
        b"<?xml version='1.0' encoding='x-none'?><urlset/>",
        b"\x1f\x8bnot gzip at all",
        gzip.compress(urlset([NEWS]))[:-20],
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_sitemap_is_refused(body: bytes) -> None:
    assert refused(body).reason == "not_sitemap"


@pytest.mark.slow
def test_limits_of_the_protocol_hold() -> None:
    many = urlset(f"{NEWS}{at}" for at in range(sitemap.MAX_LOCATIONS + 1))
    deep = b"<urlset>" + b"<url>" * 30
    large = gzip.compress(b"<urlset>" + b" " * 53_000_000 + b"</urlset>")

    assert [refused(body).reason for body in (many, deep, large)] == ["too_complex"] * 3


def test_an_address_that_is_too_long_is_left_out_and_not_cut() -> None:
    longest = (f"{NEWS}{'x' * 1_000_000}", f"{NEWS}?a=1{'&amp;a=1' * 1000}")
    body = f"<urlset>{''.join(f'<url><loc>{each}</loc></url>' for each in (*longest, NEWS))}</urlset>"

    assert urls(body.encode()) == [NEWS]


def parts(*numbers: int) -> tuple[str, ...]:
    return tuple(f"{URL}?page={number}" for number in numbers)


def test_the_last_parts_are_those_with_the_highest_numbers() -> None:
    assert sitemap.latest_parts(parts(*range(1, 91)), "", 2) == parts(89, 90)
    assert sitemap.latest_parts(parts(1, 10, 11, 2, 9), "", 2) == parts(10, 11)
    assert sitemap.latest_parts(parts(3), "", 2) == parts(3)
    mixed = ("https://www.ilo.org/pages-2.xml", "https://www.ilo.org/news-1.xml")
    assert sitemap.latest_parts(mixed, "", 1) == mixed[1:]


def test_parts_of_the_language_of_the_list_are_preferred() -> None:
    spanish = tuple(part.replace("org/", "org/es/") for part in parts(1, 2, 3))

    assert sitemap.latest_parts((*spanish, *parts(1, 2)), "es", 2) == spanish[1:]
    assert sitemap.latest_parts((*parts(1, 2), *spanish), "", 2) == parts(1, 2)
    assert sitemap.latest_parts(parts(1, 2), "es", 2) == parts(1, 2)
