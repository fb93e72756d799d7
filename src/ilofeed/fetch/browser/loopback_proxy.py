"""A proxy on loopback through which alone a browser reaches the network.

It resolves each name and checks each address as for any request (`ilofeed.fetch.ssrf_guard`), and counts
connections and bytes. A password that is made for each poll keeps other programs of the machine out.
"""

from __future__ import annotations

import hmac
import logging
import re
import secrets
import selectors
import socket
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Self
from urllib.parse import SplitResult, urlsplit

import h11
import httpcore
from msgspec import Struct

from ilofeed.core import urls
from ilofeed.core.errors import FetchError
from ilofeed.core.protocols import Clock
from ilofeed.core.secrets import hide
from ilofeed.fetch.browser.http_peer import HttpPeer, forward
from ilofeed.fetch.deadline import Deadline
from ilofeed.fetch.transport import TRANSPORT_ERRORS

_logger = logging.getLogger(__name__)

_USERNAME = "ilofeed"
_CHUNK = 64 * 1024
# More than Chromium opens to a proxy at a time.
_MAX_AT_ONCE = 64
# Hosts that a message names.
_MAX_NAMED = 3


#: The function that makes a checked connection, for a scheme, a host and a port.
Connect = Callable[[str, str, int], httpcore.NetworkStream]


class TrafficLimits(Struct, frozen=True, kw_only=True):
    """Limits of all that one page loads beside itself."""

    max_bytes: int  #: in both directions
    max_connections: int = 200


