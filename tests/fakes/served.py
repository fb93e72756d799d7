"""The real server on a free port of 127.0.0.1, and plain requests to it."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ilofeed.app import App
from ilofeed.web.server import Server, listen


@dataclass(frozen=True)
class Got:
    """An answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True)
class Client:
    """Asks the server."""

    port: int

    def get(self, path: str, method: str = "GET", **headers: str) -> Got:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers=named)
            response = connection.getresponse()
            return Got(
                status=response.status,
                headers={name.lower(): value for name, value in response.getheaders()},
                body=response.read(),
            )
        finally:
            connection.close()


@contextmanager
def served(app: App) -> Iterator[Client]:
    """*app* over HTTP for as long as the block lasts."""
    app.make_ready()
    listening = listen("127.0.0.1", 0)
    client = Client(listening.getsockname()[1])
    server = Server(app.site, listening)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield client
    finally:
        server.stop()
        thread.join(30)
        assert not thread.is_alive()
