"""A plain web server for an output folder: static files with validators, as any host has them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from ilofeed.publish.render import MEDIA_TYPES


@dataclass
class Shelf:
    """What readers see of the folder."""

    url: str
    folder: Path
    is_down: bool = False
    statuses: list[int] = field(default_factory=list)


@contextmanager
def shelving(folder: Path) -> Iterator[Shelf]:
    """*folder* on a free port of 127.0.0.1 for as long as the block lasts."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.daemon_threads = True
        shelf = Shelf(url=f"http://127.0.0.1:{server.server_port}/", folder=folder)
        server.shelf = shelf  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield shelf
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 10

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        shelf: Shelf = self.server.shelf  # type: ignore[attr-defined]
        path = shelf.folder / self.path.lstrip("/")
        if shelf.is_down:
            self._send(503, b"", {"Retry-After": "60"})
        elif not path.is_file():
            self._send(404, b"", {})
        else:
            self._send_file(path)

    def _send_file(self, path: Path) -> None:
        data = path.read_bytes()
        etag = f'"{sha256(data).hexdigest()[:32]}"'
        modified = format_datetime(datetime.fromtimestamp(int(path.stat().st_mtime), UTC), usegmt=True)
        headers = {
            "ETag": etag,
            "Last-Modified": modified,
            "Content-Type": f"{MEDIA_TYPES.get(path.suffix[1:], 'text/html')}; charset=utf-8",
        }
        asked = self.headers.get("If-None-Match")
        known = etag in asked if asked else self.headers.get("If-Modified-Since") == modified
        self._send(304 if known else 200, b"" if known else data, headers)

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.server.shelf.statuses.append(status)  # type: ignore[attr-defined]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """The statuses are in the Shelf."""
