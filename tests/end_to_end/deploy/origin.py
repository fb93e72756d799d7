"""``ilofeed serve`` as the origin of a cache: some documents are fresh for a second only, and it can fail and die."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ilofeed.app import use_cases, web_app
from ilofeed.app.container import Container
from ilofeed.serve.conditional import combined
from ilofeed.serve.server import Server, listen

_MAX_AGE = re.compile(rb"max-age=[0-9]+")


class Origin:
    """The real application and the real protocol; *short* are the addresses with a short ``max-age``."""

    def __init__(self, app: Container, short: tuple[str, ...]) -> None:
        self._site = web_app.site(app)
        self._short = short
        self._listening = listen("127.0.0.1", 0)
        self._server = Server(self, self._listening)
        self._thread = threading.Thread(target=self._server.run)
        self.port: int = self._listening.getsockname()[1]
        self.is_failing = False
        self.requests: list[tuple[str, Mapping[bytes, bytes]]] = []
        self.connections: set[tuple[str, int]] = set()  #: those of requests that were not for a feed

    def quick(self, url: bytes, headers: Mapping[bytes, bytes]) -> tuple[bytes, bytes] | None:
        found = None if self.is_failing else self._site.quick(url, headers)
        if found is None:
            return None
        self.requests.append((url.decode(), headers))
        return self._shortened(url.decode(), found[0]), found[1]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        query = scope["query_string"].decode()
        self.requests.append((scope["path"] + (f"?{query}" if query else ""), combined(scope["headers"])))
        self.connections.add(tuple(scope["client"]))

        async def shortened(message: Any) -> None:
            if message["type"] == "http.response.start":
                headers = [(name, self._shortened(scope["path"], value)) for name, value in message["headers"]]
                message = {**message, "headers": headers}
            await send(message)

        if self.is_failing:
            await send({"type": "http.response.start", "status": 503, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})
        else:
            await self._site(scope, receive, shortened)

    def _shortened(self, path: str, lines: bytes) -> bytes:
        return _MAX_AGE.sub(b"max-age=1", lines) if path in self._short else lines

    def asked(self, path: str) -> int:
        """Count the requests for *path*."""
        return sum(each == path for each, _ in self.requests)

    def start(self) -> None:
        self._thread.start()

    def die(self) -> None:
        """Stop, so that nothing listens at the port."""
        self._server.stop()
        self._thread.join(30)
        assert not self._thread.is_alive()


@contextmanager
def origin(app: Container, *short: str) -> Iterator[Origin]:
    use_cases.make_ready(app)
    running = Origin(app, short)
    running.start()
    try:
        yield running
    finally:
        running.die()
