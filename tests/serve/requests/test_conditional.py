"""Conditional requests in every combination."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from fakes.house import House
from fakes.served import Client

FORMATS = ("rss", "atom", "json", "html", "opml")


# Requests with keep-alive get the quick answer, requests with close the answer through uvicorn.
@pytest.mark.parametrize("connection", ["keep-alive", "close"])
@pytest.mark.parametrize("format", ["rss", "atom", "json", "opml"])
def test_conditions_codings_and_methods_in_every_combination(client: Client, format: str, connection: str) -> None:
    path = "/feeds.opml" if format == "opml" else f"/news.{format}"
    for method, coding in product(("GET", "HEAD"), ("identity", "gzip")):
        first = client.get(path, method=method, Accept_Encoding=coding)
        etag, date = first.headers["etag"], first.headers["last-modified"]
        tags = {None: None, etag: 304, f"W/{etag}": 304, f'"x", {etag}': 304, "*": 304, '"x"': 200, "": 200}
        dates = {None: None, date: 304, "Thu, 01 Jan 1970 00:00:00 GMT": 200, "nonsense": 200}
        for (tag, by_tag), (since, by_date) in product(tags.items(), dates.items()):
            given = {"If-None-Match": tag, "If-Modified-Since": since}
            headers = {name: value for name, value in given.items() if value is not None}
            headers |= {"Accept-Encoding": coding, "Connection": connection}

            got = client.get(path, method=method, **headers)

            expected = by_tag or by_date or 200
            assert got.status == expected, (method, coding, tag, since)
            assert got.headers["etag"] == etag
            assert got.headers["last-modified"] == date
            assert got.headers["vary"] == "Accept-Encoding"
            assert (got.body == b"") is (expected == 304 or method == "HEAD")


EARLY, LATE = "Thu, 01 Jan 1970 00:00:00 GMT", "Tue, 01 Jan 2036 00:00:00 GMT"


@pytest.mark.parametrize("connection", ["keep-alive", "close"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", ["/news.rss", "/feeds.opml", "/news.html", "/", "/gone.html"])
def test_a_precondition_that_fails_is_412_and_comes_before_the_others(
    house: House, client: Client, path: str, method: str, connection: str
) -> None:
    (house.output / "gone.html").write_text("what was published once")
    house.clock.pass_by(seconds=2)
    first = client.get(path)
    tag, date = first.headers["etag"], first.headers.get("last-modified")
    wanted = [
        ({"If-Match": '"x"'}, 412),
        ({"If-Match": ""}, 412),
        ({"If-Match": f"W/{tag}"}, 412),  # If-Match compares strongly
        ({"If-Match": '"x"', "If-None-Match": "*", "If-Unmodified-Since": LATE}, 412),
        ({"If-Match": f'"x", {tag}'}, 200),
        ({"If-Match": "*"}, 200),
        ({"If-Match": "*", "If-None-Match": tag}, 304),
        ({"If-Match": tag, "If-Unmodified-Since": EARLY}, 200),
        ({"If-Unmodified-Since": "nonsense"}, 200),
        ({"If-Unmodified-Since": LATE}, 200),
        ({"If-Unmodified-Since": LATE, "If-None-Match": tag}, 304),
    ]
    if date:
        wanted += [
            ({"If-Unmodified-Since": EARLY}, 412),
            ({"If-Unmodified-Since": EARLY, "If-None-Match": tag}, 412),
            ({"If-Unmodified-Since": date, "If-Modified-Since": date}, 304),
            ({"If-Unmodified-Since": date}, 200),
        ]

    for headers, status in wanted:
        got = client.get(path, method=method, Connection=connection, **headers)

        assert got.status == status, headers
        assert status == 200 or got.body == b""


@pytest.mark.parametrize("path", ["/healthz", "/status.json", "/metrics"])
def test_answers_made_for_each_request_have_no_tag_that_could_match(client: Client, path: str) -> None:
    assert client.get(path, If_Match='"x"').status == 412
    assert client.get(path, If_Match="*").status == 200
    assert client.get(path, If_Unmodified_Since=EARLY).status == 200


@pytest.mark.parametrize("more", [(), ("Connection: close",)], ids=["keep-alive", "close"])
@pytest.mark.parametrize("path", ["/news.rss", "/news", "/news.html", "/"])
def test_a_field_in_several_lines_counts_whole(client: Client, path: str, more: tuple[str, ...]) -> None:
    tag = client.get(path).headers["etag"]
    for before, after in (('"x"', tag), (tag, '"x"'), ('"x", "y"', f"W/{tag}")):
        known = client.answer("Host: x", f"If-None-Match: {before}", f"If-None-Match: {after}", *more, path=path)
        assert known.startswith(b"HTTP/1.1 304")
    for before, after in (('"x"', tag), (tag, '"x"')):
        matched = client.answer("Host: x", f"If-Match: {before}", f"If-Match: {after}", *more, path=path)
        assert matched.startswith(b"HTTP/1.1 200")


def documents(house: House) -> list[str]:
    """Return the addresses of all published documents, of one that is not worth compressing, and of a choice."""
    (house.output / "small.opml").write_text("<opml/>")
    house.clock.pass_by(seconds=2)
    return [
        "/",
        "/news",
        *sorted(f"/{path.name}" for path in house.output.iterdir() if path.name != "status.json"),
    ]


@pytest.mark.parametrize("connection", ["keep-alive", "close"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_tag_of_either_coding_gets_304_with_the_headers_of_that_coding(
    house: House, client: Client, method: str, connection: str
) -> None:
    given = {"method": method, "Connection": connection}
    for path in documents(house):
        forms = {coding: client.get(path, Accept_Encoding=coding, **given) for coding in ("identity", "gzip")}
        for coding, form in product(forms, forms.values()):
            tag = form.headers["etag"]
            for tags in (tag, f"W/{tag}", f'"x", {tag}'):
                got = client.get(path, Accept_Encoding=coding, If_None_Match=tags, **given)

                assert (got.status, got.body) == (304, b""), (path, coding, tags)
                for name in ("etag", "vary", "cache-control", "last-modified", "content-location"):
                    assert got.headers.get(name) == form.headers.get(name)


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_a_cache_that_has_both_codings_is_referred_to_the_one_that_was_asked_for(
    house: House, client: Client, coding: str
) -> None:
    for path in documents(house):
        tags = [client.get(path, Accept_Encoding=each).headers["etag"] for each in ("gzip", "identity")]
        form = client.get(path, Accept_Encoding=coding)

        got = client.get(path, Accept_Encoding=coding, If_None_Match=", ".join(tags))

        assert (got.status, got.headers["etag"]) == (304, form.headers["etag"]), path


def test_the_tag_of_a_document_that_is_compressed_on_the_way_by_apache_or_lighttpd_gets_304(
    client: Client,
) -> None:
    tag = client.get("/news.rss").headers["etag"].strip('"')

    got = client.get("/news.rss", If_None_Match=f'"{tag}-gzip"')

    assert got.status == 304


def test_vary_is_one_line(house: House, client: Client) -> None:
    for path in documents(house):
        head = client.answer("Host: x", "Connection: close", path=path).partition(b"\r\n\r\n")[0]

        vary = [line for line in head.lower().split(b"\r\n") if line.startswith(b"vary:")]
        assert vary == [b"vary: accept-encoding, accept" if path == "/news" else b"vary: accept-encoding"]


@pytest.mark.parametrize("condition", [{}, {"If-Range": '"x"'}])
@pytest.mark.parametrize("connection", ["keep-alive", "close"])
def test_a_range_is_ignored(client: Client, connection: str, condition: dict[str, str]) -> None:
    whole = client.get("/news.rss")

    got = client.get("/news.rss", Range="bytes=0-9", Connection=connection, **condition)

    assert (got.status, got.body) == (200, whole.body)


@pytest.mark.parametrize("headers", [{}, {"If-None-Match": "*"}, {"If-Match": "x"}], ids=["200", "304", "412"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_answer_from_memory_and_through_uvicorn_are_the_same(
    client: Client, method: str, headers: dict[str, str]
) -> None:
    long = client.get("/news.rss", method=method, Connection="close", **headers)
    short = client.get("/news.rss", method=method, **headers)

    assert long.headers.pop("connection") == "close"
    assert long.headers.pop("date")
    assert short.headers.pop("date")
    assert short.headers == long.headers
    assert (short.status, short.body) == (long.status, long.body)


def test_all_formats_are_there(house: House) -> None:
    assert Path(house.output / "news.html").exists()
    assert {path.suffix.removeprefix(".") for path in house.output.iterdir()} == {*FORMATS, "svg"}
