"""Pools of connections that are kept for the next request to the same origin, for a short time.

httpx has its own pool, but searches all of it at every request, and closes expired connections
only at the next request. Here each origin has its own pool, and a thread borrows it for the time of an
exchange. A pool that was not borrowed for some seconds is closed, regardless of the thread that used it last.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpcore
import httpx

from ilofeed.core.errors import FetchError
from ilofeed.core.proxies import Proxy
from ilofeed.fetch.route import Route
from ilofeed.fetch.ssrf_guard import GuardedBackend
from ilofeed.fetch.transport import Transport
from ilofeed.fetch.trust import Trust

#: Seconds for which an unused connection is kept: enough for the pages of one poll, not until the next poll.
IDLE_CONNECTION_S = 5.0
# The most unused pools: twice the number of hosts that are polled in parallel.
_MAX_IDLE_POOLS = 16

# For plain http: trusts no certificate, and so needs no loading of certificates.
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

_PORTS = {"http": 80, "https": 443}

_Origin = tuple[str, bytes, int | None]


class Pools:
    """Lender of connections. Threads may share it."""

    def __init__(self, network: GuardedBackend, route: Route, monotonic: Callable[[], float]) -> None:
        """Connect through *network*; *monotonic* returns seconds, as `time.monotonic`."""
        self._network = network
        self._proxies = route.proxies
        self._trust = Trust(route.ca)
        self._monotonic = monotonic
        self._lock = threading.Lock()
        #: Unused pools, each with its origin and the time of its return, the oldest first.
        self._idle: dict[Transport, tuple[_Origin, float]] = {}
        self._is_closed = False

    @contextmanager
    def lent(self, url: httpx.URL) -> Iterator[Transport]:
        """Lend the pool of the origin of *url*, which nothing else uses in this block."""
        origin = (url.scheme, url.raw_host, url.port)  # the host as text would be decoded, which can fail
        pool = self._taken(origin) or self._made(origin)
        try:
            yield pool
        finally:
            with self._lock:
                self._idle[pool] = (origin, self._monotonic())
            self.close_idle(0.0 if self._is_closed else IDLE_CONNECTION_S)

    def close_idle(self, older: float = IDLE_CONNECTION_S) -> None:
        """Close the connections that were not used for *older* seconds."""
        now = self._monotonic()
        with self._lock:
            surplus = len(self._idle) - _MAX_IDLE_POOLS
            expired = [
                pool
                for at, (pool, (_, since)) in enumerate(self._idle.items())
                if at < surplus or now - since >= older
            ]
            for pool in expired:
                del self._idle[pool]
        for pool in expired:
            pool.close()

    def close(self) -> None:
        """Close all connections: those that are lent, on their return."""
        self._is_closed = True
        self.close_idle(0.0)

    def _taken(self, origin: _Origin) -> Transport | None:
        with self._lock:
            found = next((pool for pool, (its, _) in self._idle.items() if its == origin), None)
            if found is not None:
                del self._idle[found]
        return found

    def _made(self, origin: _Origin) -> Transport:
        scheme, host, port = origin
        trust = self._trust.context() if scheme == "https" else _NO_TLS
        proxy = self._proxies.of(scheme, host.decode("ascii"), port or _PORTS[scheme])
        forwards = proxy is not None and scheme == "http" and not proxy.is_socks
        return Transport(
            self._through(proxy, forwards=forwards),
            trust,
            keepalive_s=IDLE_CONNECTION_S,
            forwarder=proxy if forwards else None,
        )

    def tunnel(self, scheme: str, host: str, port: int) -> httpcore.NetworkStream:
        """Return a connection to *host* for requests of *scheme* that another program makes.

        Raises FetchError and TRANSPORT_ERRORS.
        """
        proxy = self._proxies.of(scheme, host, port)
        if proxy is not None and proxy.scheme == "https":
            raise FetchError("proxy", f"a browser cannot use the proxy {proxy}; it needs an http or socks5 proxy")
        return self._through(proxy, forwards=False).connect_tcp(host, port)

    def _through(self, proxy: Proxy | None, *, forwards: bool) -> httpcore.NetworkBackend:
        if proxy is None:
            return self._network
        from ilofeed.fetch.proxy import ProxyBackend  # noqa: PLC0415 - few networks have one

        return ProxyBackend(self._network, proxy, self._trust, resolves=self._proxies.resolve, forwards=forwards)