class LoopbackProxy:
    """The proxy of one load, on a free port, for the length of a block.

    Outside the block nothing is accepted, and every connection is closed.
    """

    def __init__(
        self, connect: Connect, deadline: Deadline, clock: Clock, *, page: str, limits: TrafficLimits
    ) -> None:
        """Connect by *connect*, to the usual ports and to that of *page*, until the *deadline* of this thread."""
        self._connect_to = connect
        self._deadline = deadline
        self._clock = clock
        self._end = clock.monotonic() + deadline.left()
        self._page = page
        self._limits = limits
        self.username, self.password = _USERNAME, secrets.token_urlsafe(24)
        self._credential = b"Basic " + b64encode(f"{self.username}:{self.password}".encode())
        self._lock = threading.Lock()
        self._sockets: set[socket.socket] = set()
        self._is_over = False
        self._connections = self._bytes = 0
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=_MAX_AT_ONCE)
        self._acceptor = threading.Thread(target=self._accept, name="browser proxy", daemon=True)
        #: The limit that was exceeded, in words. Nothing is transferred after it.
        self.exceeded = ""
        #: The hosts that were not connected to, each with the reason.
        self.refused: dict[str, str] = {}

    def __enter__(self) -> Self:
        self._acceptor.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Accept nothing more, and end every connection."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._acceptor.join()
        self._listener.close()
        self._cut()

    @property
    def url(self) -> str:
        """Address of the proxy."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def note(self) -> str:
        """Return the hosts that were not connected to, as the end of a message; empty if there are none."""
        if not self.refused:
            return ""
        return f". Not loaded: {'; '.join(list(self.refused.values())[:_MAX_NAMED])}"

    def _accept(self) -> None:
        while True:
            try:
                browser, _ = self._listener.accept()
            except OSError:
                return
            if len(self._sockets) >= 2 * _MAX_AT_ONCE:
                browser.close()
                continue
            threading.Thread(target=self._serve, args=(browser,), name="browser proxy", daemon=True).start()

    def _serve(self, connected: socket.socket) -> None:
        """Carry out the one request of the connection *connected*."""
        with suppress(OSError, h11.ProtocolError), connected, self._registered(connected):
            browser = HttpPeer(connected, h11.SERVER)
            request = browser.next()
            if not isinstance(request, h11.Request):
                return
            if not self._is_from_browser(request):
                browser.answer(407, ("Proxy-Authenticate", 'Basic realm="ilofeed"'))
                return
            browser.count = self._count  # what other programs send is none of the page's
            self._count_connection()
            try:
                target = self._target(request)
                upstream = self._connect(target)
            except FetchError:
                browser.answer(403)
                return
            with upstream, self._registered(upstream):
                if request.method == b"CONNECT":
                    browser.send(h11.Response(status_code=200, headers=[]))
                    upstream.sendall(browser.trailing())
                    self._relay(connected, upstream)
                else:
                    server = HttpPeer(upstream, h11.CLIENT)
                    server.count = self._count
                    forward(request, _path(request.target), browser, server)

    def _is_from_browser(self, request: h11.Request) -> bool:
        given = next((value for name, value in request.headers if name == b"proxy-authorization"), b"")
        return hmac.compare_digest(given, self._credential)

    def _target(self, request: h11.Request) -> SplitResult:
        """Return the address to connect to. Raises FetchError if it is not permitted."""
        text = request.target.decode("latin-1")
        shown = hide(text)[:200]  # hidden first: a part of a secret is not recognised
        is_tunnel = request.method == b"CONNECT"
        try:
            parts = urlsplit(f"https://{text}/" if is_tunnel else text)
            port, host = parts.port, parts.hostname or ""
        except ValueError as error:
            raise self._refusal(shown, f"{shown!r} is no address") from error
        if parts.scheme not in ("http", "https") or not urls.is_host(host):
            raise self._refusal(shown, f"{shown!r} is no http or https address")
        if not urls.has_usual_port(parts.geturl(), self._page):
            raise self._refusal(host, f"{host!r} at port {port}, which the source does not name")
        return parts

    def _connect(self, target: SplitResult) -> socket.socket:
        """Return a connection to the host of *target*. Raises FetchError if there is none."""
        host, port = target.hostname or "", target.port or (443 if target.scheme == "https" else 80)
        try:
            with self._deadline.within(self._end - self._clock.monotonic()):
                stream = self._connect_to(target.scheme, host, port)
        except FetchError as error:
            raise self._refusal(host, str(error)) from error
        except TRANSPORT_ERRORS as error:
            raise self._refusal(host, f"no connection to {host!r}") from error
        connected = stream.get_extra_info("socket")
        assert isinstance(connected, socket.socket)  # noqa: S101 - httpcore's, without TLS
        # The stream would count and time each read for one thread.
        own = connected.dup()
        stream.close()
        own.settimeout(None)
        return own

    def _refusal(self, host: str, message: str) -> FetchError:
        _logger.debug("browser: %s", message)
        self.refused.setdefault(host, message)
        return FetchError("browser", message)

    def _relay(self, one: socket.socket, other: socket.socket) -> None:
        """Copy what each sends to the other until one of them ends."""
        with selectors.DefaultSelector() as selector:
            selector.register(one, selectors.EVENT_READ, other)
            selector.register(other, selectors.EVENT_READ, one)
            while True:
                for key, _ in selector.select():
                    source, target = key.fileobj, key.data
                    assert isinstance(source, socket.socket)  # noqa: S101 - registered above
                    data = source.recv(_CHUNK)
                    if not data:
                        return
                    self._count(len(data))
                    target.sendall(data)

    def _count(self, size: int) -> None:
        with self._lock:
            self._bytes += size
        if self._bytes > self._limits.max_bytes:
            self._stop(f"{self._limits.max_bytes} bytes")

    def _count_connection(self) -> None:
        with self._lock:
            self._connections += 1
        if self._connections > self._limits.max_connections:
            self._stop(f"{self._limits.max_connections} connections")

    def _stop(self, limit: str) -> None:
        """End all transfers. Raises ConnectionError."""
        self.exceeded = self.exceeded or limit
        self._cut()
        raise ConnectionError(limit)

    def _cut(self) -> None:
        with self._lock:
            self._is_over = True
            for each in self._sockets:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

    @contextmanager
    def _registered(self, connected: socket.socket) -> Iterator[None]:
        """Keep *connected* for `_cut`. Raises ConnectionError after the end."""
        with self._lock:
            if self._is_over:
                raise ConnectionError("the load is over")
            self._sockets.add(connected)
        try:
            yield
        finally:
            with self._lock:
                self._sockets.discard(connected)


def _path(target: bytes) -> bytes:
    """Return the path and query of the address *target* as they are written: a parser would change ``//a?``."""
    rest = target.split(b"://", 1)[1]
    start = re.search(rb"[/?]", rest)
    path = rest[start.start() :] if start else b""
    return path if path.startswith(b"/") else b"/" + path
