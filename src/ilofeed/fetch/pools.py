"""A small pool of connections for each origin, not one large one: httpx looks through a pool at every request.

Each thread has its own few, because one thread asks one host at a time.
"""

from __future__ import annotations

import ssl
import threading
from functools import cached_property

import httpx

from ilofeed.fetch.guard import GuardedBackend

# Origins whose connections a thread keeps: a page's own, and where its redirects lead.
_KEPT = 4

# For plain http: trusts nobody, and costs no loading of certificates.
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class Pools:
    """Hands each request to the pool of its origin. Threads may share it."""

    def __init__(self, network: GuardedBackend) -> None:
        self._network = network
        self._lock = threading.Lock()
        self._here = threading.local()
        self._all: set[httpx.HTTPTransport] = set()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send *request*. Raises what httpx raises."""
        return self._pool(request.url).handle_request(request)

    def close(self) -> None:
        """Let go of all connections."""
        with self._lock:
            pools, self._all = self._all, set()
        for pool in pools:
            pool.close()

    def _pool(self, url: httpx.URL) -> httpx.HTTPTransport:
        pools: dict[tuple[str, str, int | None], httpx.HTTPTransport] = self._here.__dict__.setdefault("pools", {})
        origin = (url.scheme, url.host, url.port)
        pool = pools.pop(origin, None) or self._made(origin)
        pools[origin] = pool  # the last of them was used last
        while len(pools) > _KEPT:
            oldest = pools.pop(next(iter(pools)))
            with self._lock:
                self._all.discard(oldest)
            oldest.close()
        return pool

    def _made(self, origin: tuple[str, str, int | None]) -> httpx.HTTPTransport:
        pool = httpx.HTTPTransport(
            verify=self._trust if origin[0] == "https" else _NO_TLS,
            trust_env=False,
            limits=httpx.Limits(max_connections=2, max_keepalive_connections=1),
        )
        # httpx has no public way in for a network backend; a test watches over this one.
        pool._pool._network_backend = self._network
        with self._lock:
            self._all.add(pool)
        return pool

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        """The certificates that are trusted, loaded once and only if they are needed."""
        return httpx.create_ssl_context(trust_env=False)
