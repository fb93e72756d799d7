"""Feeds and pages over HTTP, on real sockets."""

from __future__ import annotations

import gzip
import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html
from msgspec.structs import replace

from fakes.house import House
from fakes.pages import ilo_list, some
from fakes.served import Client, served
from fakes.site import Answer, serving
from ilofeed.core.errors import ConfigError
from ilofeed.publish.render import MEDIA_TYPES
from ilofeed.serve.server import listen

FORMATS = ("rss", "atom", "json")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with serving() as site:
        site.show(ilo_list(some(7)))
        house = House(tmp_path, site)
        house.poll()
        yield house


@pytest.fixture
def client(house: House) -> Iterator[Client]:
    with house.app() as app, served(app) as client:
        yield client


@pytest.mark.parametrize("format", FORMATS)
def test_a_feed_comes_as_it_lies_on_disk_with_all_that_readers_ask_for(
    house: House, client: Client, format: str
) -> None:
    got = client.get(f"/news.{format}")

    assert got.status == 200
    assert got.body == (house.output / f"news.{format}").read_bytes()
    assert got.headers["content-type"] == f"{MEDIA_TYPES[format]}; charset=utf-8"
    assert got.headers["etag"].startswith('"')
    assert got.headers["last-modified"].endswith(" GMT")
    assert got.headers["cache-control"] == "public, max-age=1800, stale-if-error=86400"
    assert got.headers["vary"] == "Accept-Encoding"
    assert got.headers["x-robots-tag"] == "noindex"
    assert got.headers["access-control-allow-origin"] == "*"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert f'<https://feeds.example.org/news.{format}>; rel="self"' in got.headers["link"]
    assert got.headers["link"].count('rel="alternate"') == 2
    assert "content-encoding" not in got.headers
    assert "server" not in got.headers


def test_gzip_is_another_form_with_a_tag_of_its_own(client: Client) -> None:
    plain = client.get("/news.atom")
    packed = client.get("/news.atom", Accept_Encoding="gzip, br")

    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body) / 2
    assert packed.headers["etag"] != plain.headers["etag"]
    again = client.get("/news.atom", Accept_Encoding="gzip", If_None_Match=packed.headers["etag"])
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize("by", ["etag", "last-modified"])
def test_who_has_it_already_gets_304_with_its_headers(client: Client, by: str) -> None:
    first = client.get("/news.rss")
    condition = {"etag": "If_None_Match", "last-modified": "If_Modified_Since"}[by]

    got = client.get("/news.rss", **{condition: first.headers[by]})

    assert (got.status, got.body) == (304, b"")
    for name in ("etag", "last-modified", "cache-control", "vary", "link"):
        assert got.headers[name] == first.headers[name]
    assert "content-type" not in got.headers


def test_a_delta_is_never_answered_with(client: Client) -> None:
    first = client.get("/news.rss")

    assert client.get("/news.rss", A_IM="feed", If_None_Match='"older"').status == 200
    assert client.get("/news.rss", A_IM="feed", If_None_Match=first.headers["etag"]).status == 304


def test_head_says_the_same_without_a_body(client: Client) -> None:
    whole, head = client.get("/news.rss"), client.get("/news.rss", method="HEAD")

    assert (head.status, head.body) == (200, b"")
    assert {**head.headers, "date": ""} == {**whole.headers, "date": ""}


def test_programs_in_browsers_may_ask_with_conditions(client: Client) -> None:
    got = client.get("/news.json", method="OPTIONS", Origin="https://reader.example.org")

    assert got.status == 204
    assert got.headers["access-control-allow-origin"] == "*"
    assert "If-None-Match" in got.headers["access-control-allow-headers"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "TRACE", "PATCH"])
def test_nothing_can_be_changed(client: Client, method: str) -> None:
    got = client.get("/news.rss", method=method)

    assert got.status == 405
    assert got.headers["allow"] == "GET, HEAD, OPTIONS"


