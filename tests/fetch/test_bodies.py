"""Unpack bodies, and refuse those that are too large, truncated or undecodable."""

from __future__ import annotations

import gzip
import zlib

import pytest

from fakes.polite import fetching
from fakes.site import Answer, Site
from fetch.fetched_pages import failure
from ilofeed.app.clock import SystemClock
from ilofeed.core.models import Page
from ilofeed.fetch.client import Fetcher
from ilofeed.fetch.politeness import PoliteFetcher


def test_a_gzipped_page_is_unpacked(site: Site, fetch: PoliteFetcher) -> None:
    site.answer(Answer(body=b"<p>x</p>" * 1000, gzipped=True))

    page = fetch(site.url)

    assert isinstance(page, Page)
    assert page.body == b"<p>x</p>" * 1000


@pytest.mark.parametrize("gzipped", [False, True])
def test_a_page_over_the_limit_is_refused_compressed_or_not(
    site: Site, fetch: PoliteFetcher, *, gzipped: bool
) -> None:
    site.answer(Answer(body=b"x" * 10_001, gzipped=gzipped))

    assert failure(fetch, site.url).reason == "too_large"


def test_a_page_at_the_limit_is_accepted(site: Site, fetch: PoliteFetcher) -> None:
    site.answer(Answer(body=b"x" * 10_000, gzipped=True))

    assert isinstance(fetch(site.url), Page)


@pytest.mark.parametrize(
    ("coding", "body", "reason"),
    [
        ("gzip", b"no gzip at all", "decode"),
        ("gzip", gzip.compress(b"x" * 500, mtime=0)[:-9], "truncated"),
        ("br", b"x", "decode"),
        ("gzip, gzip", gzip.compress(gzip.compress(b"x", mtime=0), mtime=0), "decode"),
        ("deflate", zlib.compress(b"x"), "decode"),
    ],
)
def test_a_broken_or_unrequested_coding_is_a_failure(
    site: Site, fetch: PoliteFetcher, coding: str, body: bytes, reason: str
) -> None:
    site.answer(Answer(body=body, headers={"Content-Encoding": coding}))

    assert failure(fetch, site.url).reason == reason


def test_a_body_shorter_than_announced_is_truncated(site: Site, fetch: PoliteFetcher) -> None:
    site.answer(Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nshort"))

    assert failure(fetch, site.url).reason == "truncated"


@pytest.mark.parametrize("early", [b"", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"])
def test_a_body_longer_than_announced_is_a_failure(site: Site, fetch: PoliteFetcher, early: bytes) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n"
    site.answer(Answer(raw=early + head + b"long enough"))
    assert failure(fetch, site.url).reason == "truncated"

    site.answer(Answer(raw=early + head + b"just"))
    page = fetch(site.url)
    assert isinstance(page, Page)
    assert page.body == b"just"


def test_an_answer_that_is_not_http_is_a_failure(site: Site, fetch: PoliteFetcher) -> None:
    site.answer(Answer(raw=b"SSH-2.0-nothing here\r\n\r\n"))

    assert failure(fetch, site.url).reason == "truncated"


@pytest.mark.parametrize("size", [1, 999, 40_000])
def test_gzip_data_of_several_members_are_one_page(site: Site, size: int) -> None:
    parts = [bytes([65 + at]) * size for at in range(5)]
    body = b"".join(gzip.compress(part, mtime=0) for part in (*parts, b""))
    site.answer(Answer(body=body, headers={"Content-Encoding": "gzip"}))
    clock = SystemClock()

    with Fetcher(clock, allow_private=("127.0.0.1",)) as client:
        page = fetching(client, clock)(site.url)

    assert isinstance(page, Page)
    assert page.body == b"".join(parts)


def test_status_203_is_a_page(site: Site, fetch: PoliteFetcher) -> None:
    site.answer(Answer(body=b"<p>changed on the way</p>", status=203))

    page = fetch(site.url)

    assert isinstance(page, Page)
    assert fetch.locate(site.url) == site.url
