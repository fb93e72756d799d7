"""A web site on loopback, real sockets and all, that behaves as a test tells it."""

from __future__ import annotations

import gzip
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LIST_PATH = "/empent/areas/covid-19/news/lang--en/index.htm"


@dataclass
class Request:
    """What the site was asked."""

    path: str
    headers: dict[str, str]
    body: bytes = b""


@dataclass
class Answer:
    """What the site says."""

    body: bytes = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    validators: bool = True  #: whether it comes with an ETag, and 304 is answered to it
    gzipped: bool = False
    raw: bytes | None = None  #: sent as it is, in place of a whole HTTP answer


class Site:
    """The pages of one origin, and every request that came for them."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.requests: list[Request] = []
        self._answers: dict[str, Answer] = {}
        self.missing = Answer(status=404, body=b"<p>Not here.</p>")  #: for every other path
        self._arrived = threading.Event()
        self._open = threading.Event()
        self._open.set()
        self._held_path = ""
        self.most_at_once = 0  #: requests that were being answered at the same time
        self._at_once = 0
        self._counting = threading.Lock()
        self.connections = 0  #: that were made so far
        self.clock: Callable[[], datetime] | None = None  #: of the server, for the header Date; None: the real one

    @property
    def url(self) -> str:
        """The address of the list page."""
        return self.origin + LIST_PATH

    def show(self, body: str | bytes, path: str = LIST_PATH) -> None:
        """Answer *path* with this page, as a well-behaved server does."""
        data = body.encode() if isinstance(body, str) else body
        self.answer(Answer(body=data), path)

    def answer(self, answer: Answer, path: str = LIST_PATH) -> None:
        """Answer *path* with exactly this."""
        self._answers[path] = answer

    def hold(self) -> None:
        """From now on let every request wait."""
        self._arrived.clear()
        self._open.clear()

    def hold_path(self, path: str) -> None:
        """From now on let every request for *path* wait."""
        self._held_path = path
        self.hold()

    def await_request(self) -> None:
        """Return when a held request has come."""
        assert self._arrived.wait(30)

    def release(self) -> None:
        """Let the held requests go on."""
        self._open.set()

    def asked(self, path: str = LIST_PATH) -> list[Request]:
        """The requests for *path* so far."""
        return [request for request in self.requests if request.path == path]

    def receive(self, request: Request) -> Answer:
        """The answer to *request*, when it is due."""
        with self._counting:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        self.requests.append(request)
        if self._held_path in ("", request.path):
            self._arrived.set()
            self._open.wait(30)
        with self._counting:
            self._at_once -= 1
        return self._answers.get(request.path, self.missing)


@contextmanager
def serving(address: str = "127.0.0.1", *, tls: ssl.SSLContext | None = None, origin: str = "") -> Iterator[Site]:
    """A site on a free port of *address*, on loopback, for as long as the block lasts.

    With an *origin* it is called so, and on the port 443.
    """
    with _Server((address, 443 if origin else 0), _Handler) as server:
        server.daemon_threads = True
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        site = Site(origin or f"http{'s' if tls else ''}://{address}:{server.server_port}")
        server.site = site  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients that break off are what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 5

    def setup(self) -> None:
        super().setup()
        site: Site = self.server.site  # type: ignore[attr-defined]
        site.connections += 1

    def date_time_string(self, timestamp: float | None = None) -> str:
        site: Site = self.server.site  # type: ignore[attr-defined]
        return super().date_time_string(site.clock().timestamp() if site.clock else timestamp)

    def do_GET(self) -> None:
        site: Site = self.server.site  # type: ignore[attr-defined]
        answer = site.receive(Request(path=self.path, headers=dict(self.headers.items())))
        if answer.raw is not None:
            self.close_connection = True
            self.wfile.write(answer.raw)
            return
        etag = f'"{sha256(answer.body).hexdigest()[:16]}"'
        if answer.status == 200 and answer.validators and self.headers.get("If-None-Match") == etag:
            self._send(304, b"", {"ETag": etag})
            return
        headers = {"Content-Type": answer.content_type, **answer.headers}
        if answer.status == 200 and answer.validators:
            headers["ETag"] = etag
        body = answer.body
        if answer.gzipped:
            body = gzip.compress(body, mtime=0)
            headers["Content-Encoding"] = "gzip"
        self._send(answer.status, body, headers)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        site: Site = self.server.site  # type: ignore[attr-defined]
        answer = site.receive(Request(path=self.path, headers=dict(self.headers.items()), body=body))
        self._send(answer.status, answer.body, answer.headers)

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        with suppress(ConnectionError):  # the other side may have been killed
            self._sent(status, body, headers)

    def _sent(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """The requests are in Site.requests."""
