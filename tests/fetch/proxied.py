"""Clients that reach everything through a proxy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from fakes.polite import fetching
from fakes.site import Site
from ilofeed.app.clock import SystemClock
from ilofeed.core import proxies
from ilofeed.core.proxies import Proxies, Proxy
from ilofeed.fetch.client import Fetcher
from ilofeed.fetch.politeness import PoliteFetcher
from ilofeed.fetch.route import Route


@contextmanager
def through(
    url: str,
    *,
    ca: Path | str = "",
    allow: tuple[str, ...] = ("localhost",),
    without: tuple[str, ...] = (),
    resolve: bool = False,
    timeout: float = 5,
) -> Iterator[PoliteFetcher]:
    """A client that reaches everything through the proxy at *url*."""
    route = Route(ca=str(ca), proxies=Proxies(by_scheme=schemes(url), without=without, resolve=resolve))
    clock = SystemClock()
    with Fetcher(clock, allow_private=allow, route=route, timeout=timedelta(seconds=timeout)) as client:
        yield fetching(client, clock)


def schemes(url: str) -> dict[str, Proxy]:
    """The proxy at *url* for both schemes of addresses."""
    proxy = proxies.parsed(url)
    assert proxy is not None
    return {"http": proxy, "https": proxy}


def client_of(url: str) -> Fetcher:
    """The client itself, with the proxy at *url*."""
    route = Route(proxies=Proxies(by_scheme=schemes(url)))
    return Fetcher(SystemClock(), allow_private=("localhost",), route=route)


def by_name(site: Site) -> str:
    """The address of the list of *site* by the name that the proxies look up too."""
    return site.url.replace("127.0.0.1", "localhost")
