"""Configuration of uvicorn for untrusted clients: limits of size and time, and a quick stop."""

from __future__ import annotations

import errno
import ipaddress
import resource
import socket
import sys
from collections.abc import Callable
from contextlib import ExitStack, nullcontext, suppress
from typing import Any

import uvicorn

from ilofeed.core.errors import ConfigError
from ilofeed.serve.http_protocol import IDLE, LAST, FeedHttpProtocol

# Seconds after which uvicorn aborts the answers that its connections have not completed.
_PATIENCE = int(LAST) + 1
_CONNECTIONS = 10_000
# Seconds after which a thread that makes a page yields to the thread that serves feeds.
_SWITCH = 0.001


def make_room() -> None:
    """Raise the limit of connections of this process to the hard limit: the usual limit is one thousand."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens at *host* and *port*; 0 takes a free port. Raises ConfigError on failure."""
    try:
        family, kind, proto, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with ExitStack() as stack:
            listening = stack.enter_context(socket.socket(family, kind, proto))
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(place)
            listening.listen(512)
            stack.pop_all()  # open from here on
    except (OSError, UnicodeError) as error:  # UnicodeError for a name that cannot be encoded for a look-up
        number, message = (error.errno, error.strerror) if isinstance(error, OSError) else (None, None)
        why = "is taken by another program" if number == errno.EADDRINUSE else f"({message or error})"
        raise ConfigError(
            f"cannot listen at {host} port {port}: {why}; name another with --host and --port"
        ) from error
    return listening


def is_loopback(host: str) -> bool:
    """Return whether *host*, an address or ``localhost``, is only this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


class Server:
    """A server of an ASGI application on a socket, which runs until `stop` is called."""

    def __init__(self, app: Callable[..., Any], listening: socket.socket) -> None:
        self._socket = listening
        self._server = _Quiet(
            uvicorn.Config(
                app,
                lifespan="off",
                access_log=False,
                log_config=None,
                log_level="error",  # malformed requests would fill the log
                server_header=False,
                date_header=True,
                proxy_headers=False,  # base_url decides, not the client
                http=FeedHttpProtocol,
                ws="none",
                timeout_keep_alive=int(IDLE),
                timeout_graceful_shutdown=_PATIENCE,
                limit_concurrency=_CONNECTIONS,
            )
        )

    def run(self) -> None:
        """Serve until another thread calls `stop`, and complete the unfinished answers."""
        sys.setswitchinterval(_SWITCH)
        with suppress(KeyboardInterrupt):
            self._server.run(sockets=[self._socket])

    def stop(self) -> None:
        """Ask the server to stop soon."""
        self._server.should_exit = True


class _Quiet(uvicorn.Server):
    """A server of uvicorn that leaves the signals to the program."""

    def capture_signals(self) -> Any:  # noqa: ANN401 - a context manager of uvicorn's
        """Do nothing: the program handles signals."""
        return nullcontext()
