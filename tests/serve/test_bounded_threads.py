"""Slow answers: the limit of requests that wait for them, and requests that never wait."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from fakes.clock import FakeClock
from ilofeed.core.errors import StoreError
from ilofeed.serve.asgi_app import OF_PAGES, Pages, Site
from ilofeed.serve.bounded_threads import BusyError, Workers
from ilofeed.serve.feed_files import Feeds
from ilofeed.serve.file_cache import Document, Documents
from ilofeed.serve.metrics import Metrics

Answer = tuple[int, dict[bytes, bytes]]


def site(folder: Path, *, find: Any, waiting: int = 3) -> Site:
    """Return a site of one feed, whose pages *find* makes of the search words."""
    (folder / "news.rss").write_text("<rss/>")
    page = Document(b"<p>", "text/html", OF_PAGES)

    def feed(_slug: str, words: str, _kicker: str, _language: str, _before: int) -> Document:
        if words:
            find(words)
        return page

    pages = Pages(index=lambda: page, feed=feed, status=lambda: {"sources": []})
    documents = Documents(folder, FakeClock(), lambda _: ())
    figures = Metrics(tuple, list, FakeClock().now)
    return Site(Feeds(documents, figures.count, lambda name: name == "news"), pages, figures, waiting=waiting)


async def get(site: Site, path: str) -> Answer:
    """Return the status and the headers of the answer of *site*."""
    target, _, query = path.partition("?")
    sent: list[Mapping[str, Any]] = []

    async def send(message: Mapping[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": target, "query_string": query.encode(), "headers": []}
    await site(scope, None, send)
    return sent[0]["status"], dict(sent[0]["headers"])


def test_only_searches_beyond_the_queue_are_asked_to_retry(tmp_path: Path) -> None:
    go_on = threading.Event()
    stuck = site(tmp_path, find=lambda _: go_on.wait(30), waiting=3)

    async def ask() -> tuple[list[Answer], list[Answer]]:
        searches = [asyncio.ensure_future(get(stuck, f"/news.html?q={number}")) for number in range(20)]
        refused = [await each for each in searches[5:]]  # two run, three wait
        paths = ("/healthz", "/status.json", "/metrics", "/", "/news.html", "/news.rss", "/news")
        others = [await get(stuck, path) for path in paths]
        go_on.set()
        assert [status for status, _ in await asyncio.gather(*searches[:5])] == [200] * 5
        assert (await get(stuck, "/news.html?q=more"))[0] == 200  # there is room again
        return refused, others

    refused, others = asyncio.run(ask())

    assert {status for status, _ in refused} == {503}
    assert all(int(headers[b"retry-after"]) > 0 for _, headers in refused)
    assert [status for status, _ in others] == [200] * 7


def test_a_search_that_fails_is_asked_to_retry_and_frees_its_place(tmp_path: Path) -> None:
    def find(_: str) -> None:
        raise StoreError("/var/lib/secret took too long to answer")

    broken = site(tmp_path, find=find, waiting=1)

    async def ask() -> list[Answer]:
        return [await get(broken, "/news.html?q=x") for _ in range(10)]

    for status, headers in asyncio.run(ask()):
        assert status == 503
        assert b"retry-after" in headers


def test_a_search_that_waited_too_long_is_asked_to_retry_and_frees_its_place() -> None:
    go_on = threading.Event()
    workers = Workers(threads=1, waiting=1, patience=0.01)

    async def ask() -> None:
        for _ in range(2):
            with pytest.raises(BusyError):
                await workers(lambda: go_on.wait(30))
        go_on.set()
        while workers.room != 2:
            await asyncio.sleep(0)
        assert await workers(lambda: "made") == "made"

    asyncio.run(ask())
