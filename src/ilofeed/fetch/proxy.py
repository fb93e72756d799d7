"""Connections through a proxy, as a network backend of httpcore: above it, nothing differs from a direct connection.

httpcore has proxies of its own, but gives them the name of the host, which they look up. Here the name is looked up
and checked first, and the proxy gets the checked address (`ilofeed.fetch.ssrf_guard`); the certificate must still be
that of the name. A request for http through an HTTP proxy contains the name, and the proxy looks it up again.
"""

from __future__ import annotations

from collections.abc import Iterable

import httpcore

from ilofeed.core.errors import FetchError
from ilofeed.core.proxies import Proxy
from ilofeed.fetch.ssrf_guard import GuardedBackend
from ilofeed.fetch.transport import ProxyError
from ilofeed.fetch.trust import Trust

_OK = range(200, 300)
_WANTS_LOGIN = 407


class ProxyBackend(httpcore.NetworkBackend):
    """Network backend that connects to hosts through *proxy*; threads may share it."""

    def __init__(
        self, network: GuardedBackend, proxy: Proxy, trust: Trust, *, resolves: bool, forwards: bool
    ) -> None:
        """Connect through *proxy*, which looks up names if it *resolves*, and gets whole requests if it *forwards*."""
        self._network = network
        self._proxy = proxy
        self._trust = trust
        self._resolves = resolves or proxy.scheme == "socks5h"
        self._forwards = forwards

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,  # noqa: ARG002 - of the connection to the host
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002 - see above
    ) -> httpcore.NetworkStream:
        """Return a connection to *host*. Raises FetchError where none is permitted, ProxyError, and ReadTimeout."""
        addresses = self._network.checked(host, port, resolve=not self._resolves)
        if self._forwards:
            return self._to_proxy(timeout)
        # Few proxies reach IPv6.
        *first, last = [str(ip) for ip in sorted(addresses, key=lambda ip: ip.version)] or [host]
        for target in first:
            try:
                return self._through(self._to_proxy(timeout), target, port)
            except ProxyError:
                continue
        return self._through(self._to_proxy(timeout), last, port)

    def _to_proxy(self, timeout: float | None) -> httpcore.NetworkStream:
        proxy = self._proxy
        try:
            stream: httpcore.NetworkStream = self._network.connect_to_proxy(proxy.host, proxy.port, timeout)
            if proxy.scheme == "https":
                stream = stream.start_tls(self._trust.context(), proxy.host, timeout)
        except (httpcore.NetworkError, FetchError) as error:
            raise ProxyError(f"the proxy {proxy} cannot be reached: {error}") from error
        return stream

    def _through(self, stream: httpcore.NetworkStream, target: str, port: int) -> httpcore.NetworkStream:
        """Return the connection to *target* that the proxy at the other end of *stream* makes; else close it."""
        try:
            if not self._proxy.is_socks:
                return self._connect(stream, target, port)
            from ilofeed.fetch.socks import connect  # noqa: PLC0415 - few proxies are of this kind

            connect(stream, self._proxy, target, port)
        except BaseException as error:
            stream.close()
            if isinstance(error, (httpcore.NetworkError, httpcore.ProtocolError)) and not isinstance(
                error, ProxyError
            ):
                raise ProxyError(f"the proxy {self._proxy} sent a broken answer: {error}") from error
            raise
        return stream

    def _connect(self, stream: httpcore.NetworkStream, target: str, port: int) -> httpcore.NetworkStream:
        """Ask an HTTP proxy for a connection (RFC 9110 section 9.3.6)."""
        proxy = self._proxy
        authority = f"[{target}]:{port}" if ":" in target else f"{target}:{port}"
        headers: dict[bytes | str, bytes | str] = {"Host": authority}
        if proxy.authorization:
            headers["Proxy-Authorization"] = proxy.authorization
        url = httpcore.URL(scheme="http", host=proxy.host, port=proxy.port, target=authority)
        connection = httpcore.HTTP11Connection(url.origin, stream)
        answer = connection.handle_request(httpcore.Request("CONNECT", url, headers=headers))
        if answer.status in _OK:
            tunnel: httpcore.NetworkStream = answer.extensions["network_stream"]
            return tunnel
        if answer.status == _WANTS_LOGIN:
            raise ProxyError(f"the proxy {proxy} wants another user name and password than fetch.proxy has")
        reason = bytes(answer.extensions.get("reason_phrase", b"")).decode("ascii", "replace")
        raise ProxyError(
            f"the proxy {proxy} makes no connection to {authority}: {answer.status} {reason}".rstrip()
        )
