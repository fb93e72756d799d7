"""The real server on a free port of 127.0.0.1, and plain requests to it."""

from __future__ import annotations

import http.client
import re
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from typing import IO
from urllib.parse import urlencode

from lxml import html

from ilofeed.app import use_cases, web_app
from ilofeed.app.container import Container
from ilofeed.app.operator_requests import OperatorRequests, in_own_threads
from ilofeed.serve.server import Server, listen


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
    admin: str = ""  #: the secret path of the admin site, if it is on

    @property
    def preview(self) -> str:
        """The path of the page to try others."""
        return f"{self.admin}try" if self.admin else ""

    @cached_property
    def token(self) -> str:
        """The token of the forms of the admin site."""
        got = self.get(self.preview)
        form = html.document_fromstring(self.get(got.headers.get("location", self.preview)).body)
        return form.cssselect("input[name=token]")[0].get("value", "")

    def get(self, path: str, method: str = "GET", **headers: str) -> Got:
        return self.send(method, path, b"", headers)

    def post(self, path: str, form: Mapping[str, str], **headers: str) -> Got:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        given = {"token": self.token} | dict(form) if self.admin and path.startswith(self.admin) else form
        return self.send("POST", path, urlencode(given).encode(), kind | headers)

    def exchange(self, sent: bytes) -> bytes:
        """Send these bytes and no more; return all bytes until the server closes the connection."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as raw:
            raw.sendall(sent)
            raw.shutdown(socket.SHUT_WR)
            answer = b""
            while part := raw.recv(65536):
                answer += part
        return answer

    def answer(self, *headers: str, path: str = "/news.rss", version: str = "1.1") -> bytes:
        """Return all bytes of the answer to a request with these header lines, which may be repeated."""
        return self.exchange("\r\n".join([f"GET {path} HTTP/{version}", *headers, "", ""]).encode("utf-8"))

    def send(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Got:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body=body or None, headers=named)
            response = connection.getresponse()
            return Got(
                status=response.status,
                headers={name.lower(): value for name, value in response.getheaders()},
                body=response.read(),
            )
        finally:
            connection.close()


def client_of(logged: IO[str], wait_for: str) -> Client:
    """Return the client of the program whose log is *logged*, when that has *wait_for*."""
    port, admin = 0, ""
    for line in logged:
        if found := re.search(r"serving at http://127\.0\.0\.1:(\d+)/", line):
            port = int(found[1])
        if found := re.search(r"admin site at http://[^/]+(/admin/[^,]+)", line):
            admin = found[1]
        if wait_for in line:
            break
    return Client(port, admin)


@contextmanager
def served(app: Container, *, admin: bool = False) -> Iterator[Client]:
    """*app* over HTTP for as long as the block lasts."""
    use_cases.make_ready(app)
    listening = listen("127.0.0.1", 0)
    requests = OperatorRequests() if admin else None
    site = web_app.site(app, requests)
    client = Client(listening.getsockname()[1], site.admin.path if site.admin else "")
    server = Server(site, listening)
    thread = threading.Thread(target=server.run)
    with in_own_threads(app, requests) if requests else nullcontext():
        thread.start()
        try:
            yield client
        finally:
            server.stop()
            thread.join(30)
            assert not thread.is_alive()
