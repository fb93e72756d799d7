"""Transport of httpx over a connection pool of httpcore, which accepts our network backend.

httpx.HTTPTransport creates its pool itself, and has no parameter for the backend. httpcore.ConnectionPool
has a public one, so the SSRF guard is inserted at this layer.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator

import httpcore
import httpx

from ilofeed.core.proxies import Proxy

#: The errors of a request that failed on the network or broke the protocol.
TRANSPORT_ERRORS = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError)


class ProxyError(httpcore.NetworkError):
    """A proxy cannot be reached, or makes no connection; the message says why."""


class Transport(httpx.BaseTransport):
    """Transport of requests to one origin. Raises the errors of httpcore, and those of *network*."""

    def __init__(
        self,
        network: httpcore.NetworkBackend,
        trust: ssl.SSLContext,
        *,
        keepalive_s: float,
        forwarder: Proxy | None = None,
    ) -> None:
        """Keep one idle connection, for *keepalive_s* seconds; check certificates against *trust*.

        A *forwarder* is the proxy at the other end of each connection, which gets whole requests.
        """
        self._forwarder = forwarder
        self._pool = httpcore.ConnectionPool(
            ssl_context=trust,
            max_connections=2,
            max_keepalive_connections=1,
            keepalive_expiry=keepalive_s,
            network_backend=network,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send *request*, and return the response with its body still to be read."""
        url, headers = request.url, request.headers.raw
        target = url.raw_path
        if self._forwarder is not None:  # RFC 9112 section 3.2.2
            target = b"%b://%b%b" % (url.raw_scheme, url.netloc, target)
            if self._forwarder.authorization:
                headers = [*headers, (b"Proxy-Authorization", self._forwarder.authorization.encode())]
        response = self._pool.handle_request(
            httpcore.Request(
                request.method,
                httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=target),
                headers=headers,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            response.status,
            headers=response.headers,
            stream=_Body(response),
            extensions=response.extensions,
        )

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    """The body of a response of httpcore, as httpx reads it."""

    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        return self._response.iter_stream()

    def close(self) -> None:
        self._response.close()
