"""Requests and responses over a connection pool of httpcore, which accepts our network backend.

httpx is not used. Loading it takes a seventh of a poll that is started for it, its transport has no parameter for
the backend, and its client adds cookies, logins and proxies.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping, Sequence

import httpcore

from ilofeed.fetch.address import Address

#: The errors of a request that failed on the network or broke the protocol.
TRANSPORT_ERRORS = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError)

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Headers(Mapping[str, str]):
    """Headers of a response, by names in any case; values of the same name are joined by commas."""

    def __init__(self, raw: Sequence[tuple[bytes, bytes]]) -> None:
        self._values: dict[str, str] = {}
        coding = _coding(raw)
        for name, value in raw:
            key, text = name.decode("latin-1").lower(), value.decode(coding)
            self._values[key] = f"{self._values[key]}, {text}" if key in self._values else text

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def _coding(raw: Sequence[tuple[bytes, bytes]]) -> str:
    """Return the encoding of the values: UTF-8 if all are valid in it, else ISO-8859-1 (RFC 9110 section 5.5)."""
    try:
        b"\n".join(value for _, value in raw).decode()
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


class Response:
    """A response whose body is still to be read, and which must be closed."""

    def __init__(self, response: httpcore.Response) -> None:
        self._response = response
        self.status = response.status
        self.headers = Headers(response.headers)

    @property
    def reason_phrase(self) -> str:
        """The words after the status, in ASCII."""
        return bytes(self._response.extensions.get("reason_phrase", b"")).decode("ascii", errors="ignore")

    @property
    def network_stream(self) -> object:
        """The connection, as the network backend made it."""
        return self._response.extensions.get("network_stream")

    @property
    def redirect_location(self) -> str | None:
        """The target of a redirect, as the server sent it."""
        return self.headers.get("Location") if self.status in _REDIRECTS else None

    def chunks(self) -> Iterator[bytes]:
        """Yield the body as it comes, still compressed."""
        return self._response.iter_stream()

    def close(self) -> None:
        """Return the connection to its pool, or close it if the body was not read to its end."""
        self._response.close()


class Transport:
    """Connections to one origin. Raises the errors of httpcore, and those of *network*."""

    def __init__(
        self, network: httpcore.NetworkBackend, trust: ssl.SSLContext | None, *, keepalive_s: float
    ) -> None:
        """Keep one idle connection, for *keepalive_s* seconds; check certificates against *trust*."""
        self._pool = httpcore.ConnectionPool(
            ssl_context=trust,
            max_connections=2,
            max_keepalive_connections=1,
            keepalive_expiry=keepalive_s,
            network_backend=network,
        )

    def send(
        self, method: str, to: Address, headers: Mapping[str, str], body: bytes | None, seconds: float
    ) -> Response:
        """Send a request, each step within *seconds*; return the response with its body still to be read."""
        raw = [(name.encode("ascii"), value.encode("ascii")) for name, value in headers.items()]
        if body is not None:
            raw.append((b"Content-Length", str(len(body)).encode()))
        url = httpcore.URL(
            scheme=to.scheme.encode(), host=to.host.encode(), port=to.port, target=to.target.encode("ascii")
        )
        timeout = dict.fromkeys(("connect", "read", "write", "pool"), seconds)
        return Response(
            self._pool.handle_request(
                httpcore.Request(method, url, headers=raw, content=body, extensions={"timeout": timeout})
            )
        )

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()