def test_a_query_or_a_cookie_changes_no_feed(client: Client) -> None:
    first = client.get("/news.rss")

    got = client.get("/news.rss?utm_source=x&format=atom", Cookie="a=b")

    assert got.body == first.body
    assert got.headers["etag"] == first.headers["etag"]


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        ("*/*", "news.atom"),
        ("application/rss+xml", "news.rss"),
        ("application/feed+json, application/rss+xml;q=0.5", "news.json"),
        ("application/json", "news.json"),
    ],
)
def test_an_address_without_a_format_is_answered_as_the_client_likes(
    house: House, client: Client, accept: str, name: str
) -> None:
    got = client.get("/news", Accept=accept)

    assert got.status == 200
    assert got.body == (house.output / name).read_bytes()
    assert got.headers["content-location"] == name


def test_an_address_without_a_format_shows_a_browser_the_page_that_can_be_searched(client: Client) -> None:
    got = client.get("/news?q=number+3", Accept="text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")

    found = html.document_fromstring(got.body)
    assert [each.text_content() for each in found.cssselect(".entries h3")] == ["Report number 3 on work"]
    assert got.headers["content-location"] == "news.html"
    assert "Accept" in got.headers["vary"].split(", ")


def listed(client: Client, path: str, asked: str) -> tuple[list[list[str]], list[str]]:
    """Return the titles on each page from the first to the last, and all dates."""
    pages: list[list[str]] = []
    dates: list[str] = []
    target = f"{path}?{asked}"
    while target:
        found = html.document_fromstring(client.get(target).body)
        pages.append([each.text_content() for each in found.cssselect(".entries h3")])
        dates += [each.attrib["datetime"] for each in found.cssselect("#entries time")]
        older = found.cssselect('a[rel="next"]')
        target = path + older[0].attrib["href"].partition("#")[0] if older else ""
        assert len(found.cssselect('a[rel="first"]')) == (len(pages) > 1)
    return pages, dates


@pytest.mark.parametrize("asked", ["", "q=number", "q=NUMBER&kicker=&language=", "q=work&language=en"])
def test_the_pages_of_a_search_lead_through_all_that_fits(house: House, asked: str) -> None:
    house.site.show(ilo_list(some(120)), "/many")
    house.sources = {"many": f"{house.site.origin}/many", "again": f"{house.site.origin}/many?again"}
    house.site.show(ilo_list(some(120)), "/many?again")
    house.more = '[[feed]]\nslug = "some"\nsources = ["many", "again"]\ninclude = ["number"]\nexclude = ["9"]\n'
    house.poll()

    with house.app() as app, served(app) as client:
        for path, count in (("/many.html", 120), ("/all.html", 120), ("/some.html", 119)):
            pages, dates = listed(client, path, asked)

            assert [len(each) for each in pages] == [50, 50, count - 100]
            assert len({title for page in pages for title in page}) == count  # entries of both sources appear once
            assert dates == sorted(dates, reverse=True)


@pytest.mark.parametrize(
    "path",
    [
        "/nothing", "/nothing.rss", "/news.xml", "/news.rss/", "//news.rss", "/../config.toml",
        "/%2e%2e/config.toml",
        "/ilofeed.db", "/feeds/news.rss", "/.news.rss.new", "/news%00.rss", "/news.rss%00", "/news.revisions.html",
        "/\\..\\config.toml", "/" + "a" * 5000, "/%ff%fe.rss", "/nothing.html?q=x", "/.", "/..",
    ],
)  # fmt: skip
def test_everything_else_is_not_there(client: Client, path: str) -> None:
    assert client.get(path).status == 404


@pytest.mark.parametrize("path", ["/news.html", "/", "/healthz", "/news", "/news.rss", "/status.json"])
def test_a_query_of_many_parameters_is_answered(client: Client, path: str) -> None:
    query = "&".join(f"name{number}=value" for number in range(200))

    assert client.get(f"{path}?{query}").status == 200


