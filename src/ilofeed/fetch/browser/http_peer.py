"""One side of a connection of the proxy, read and written by h11, which checks the protocol on both sides."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from typing import Protocol

import h11

_CHUNK = 64 * 1024
_MAX_HEAD = 64 * 1024

# RFC 9110 section 7.6.1. Without Transfer-Encoding, which h11 keeps right on both sides.
_HOP_BY_HOP = frozenset(
    b"connection keep-alive proxy-connection proxy-authenticate proxy-authorization te upgrade".split()
)


class Headers(Protocol):
    """The headers of a message of h11: their names in small letters, or as they were spelled."""

    def __iter__(self) -> Iterator[tuple[bytes, bytes]]:
        """Return names and values."""

    def raw_items(self) -> list[tuple[bytes, bytes]]:
        """Return names as they were spelled, and values."""


class HttpPeer:
    """A connection over *connected*, on which this program has the role *role* of h11."""

    def __init__(self, connected: socket.socket, role: type[h11.CLIENT | h11.SERVER]) -> None:
        self._socket = connected
        self._http = h11.Connection(role, max_incomplete_event_size=_MAX_HEAD)
        #: Receives the number of bytes of each read; may raise OSError.
        self.count: Callable[[int], None] = lambda _: None

    def next(self) -> h11.Event | type[h11.NEED_DATA | h11.PAUSED]:
        """Return the next event. Raises OSError, h11.RemoteProtocolError."""
        while (event := self._http.next_event()) is h11.NEED_DATA:
            data = self._socket.recv(_CHUNK)
            self.count(len(data))
            self._http.receive_data(data)
        return event

    def send(self, event: h11.Event) -> None:
        """Send *event*. Raises OSError, h11.LocalProtocolError."""
        if data := self._http.send(event):
            self._socket.sendall(data)

    def answer(self, status: int, *headers: tuple[str, str]) -> None:
        """Send a whole answer of *status* without content, the last one of the connection."""
        own = (("Content-Length", "0"), ("Connection", "close"))
        self.send(h11.Response(status_code=status, headers=[*headers, *own]))
        self.send(h11.EndOfMessage())

    def trailing(self) -> bytes:
        """Return what was received after the request for a tunnel."""
        return self._http.trailing_data[0]


def forward(request: h11.Request, target: bytes, browser: HttpPeer, server: HttpPeer) -> None:
    """Send *request* of *browser* for *target*, a path, to *server*, and its answer back. One request a connection."""
    server.send(
        h11.Request(
            method=request.method,
            target=target,
            headers=[*_end_to_end(request.headers), (b"Connection", b"close")],
        )
    )
    _copy_body(browser, server)
    while isinstance(response := server.next(), h11.InformationalResponse):
        continue
    if not isinstance(response, h11.Response):
        return
    headers = [*_end_to_end(response.headers), (b"Connection", b"close")]
    browser.send(h11.Response(status_code=response.status_code, reason=response.reason, headers=headers))
    _copy_body(server, browser)


def _copy_body(source: HttpPeer, target: HttpPeer) -> None:
    while isinstance(event := source.next(), h11.Data):
        target.send(event)
    if isinstance(event, h11.EndOfMessage):
        target.send(h11.EndOfMessage())


def _end_to_end(headers: Headers) -> list[tuple[bytes, bytes]]:
    """Return *headers*, spelled as they were, without those that are for one connection alone."""
    listed = b",".join(value for name, value in headers if name == b"connection").lower().split(b",")
    dropped = _HOP_BY_HOP | {name.strip() for name in listed}
    return [(name, value) for name, value in headers.raw_items() if name.lower() not in dropped]
