"""Feeds over HTTP: what is sent, with which headers, and on which condition."""

from __future__ import annotations

import gzip

import pytest

from fakes.house import House
from fakes.pages import ilo_list, some
from fakes.served import Client, served
from ilofeed.publish.render import FORMATS, MEDIA_TYPES


@pytest.mark.parametrize("format", FORMATS)
def test_a_feed_is_sent_as_it_is_on_disk_with_the_headers_that_readers_use(
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


def test_gzip_is_another_representation_with_a_tag_of_its_own(client: Client) -> None:
    plain = client.get("/news.atom")
    packed = client.get("/news.atom", Accept_Encoding="gzip, br")

    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body) / 2
    assert packed.headers["etag"] != plain.headers["etag"]
    again = client.get("/news.atom", Accept_Encoding="gzip", If_None_Match=packed.headers["etag"])
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize("by", ["etag", "last-modified"])
def test_a_client_that_has_the_feed_gets_304_with_its_headers(client: Client, by: str) -> None:
    first = client.get("/news.rss")
    condition = {"etag": "If_None_Match", "last-modified": "If_Modified_Since"}[by]

    got = client.get("/news.rss", **{condition: first.headers[by]})

    assert (got.status, got.body) == (304, b"")
    for name in ("etag", "last-modified", "cache-control", "vary", "link"):
        assert got.headers[name] == first.headers[name]
    assert "content-type" not in got.headers


def test_the_answer_is_never_a_delta(client: Client) -> None:
    first = client.get("/news.rss")

    assert client.get("/news.rss", A_IM="feed", If_None_Match='"older"').status == 200
    assert client.get("/news.rss", A_IM="feed", If_None_Match=first.headers["etag"]).status == 304


def test_head_has_the_same_headers_without_a_body(client: Client) -> None:
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
def test_an_address_without_a_format_gets_the_format_that_the_client_accepts(
    house: House, client: Client, accept: str, name: str
) -> None:
    got = client.get("/news", Accept=accept)

    assert got.status == 200
    assert got.body == (house.output / name).read_bytes()
    assert got.headers["content-location"] == name


def test_a_change_by_another_process_is_served_at_once(house: House, client: Client) -> None:
    first = client.get("/news.rss")

    house.site.show(ilo_list(some(8)))
    house.poll()

    second = client.get("/news.rss", If_None_Match=first.headers["etag"])
    assert second.status == 200
    assert second.body == (house.output / "news.rss").read_bytes()
    assert second.headers["last-modified"] != first.headers["last-modified"]


def test_a_deleted_file_is_404_until_it_is_written_again(house: House, client: Client) -> None:
    path = house.output / "news.rss"
    whole = path.read_bytes()
    assert client.get("/news.rss").status == 200

    path.unlink()
    assert client.get("/news.rss").status == 404

    path.write_bytes(whole)
    house.clock.pass_by(seconds=2)
    assert client.get("/news.rss").body == whole


def test_feeds_and_pages_are_served_under_a_former_name(house: House) -> None:
    house.source_keys = 'former = ["old-news"]\nrevisions = true'
    house.poll()

    with house.app() as app, served(app) as client:
        for format in FORMATS:
            got = client.get(f"/old-news.{format}")
            assert got.body == (house.output / f"old-news.{format}").read_bytes()
            assert f'<https://feeds.example.org/old-news.{format}>; rel="self"' in got.headers["link"]
        assert client.get("/old-news.html?q=number+3").body == client.get("/news.html?q=number+3").body
        assert client.get("/old-news").headers["content-location"] == "old-news.atom"
