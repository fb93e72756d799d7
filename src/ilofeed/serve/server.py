"""uvicorn, set up for strangers: small heads, no patience with slow ones, a quick end."""

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

# uvicorn breaks off what its connections have not ended by then.
_PATIENCE = int(LAST) + 1
_CONNECTIONS = 10_000
# Seconds after which a thread that makes a page lets the one that serves feeds go on.
_SWITCH = 0.001


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
    except (OSError, UnicodeError) as error:  # the latter for a name that no look-up can be asked for
        number, said = (error.errno, error.strerror) if isinstance(error, OSError) else (None, None)
        why = "is taken by another program" if number == errno.EADDRINUSE else f"({said or error})"
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
                log_level="error",  # of what strangers send wrong there is no end
                server_header=False,
                date_header=True,
                proxy_headers=False,  # base_url decides; whoever asks cannot
                http=FeedHttpProtocol,
                ws="none",
                timeout_keep_alive=int(IDLE),
                timeout_graceful_shutdown=_PATIENCE,
                limit_concurrency=_CONNECTIONS,
            )
        )

    def run(self) -> None:
        """Serve until `stop` is called from another thread; answers under way are ended first."""
        sys.setswitchinterval(_SWITCH)
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
