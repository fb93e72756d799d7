"""A web server on loopback, in a process of its own: ``python -m bench.site`` prints its port.

    /7/any-name       a page of 7 items, with an ETag, and 304 to who has it
    /plain/7/any-name the same without one
    POST /turn        from now on every page has one more new item on top

Everything else, robots.txt too, is not found.
"""

from __future__ import annotations

import asyncio
from hashlib import sha256

from bench.pages import page


class _Site:
    def __init__(self) -> None:
        self._turn = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection until it is closed."""
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                first, *lines = head.split("\r\n")
                method, path, _ = first.split(" ")
                headers = dict(line.lower().split(": ", 1) for line in lines if ": " in line)
                if method == "POST":
                    self._turn += 1
                    writer.write(_answer("204 No Content"))
                else:
                    writer.write(self._page(path, headers))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def _page(self, path: str, headers: dict[str, str]) -> bytes:
        *plain, count, name = path.strip("/").split("/") if path.count("/") > 1 else ("", "")
        if not count.isdigit():
            return _answer("404 Not Found", b"Not here.")
        body = page(int(count), self._turn, name)
        kind = "Content-Type: text/html; charset=utf-8"
        if plain:
            return _answer("200 OK", body, kind)
        etag = f'"{sha256(body).hexdigest()[:16]}"'
        if headers.get("if-none-match") == etag:
            return _answer("304 Not Modified", b"", f"ETag: {etag}")
        return _answer("200 OK", body, kind, f"ETag: {etag}")


def _answer(status: str, body: bytes = b"", *headers: str) -> bytes:
    length = [] if status.startswith(("204", "304")) else [f"Content-Length: {len(body)}"]
    return "\r\n".join([f"HTTP/1.1 {status}", *length, *headers, "", ""]).encode() + body


async def _main() -> None:
    server = await asyncio.start_server(_Site().serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main())
