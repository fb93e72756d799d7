"""Pages over HTTP: what they show, and how they are sent."""

from __future__ import annotations

import gzip

import pytest
from lxml import html
from msgspec.structs import replace

from fakes.house import House
from fakes.pages import ilo_list, some
from fakes.served import Client, served
from ilofeed.publish.render import FORMATS


def test_an_address_without_a_format_shows_a_browser_the_page_that_can_be_searched(client: Client) -> None:
    got = client.get("/news?q=number+3", Accept="text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")

    found = html.document_fromstring(got.body)
    assert [each.text_content() for each in found.cssselect(".entries h3")] == ["Report number 3 on work"]
    assert got.headers["content-location"] == "news.html"
    assert got.headers["vary"] == "Accept-Encoding, Accept"


def test_a_page_of_no_configured_feed_is_served_as_it_is_on_disk(house: House, client: Client) -> None:
    (house.output / "gone.html").write_text("<p>What was published once.")
    house.clock.pass_by(seconds=2)

    got = client.get("/gone.html")

    assert (got.status, got.text) == (200, "<p>What was published once.")
    assert "default-src 'none'" in got.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/", "/index.html", "/news.html", "/news.html?q=number"])
def test_pages_are_compressed_and_not_sent_twice(client: Client, path: str) -> None:
    plain = client.get(path)
    packed = client.get(path, Accept_Encoding="gzip")
    again = client.get(path, Accept_Encoding="gzip", If_None_Match=packed.headers["etag"])

    assert gzip.decompress(packed.body) == plain.body
    assert plain.headers["content-type"] == "text/html; charset=utf-8"
    assert (again.status, again.body) == (304, b"")
    assert again.headers["cache-control"] == "no-cache"


def test_failing_sources_are_first_on_the_page(house: House) -> None:
    house.sources["stories"] = f"{house.site.origin}/stories"
    house.poll()
    with house.app() as app, served(app) as other:
        found = html.document_fromstring(other.get("/").body)

    assert found.cssselect("h2")[0].text_content() == "stories"
    assert [each.text_content() for each in found.cssselect(".state")] == ["failing", "quiet", "quiet"]
    first = found.cssselect(".feeds > li")[0]
    assert "status_404" in first.text_content()
    # There is no feed to subscribe to yet, only the page of the source, by host and path.
    assert [(link.get("href"), link.text_content()) for link in first.cssselect("a")] == [
        (house.sources["stories"], house.sources["stories"].removeprefix("http://"))
    ]
    joint = next(
        each for each in found.cssselect(".feeds > li") if "all.html" in html.tostring(each, encoding="unicode")
    )
    assert not joint.cssselect("h2 + p a")


def test_the_page_shows_the_rate_the_entries_and_ways_to_subscribe(client: Client) -> None:
    got = client.get("/")
    found = html.document_fromstring(got.body)

    card = found.cssselect(".feeds > li")[0]
    assert "quiet · about one a day, last entry 3 years ago" in card.text_content()
    assert [each.get("href") for each in card.cssselect(".ways a")] == [f"news.{format}" for format in FORMATS]
    assert len(card.cssselect(".latest li")) == 3
    assert [each.get("href") for each in found.cssselect('a[type="text/x-opml"]')] == [
        "feeds.opml",
        "sources.opml",
    ]
    assert "default-src 'none'" in got.headers["content-security-policy"]


def test_only_a_page_made_now_shows_relative_times(house: House, client: Client) -> None:
    live = html.document_fromstring(client.get("/news.html").body)
    static = html.document_fromstring((house.output / "news.html").read_bytes())

    assert live.cssselect("header time")[0].text_content() == "3 years ago"
    assert static.cssselect("header time")[0].text_content() == "2023-05-07"
    assert live.cssselect("header time")[0].get("datetime") == "2023-05-07"


@pytest.mark.parametrize("kind", ["made", "lying"])
def test_every_page_links_to_the_list_of_all_feeds(house: House, client: Client, kind: str) -> None:
    body = client.get("/news.html").body if kind == "made" else (house.output / "news.html").read_bytes()

    (link,) = html.document_fromstring(body).cssselect("header a:first-child[href='index.html']")

    assert link.text_content() == "All feeds"
    assert client.get("/index.html").body == client.get("/").body
    assert (house.output / "index.html").exists()


def test_edits_are_shown_word_by_word_and_polls_in_a_row(house: House, client: Client) -> None:
    items = some(7)
    items[0] = replace(items[0], title=items[0].title.replace("work", "decent work"))
    house.site.show(ilo_list(items))
    house.poll()

    found = html.document_fromstring(client.get("/news.html").body)

    assert [each.text_content().strip() for each in found.cssselect("#edits ~ ol ins")] == ["decent"]
    assert [each.get("class") for each in found.cssselect(".strip li")] == ["changed", "changed"]
    text = found.cssselect("#polls + p")[0].text_content()
    assert f"{house.clock.now():%Y-%m-%d %H:%M} UTC: changed" in text


@pytest.mark.parametrize("path", ["/favicon.svg", "/favicon.ico"])
def test_the_icon_is_served_where_pages_name_it_and_where_browsers_guess_it(client: Client, path: str) -> None:
    got = client.get(path)

    assert (got.status, got.headers["content-type"]) == (200, "image/svg+xml")
    assert got.headers["cache-control"].startswith("public, max-age=86400")
    assert got.headers["content-security-policy"] == "default-src 'none'"
    assert html.fromstring(got.body).tag == "svg"
    assert client.get(path, If_None_Match=got.headers["etag"]).status == 304


def test_the_icon_is_published_beside_the_pages_that_name_it(house: House, client: Client) -> None:
    pages = {name: (house.output / name).read_bytes() for name in ("index.html", "news.html")}
    pages |= {path: client.get(path).body for path in ("/", "/news.html")}

    (icon,) = {
        html.document_fromstring(body).cssselect("link[rel=icon]")[0].attrib["href"] for body in pages.values()
    }

    assert (house.output / icon).read_bytes() == client.get("/favicon.svg").body
    assert "img-src 'self'" in client.get("/").headers["content-security-policy"]