@pytest.mark.parametrize("path", ["/status", "/index", "/feeds", "/gone", "/metrics.json", "/healthz.rss"])
def test_only_a_configured_feed_has_an_address_without_a_format(house: House, client: Client, path: str) -> None:
    (house.output / "gone.json").write_text("{}")
    (house.output / "status.json").write_text("{}")
    (house.output / "index.html").write_text("an old page")
    house.clock.pass_by(seconds=2)

    assert client.get(path, Accept="application/json").status == 404


def test_a_document_of_no_configured_feed_is_served_without_what_is_said_of_feeds(
    house: House, client: Client
) -> None:
    (house.output / "gone.json").write_text("{}")
    house.clock.pass_by(seconds=2)

    got = client.get("/gone.json")

    assert (got.status, got.text) == (200, "{}")
    assert "link" not in got.headers
    assert "max-age=3600" in got.headers["cache-control"]


def test_there_is_nothing_to_serve_where_only_other_documents_lie(house: House, client: Client) -> None:
    for path in house.output.iterdir():
        path.unlink()
    (house.output / "status.json").write_text("{}")
    (house.output / "gone.rss").write_text("<rss/>")
    house.clock.pass_by(seconds=2)

    assert client.get("/healthz").status == 503


def test_a_change_by_another_process_is_served_at_once(house: House, client: Client) -> None:
    first = client.get("/news.rss")

    house.site.show(ilo_list(some(8)))
    house.poll()

    second = client.get("/news.rss", If_None_Match=first.headers["etag"])
    assert second.status == 200
    assert second.body == (house.output / "news.rss").read_bytes()
    assert second.headers["last-modified"] != first.headers["last-modified"]


def test_a_file_that_is_gone_is_gone_and_comes_back(house: House, client: Client) -> None:
    path = house.output / "news.rss"
    whole = path.read_bytes()
    assert client.get("/news.rss").status == 200

    path.unlink()
    assert client.get("/news.rss").status == 404

    path.write_bytes(whole)
    house.clock.pass_by(seconds=2)
    assert client.get("/news.rss").body == whole


def test_a_link_in_the_folder_leads_nowhere(house: House, client: Client) -> None:
    (house.folder / "secret").write_text("secret")
    (house.output / "secret.rss").symlink_to(house.folder / "secret")
    house.clock.pass_by(seconds=2)

    assert client.get("/secret.rss").status == 404


def test_all_under_an_old_name_is_there(house: House) -> None:
    house.source_keys = 'former = ["old-news"]\nrevisions = true'
    house.poll()

    with house.app() as app, served(app) as client:
        for format in FORMATS:
            got = client.get(f"/old-news.{format}")
            assert got.body == (house.output / f"old-news.{format}").read_bytes()
            assert f'<https://feeds.example.org/old-news.{format}>; rel="self"' in got.headers["link"]
        assert client.get("/old-news.html?q=number+3").body == client.get("/news.html?q=number+3").body
        assert client.get("/old-news").headers["content-location"] == "old-news.atom"


def test_a_page_that_lies_there_and_is_not_made_is_served_as_it_lies(house: House, client: Client) -> None:
    (house.output / "gone.html").write_text("<p>What was published once.")
    house.clock.pass_by(seconds=2)

    got = client.get("/gone.html")

    assert (got.status, got.text) == (200, "<p>What was published once.")
    assert "default-src 'none'" in got.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/", "/index.html", "/news.html", "/news.html?q=number"])
def test_pages_come_packed_and_are_not_sent_twice(client: Client, path: str) -> None:
    plain = client.get(path)
    packed = client.get(path, Accept_Encoding="gzip")
    again = client.get(path, Accept_Encoding="gzip", If_None_Match=packed.headers["etag"])

    assert gzip.decompress(packed.body) == plain.body
    assert plain.headers["content-type"] == "text/html; charset=utf-8"
    assert (again.status, again.body) == (304, b"")
    assert again.headers["cache-control"] == "no-cache"


