"""Serve a site, fetch from it with the real client, and fake the servers of one host."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from fakes.clock import FakeClock
from fakes.polite import fetching
from fakes.site import Site, serving
from fetch.fake_origin import Origin
from fetch.fetched_pages import HTML
from ilofeed.app.clock import SystemClock
from ilofeed.core.protocols import Store
from ilofeed.fetch.client import Fetcher
from ilofeed.fetch.politeness import PoliteFetcher
from ilofeed.fetch.user_agent import default_user_agent
from ilofeed.store import open_store


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        site.show(HTML)
        yield site


@pytest.fixture
def fetch() -> Iterator[PoliteFetcher]:
    clock = SystemClock()
    with Fetcher(
        clock,
        timeout=timedelta(seconds=5),
        max_bytes=10_000,
        allow_private=("127.0.0.1",),
        headers={"User-Agent": default_user_agent("ops@example.org")},
    ) as client:
        yield fetching(client, clock)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def origin(clock: FakeClock) -> Origin:
    return Origin(clock)


@pytest.fixture
def store() -> Iterator[Store]:
    store = open_store("sqlite:///:memory:")
    yield store
    store.close()
