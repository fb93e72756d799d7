"""Read the addresses of a sitemap as items."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime

import pytest

from fakes.sitemaps import NAMESPACE, index, urlset
from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Extraction, Page, Source
from ilofeed.core.sitemap_rules import SitemapRules
from ilofeed.extract import page_limits, registry

URL = "https://www.ilo.org/sitemap.xml"
SITE = "https://www.ilo.org"
NEWS = (
    f'<urlset xmlns="{NAMESPACE}" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">'
    f"<url><loc>{SITE}/news/1</loc><n:news><n:publication><n:name>ILO</n:name><n:language>fr</n:language>"
    "</n:publication><n:publication_date>{}</n:publication_date><n:title> Le rapport &amp; ses suites </n:title>"
    "</n:news></url></urlset>"
)


def page(body: bytes) -> Page:
    return Page(url=URL, body=body, content_type="text/xml")


def read(body: bytes, profile: str = "sitemap", *, rules: SitemapRules | None = None) -> Extraction:
    return registry.read(page(body), Source(slug="news", url=URL, profile=profile, sitemap=rules))


def refused(body: bytes, *, rules: SitemapRules | None = None) -> ExtractError:
    with pytest.raises(ExtractError) as caught:
        read(body, rules=rules)
    return caught.value


def links(found: Extraction) -> list[str]:
    return [item.link.removeprefix(SITE) for item in found.items]


def test_addresses_are_items_those_changed_last_first() -> None:
    found = read(
        urlset({f"{SITE}/old-page": "2026-01-02", f"{SITE}/undated": "", f"{SITE}/new-page": "2026-11-20"})
    )

    assert links(found) == ["/new-page", "/old-page", "/undated"]
    assert [item.title for item in found.items] == ["New page", "Old page", "Undated"]
    assert [item.published for item in found.items] == [None, None, None]
    assert (found.profile, found.next) == ("sitemap", None)


@pytest.mark.parametrize(
    ("written", "day", "time"),
    [
        ("2026-11-24T00:30:00+01:00", date(2026, 11, 24), datetime(2026, 11, 23, 23, 30, tzinfo=UTC)),
        ("2026-11-24T09:00:00Z", date(2026, 11, 24), datetime(2026, 11, 24, 9, tzinfo=UTC)),
        ("2026-11-24T09:00:00", date(2026, 11, 24), None),
        ("2026-11-24", date(2026, 11, 24), None),
        ("soon", None, None),
        ("0001-01-01T00:00:00+14:00", None, None),
        ("9999-12-31T23:59:59-12:00", None, None),
    ],
)
def test_news_have_titles_and_dates_in_their_own_time_zone(
    written: str, day: date | None, time: datetime | None
) -> None:
    found = read(NEWS.format(written).encode())

    (item,) = found.items
    assert (item.title, item.published, found.language) == ("Le rapport & ses suites", day, "fr")
    assert (item.data.at if item.data else None) == time


def test_include_and_exclude_choose_addresses() -> None:
    pages = [f"{SITE}/{path}" for path in ("news/a", "News/b", "news/archive/c", "about")]

    both = SitemapRules(include=("/news/",), exclude=("/archive/", r"\.pdf$"))
    assert links(read(urlset(pages), rules=both)) == ["/news/a", "/News/b"]
    assert links(read(urlset(pages), rules=SitemapRules(exclude=("/news/",)))) == ["/about"]


def test_pages_of_other_sites_and_translations_are_no_items() -> None:
    body = (
        f'<urlset xmlns="{NAMESPACE}" xmlns:x="http://www.w3.org/1999/xhtml"><url><loc>{SITE}/en</loc>'
        f'<x:link rel="alternate" hreflang="fr" href="{SITE}/fr"/></url>'
        f"<url><loc>{SITE}/es</loc></url><url><loc>https://example.org/b</loc></url></urlset>"
    )

    assert links(read(body.encode())) == ["/en", "/es"]


def test_a_translation_that_has_an_entry_of_its_own_is_an_item() -> None:
    body = (
        f'<urlset xmlns="{NAMESPACE}" xmlns:x="http://www.w3.org/1999/xhtml"><url><loc>{SITE}/en</loc>'
        f'<lastmod>2026-11-02</lastmod><x:link rel="alternate" href="{SITE}/fr"/></url>'
        f"<url><loc>{SITE}/fr</loc><lastmod>2026-11-01</lastmod></url></urlset>"
    )

    assert links(read(body.encode())) == ["/en", "/fr"]


def test_a_sitemap_without_a_wanted_address_has_no_items() -> None:
    error = refused(urlset([f"{SITE}/a"]), rules=SitemapRules(include=("/news/",)))

    assert error.reason == "no_items"
    assert str(error) == (
        f"{URL} lists 1 address, none of which include and exclude in [source.sitemap] choose, such as {SITE}/a"
    )
    assert refused(urlset([])).reason == "no_items"
    assert refused(index([f"{SITE}/part.xml"])).reason == "no_items"


def test_a_sitemap_of_too_many_items_is_refused_until_some_are_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_limits, "MAX_ITEMS", 2)
    body = urlset([f"{SITE}/{name}" for name in ("aa", "bb", "cc")])

    assert refused(body).reason == "too_complex"
    assert links(read(body, rules=SitemapRules(exclude=("cc",)))) == ["/aa", "/bb"]


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_auto_reads_a_sitemap(pack: type[bytes]) -> None:
    assert read(pack(b"\xef\xbb\xbf<!-- made by hand -->\n" + NEWS.encode()), "auto").profile == "sitemap"


@pytest.mark.parametrize(
    "body",
    [b"<html><p>The element urlset", b"\x1f\x8burlset", gzip.compress(b"<rss/>")],
    ids=["page", "broken gzip", "another gzip"],
)
def test_auto_takes_nothing_else_for_a_sitemap(body: bytes) -> None:
    with pytest.raises(ExtractError) as caught:
        read(body, "auto")

    assert caught.value.reason in ("no_items", "not_html")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'<!DOCTYPE urlset [<!ENTITY a "b">]>' + NEWS.encode(), "not_sitemap"),
        (b"<urlset>" + b"<url>" * 30, "too_complex"),
        (b"<html><body>Not found</body></html>", "not_sitemap"),
        (gzip.compress(NEWS.encode())[:-12], "not_sitemap"),
        (b"<urlset", "not_sitemap"),
        (b" ", "empty"),
    ],
    ids=["DTD", "deep", "page", "cut gzip", "cut", "blank"],
)
def test_what_is_no_sitemap_is_refused(body: bytes, reason: str) -> None:
    assert refused(body).reason == reason


def test_a_packed_sitemap_is_unpacked_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ilofeed.extract.sitemap._MAX_BYTES", 1_000)

    assert refused(gzip.compress(urlset([f"{SITE}/{'a' * 1_000}"]))).reason == "too_complex"


def test_a_sitemap_that_is_packed_in_parts_is_read_whole() -> None:
    body = urlset([f"{SITE}/first", f"{SITE}/second"])

    found = read(gzip.compress(body[:60]) + gzip.compress(body[60:]))

    assert links(found) == ["/first", "/second"]


def test_a_packed_sitemap_with_something_behind_it_is_refused() -> None:
    body = gzip.compress(urlset([f"{SITE}/first"]))

    assert refused(body + b"<p>Error</p>").reason == "not_sitemap"
    assert refused(body + gzip.compress(b"") * 1000).reason == "not_sitemap"


def test_an_error_in_the_place_of_a_title_is_no_item() -> None:
    body = NEWS.format("2026-11-24").replace("Le rapport &amp; ses suites", "503 Service Unavailable")

    error = refused(body.encode())

    assert error.reason == "no_items"
    assert "1 error_page" in str(error)
