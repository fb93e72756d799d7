"""A web server on loopback, in a process of its own. ``main`` prints its port.

    /list/7/any-name        a page of the kind "list" with 7 items, an ETag, and 304 to a client that has it
    /plain/list/7/any-name  the same without an ETag
    POST /turn/3            from now on every page has three more new items on top; without a number, one
    POST /show/50           every page has 50 items, whatever its address says; 0: what it says

Everything else, robots.txt too, is not found.
"""

from __future__ import annotations

import asyncio
from hashlib import sha256

from bench.pages import KINDS, page


class _Site:
    def __init__(self) -> None:
        self._turn = 0
        self._shown = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection until it is closed."""
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                first, *lines = head.split("\r\n")
                method, path, _ = first.split(" ")
                headers = dict(line.lower().split(": ", 1) for line in lines if ": " in line)
                if method == "POST":
                    self._change(path)
                    writer.write(_answer("204 No Content"))
                else:
                    writer.write(self._page(path, headers))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def _change(self, path: str) -> None:
        what, _, number = path.strip("/").partition("/")
        if what == "show":
            self._shown = int(number)
        else:
            self._turn += int(number or 1)

    def _page(self, path: str, headers: dict[str, str]) -> bytes:
        *plain, kind, count, name = path.strip("/").split("/") if path.count("/") > 2 else ("", "", "")
        if kind not in KINDS:
            return _answer("404 Not Found", b"Not here.")
        body = page(self._shown or int(count), self._turn, name, kind)
        media = "Content-Type: text/html; charset=utf-8"
        if plain:
            return _answer("200 OK", body, media)
        etag = f'"{sha256(body).hexdigest()[:16]}"'
        if headers.get("if-none-match") == etag:
            return _answer("304 Not Modified", b"", f"ETag: {etag}")
        return _answer("200 OK", body, media, f"ETag: {etag}")


def _answer(status: str, body: bytes = b"", *headers: str) -> bytes:
    length = [] if status.startswith(("204", "304")) else [f"Content-Length: {len(body)}"]
    return "\r\n".join([f"HTTP/1.1 {status}", *length, *headers, "", ""]).encode() + body


async def _serve() -> None:
    server = await asyncio.start_server(_Site().serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def main() -> None:
    """Serve until the process is ended."""
    asyncio.run(_serve())
