"""An origin on raw sockets, so that it can do everything wrong that a server can do."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256

LIST_PATH = "/news/lang--en/index.htm"

#: What is done with a request for the list: its path and headers in small letters, and the connection.
Behaviour = Callable[[str, dict[str, str], socket.socket], None]


class Origin:
    """Answers the list page as a good server does, unless a test sets another behaviour."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self.page = b""
        self.robots: Behaviour | None = None  #: None: there is none
        self.behaviour: Behaviour | None = None  #: for the list; None: good
        self.hub: Behaviour | None = None  #: for a POST, as to a hub; None: it is accepted
        self.over = threading.Event()  #: for those who would go on for ever
        self.port = listener.getsockname()[1]

    @property
    def url(self) -> str:
        """The address of the list page."""
        return f"http://127.0.0.1:{self.port}{LIST_PATH}"

    def close(self) -> None:
        """Listen no more."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def answer(self, connection: socket.socket) -> None:
        """Whatever is to be said on *connection*."""
        with connection, suppress(OSError):
            connection.settimeout(30)
            head = b""
            while b"\r\n\r\n" not in head:
                data = connection.recv(65536)
                if not data:
                    return
                head += data
            first, *lines = head.decode("latin-1").split("\r\n")
            method, path, *_ = first.split(" ")
            headers = dict(line.lower().split(": ", 1) for line in lines if ": " in line)
            if path == "/robots.txt":
                (self.robots or _not_found)(path, headers, connection)
            elif method == "POST":
                (self.hub or _accepted)(path, headers, connection)
            elif self.behaviour is not None:
                self.behaviour(path, headers, connection)
            else:
                self.good(path, headers, connection)

    def good(self, _path: str, headers: dict[str, str], connection: socket.socket) -> None:
        """The list, or 304 to who has it."""
        etag = f'"{sha256(self.page).hexdigest()[:16]}"'
        if headers.get("if-none-match") == etag:
            connection.sendall(b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n")
        else:
            connection.sendall(http(self.page, f"ETag: {etag}"))


def http(
    body: bytes, *headers: str, status: str = "200 OK", content_type: str = "text/html; charset=utf-8"
) -> bytes:
    """A whole answer, with its length."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + body


def reset(connection: socket.socket) -> None:
    """Break *connection* off, as a crash does."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def _not_found(_path: str, _headers: dict[str, str], connection: socket.socket) -> None:
    connection.sendall(http(b"", status="404 Not Found"))


def _accepted(_path: str, _headers: dict[str, str], connection: socket.socket) -> None:
    connection.sendall(http(b"", status="202 Accepted"))


@contextmanager
def origin() -> Iterator[Origin]:
    """An origin on a free port of 127.0.0.1 for as long as the block lasts."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        made = Origin(listener)

        def accept() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=made.answer, args=(connection,), daemon=True).start()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield made
        finally:
            made.over.set()
            with suppress(OSError):
                made.close()
            thread.join(10)