def test_health_says_how_every_source_is_and_that_something_can_be_served(house: House, client: Client) -> None:
    asked = len(house.site.requests)

    got = client.get("/healthz")

    fields = json.loads(got.body)
    assert (got.status, fields["status"]) == (200, "ok")
    assert [(each["source"], each["state"]) for each in fields["sources"]] == [("news", "quiet")]
    assert len(house.site.requests) == asked


def test_a_failing_source_is_no_reason_to_be_unwell(house: House, client: Client) -> None:
    house.site.answer(Answer(status=500))
    house.poll()

    got = client.get("/healthz")

    assert got.status == 200
    assert json.loads(got.body)["sources"][0]["state"] == "failing"


def test_without_any_feed_the_server_is_unwell(tmp_path: Path) -> None:
    with serving() as site:
        house = House(tmp_path, site)
        with house.app() as app, served(app) as client:
            assert client.get("/healthz").status == 503
            assert client.get("/").status == 200


def test_figures_for_prometheus_count_every_poll_and_request(house: House, client: Client) -> None:
    house.site.answer(Answer(status=500))
    house.poll()
    first = client.get("/news.rss")
    client.get("/news.rss", If_None_Match=first.headers["etag"])
    client.get("/news", Connection="close")
    client.get("/nothing")

    text = client.get("/metrics").text

    assert 'ilofeed_polls_total{outcome="changed",reason="",source="news"} 1.0' in text
    assert 'ilofeed_polls_total{outcome="failed",reason="status_500",source="news"} 1.0' in text
    assert 'ilofeed_new_entries_total{source="news"} 7.0' in text
    page = len(ilo_list(some(7)).encode())  # once: the later error was not a page
    assert f'ilofeed_page_bytes_total{{source="news"}} {page}.0' in text
    assert 'ilofeed_requests_total{feed="news",format="rss",status="200"} 1.0' in text
    assert 'ilofeed_requests_total{feed="news",format="rss",status="304"} 1.0' in text
    assert f'ilofeed_sent_bytes_total{{feed="news",format="rss"}} {len(first.body)}.0' in text
    assert 'ilofeed_requests_total{feed="news",format="atom",status="200"} 1.0' in text
    assert 'ilofeed_requests_total{feed="",format="other",status="404"} 1.0' in text
    assert 'ilofeed_failures{source="news"} 1.0' in text
    assert 'ilofeed_last_success_age_seconds{source="news"} 3600.0' in text


def test_status_lies_beside_the_static_feeds_as_well(house: House, client: Client) -> None:
    beside = json.loads((house.output / "status.json").read_bytes())

    assert json.loads(client.get("/status.json").body)["sources"] == beside["sources"]
    assert beside["sources"][0]["last_success"] == f"{house.clock.now():%Y-%m-%dT%H:%M:%SZ}"


def test_what_is_wrong_stands_first_on_the_page_and_in_plain_words(house: House) -> None:
    house.sources["stories"] = f"{house.site.origin}/stories"
    house.poll()
    with house.app() as app, served(app) as other:
        found = html.document_fromstring(other.get("/").body)

    assert found.cssselect("h2")[0].text_content() == "stories"
    assert [each.text_content() for each in found.cssselect(".state")] == ["failing", "quiet", "quiet"]
    first = found.cssselect(".feeds > li")[0]
    assert "status_404" in first.text_content()
    assert not first.cssselect("a")  # there is no feed to subscribe to yet


def test_the_page_shows_rhythm_entries_and_ways_to_subscribe(client: Client) -> None:
    got = client.get("/")
    found = html.document_fromstring(got.body)

    card = found.cssselect(".feeds > li")[0]
    assert "quiet · about one a day, last 3 years ago" in card.text_content()
    assert [each.get("href") for each in card.cssselect(".ways a")] == [f"news.{format}" for format in FORMATS]
    assert len(card.cssselect(".latest li")) == 3
    assert found.cssselect('a[href="feeds.opml"]')
    assert "default-src 'none'" in got.headers["content-security-policy"]


