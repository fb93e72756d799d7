"""uvicorn, set up for strangers: small heads, no patience with slow ones, a quick end."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import resource
import socket
from collections.abc import Callable
from contextlib import ExitStack, nullcontext, suppress
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from ilofeed.errors import ConfigError

# Bytes of a request's line and headers together.
_HEAD = 16 * 1024
# Seconds: without a request on an open connection, and for answers under way when told to end.
_IDLE = 15.0
_LAST = 4
# Seconds: for the head of a request to come, and for its answer to be taken.
_FOR_HEAD = 10.0
_FOR_ANSWER = 60.0
_CONNECTIONS = 10_000


def make_room() -> None:
    """Let this process have as many connections as it may: the usual limit is one thousand."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens at *host* and *port*; 0 takes a free one. Raises ConfigError where that cannot be."""
    try:
        family, kind, proto, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with ExitStack() as stack:
            listening = stack.enter_context(socket.socket(family, kind, proto))
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(place)
            listening.listen(512)
            stack.pop_all()  # open from here on
    except OSError as error:
        why = "is taken by another program" if error.errno == errno.EADDRINUSE else f"({error.strerror or error})"
        raise ConfigError(
            f"cannot listen at {host} port {port}: {why}; name another with --host and --port"
        ) from error
    return listening


def is_loopback(host: str) -> bool:
    """Whether *host*, an address or ``localhost``, is this machine alone."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


class Server:
    """Serves an ASGI application on a socket until it is told to stop."""

    def __init__(self, app: Callable[..., Any], listening: socket.socket) -> None:
        self._socket = listening
        self._server = _Quiet(
            uvicorn.Config(
                app,
                lifespan="off",
                access_log=False,
                log_config=None,
                server_header=False,
                date_header=True,
                proxy_headers=False,  # base_url decides; whoever asks cannot
                http=_Impatient,
                ws="none",
                timeout_keep_alive=int(_IDLE),
                timeout_graceful_shutdown=_LAST,
                limit_concurrency=_CONNECTIONS,
            )
        )

    def run(self) -> None:
        """Serve until `stop` is called from another thread; answers under way are ended first."""
        with suppress(KeyboardInterrupt):
            self._server.run(sockets=[self._socket])

    def stop(self) -> None:
        """End soon."""
        self._server.should_exit = True


class _Quiet(uvicorn.Server):
    """Leaves the signals to the program."""

    def capture_signals(self) -> Any:  # noqa: ANN401 - a context manager of uvicorn's
        """Not here."""
        return nullcontext()


class _Impatient(HttpToolsProtocol):
    """Breaks off with clients that dawdle: uvicorn itself waits for ever for a head, and for a reader."""

    _timer: asyncio.TimerHandle | None = None
    _is_answering = False
    _is_idle = False
    _head = 0  # bytes of a head that is not complete yet

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._wait(_FOR_HEAD)

    def data_received(self, data: bytes) -> None:
        """Take in a part of a request."""
        begins = self._is_idle
        self._head += len(data)
        super().data_received(data)
        if self._head > _HEAD and not self._is_answering:  # and it is not complete even now
            self.send_400_response("The head of the request is too long.")
            return
        cycle: Any = self.cycle  # None before the first request, whatever its type says
        is_answering = cycle is not None and not cycle.response_complete
        if is_answering and not self._is_answering:
            self._wait(_FOR_ANSWER)
        elif begins and not is_answering and self._is_idle:
            self._is_idle = False
            self._wait(_FOR_HEAD)
        self._is_answering = is_answering

    def on_headers_complete(self) -> None:
        """Begin to answer."""
        self._head = 0
        if len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > _HEAD:
            self.send_400_response("The head of the request is too long.")
            return
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        """Begin to wait for the next request."""
        self._is_answering = False
        self._is_idle = True
        self._wait(_IDLE)
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self, seconds: float) -> None:
        self._stop_waiting()
        self._timer = self.loop.call_later(seconds, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