def test_only_a_page_that_is_made_now_says_how_long_ago(house: House, client: Client) -> None:
    live = html.document_fromstring(client.get("/news.html").body)
    lying = html.document_fromstring((house.output / "news.html").read_bytes())

    assert live.cssselect("header time")[0].text_content() == "3 years ago"
    assert lying.cssselect("header time")[0].text_content() == "2023-05-07"
    assert live.cssselect("header time")[0].get("datetime") == "2023-05-07"


@pytest.mark.parametrize("kind", ["made", "lying"])
def test_every_page_leads_back_to_all_of_them(house: House, client: Client, kind: str) -> None:
    body = client.get("/news.html").body if kind == "made" else (house.output / "news.html").read_bytes()

    (link,) = html.document_fromstring(body).cssselect("header a:first-child[href='index.html']")

    assert link.text_content() == "All feeds"
    assert client.get("/index.html").body == client.get("/").body
    assert (house.output / "index.html").exists()


def test_titles_can_be_searched_without_script(client: Client) -> None:
    found = html.document_fromstring(client.get("/news.html?q=NUMBER+3").body)

    assert [each.text_content() for each in found.cssselect(".entries h3")] == ["Report number 3 on work"]
    assert found.cssselect("input[name=q]")[0].get("value") == "NUMBER 3"
    assert "No matching entries." in client.get("/news.html?q=nowhere").text


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "%00", "%E2%80%AE"]
)
def test_what_is_asked_for_is_shown_as_text(client: Client, words: str) -> None:
    got = client.get(f"/news.html?q={words.replace(' ', '+')}")

    found = html.document_fromstring(got.body)
    assert got.status == 200
    assert not found.cssselect("script, img")


def test_edits_are_shown_word_by_word_and_polls_as_a_strip(house: House, client: Client) -> None:
    items = some(7)
    items[0] = replace(items[0], title=items[0].title.replace("work", "decent work"))
    house.site.show(ilo_list(items))
    house.poll()

    found = html.document_fromstring(client.get("/news.html").body)

    assert [each.text_content().strip() for each in found.cssselect("#edits ~ ol ins")] == ["decent"]
    assert [each.get("class") for each in found.cssselect(".strip li")] == ["changed", "changed"]
    text = found.cssselect("#polls + p")[0].text_content()
    assert f"{house.clock.now():%Y-%m-%d %H:%M} UTC: changed" in text


def test_where_the_database_cannot_be_read_feeds_are_served_all_the_same(house: House) -> None:
    with house.app() as app, served(app) as client:
        app.store.close()

        assert client.get("/news.rss").status == 200
        assert client.get("/healthz").status == 200
        got = client.get("/")

    assert got.status == 503
    assert str(house.folder) not in got.text


@pytest.mark.parametrize("end", [b"", b"\r\n\r\n"], ids=["without an end", "complete"])
def test_a_head_that_is_too_long_is_refused(client: Client, end: bytes) -> None:
    with socket.create_connection(("127.0.0.1", client.port), timeout=30) as raw:
        raw.sendall(b"GET /news.rss HTTP/1.1\r\nHost: x\r\n" + b"X-A: " + b"a" * 20_000 + end)
        answer = raw.recv(100)

    assert answer.startswith(b"HTTP/1.1 400")


def test_a_host_header_is_not_believed(client: Client) -> None:
    got = client.get(
        "/news.rss", Host="evil.example.org", X_Forwarded_Host="evil.example.org", Forwarded="host=evil"
    )

    assert "evil" not in str(got.headers)
    assert "evil" not in client.get("/", Host="evil.example.org").text


def test_a_port_that_is_taken_is_said_to_be(client: Client) -> None:
    with pytest.raises(ConfigError, match=r"is taken by another program; name another with --host and --port"):
        listen("127.0.0.1", client.port)
