"""ASGI application for published files, with a short path for feeds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ilofeed.publish.render import FORMATS, MEDIA_TYPES, PAGE
from ilofeed.serve.conditional import combined, preferred
from ilofeed.serve.file_cache import Document, Documents, Headers
from ilofeed.serve.response_headers import ALWAYS, ANYWHERE
from ilofeed.serve.responses import respond

#: A function called for each answer, with the feed, the format, the status, and the size of the body.
Count = Callable[[str, str, int, int], None]

# Formats for an address without a format; the first if the client has no preference.
_OFFERED = {
    MEDIA_TYPES["atom"].encode(): "atom",
    MEDIA_TYPES["rss"].encode(): "rss",
    MEDIA_TYPES["json"].encode(): "json",
    b"application/json": "json",
    b"text/html": PAGE,
}
_STATUSES = {
    200: b"HTTP/1.1 200 OK\r\n",
    304: b"HTTP/1.1 304 Not Modified\r\n",
    412: b"HTTP/1.1 412 Precondition Failed\r\n",
}
_PREFLIGHT: Headers = (
    (b"access-control-allow-methods", b"GET, HEAD, OPTIONS"),
    (b"access-control-allow-headers", b"If-None-Match, If-Modified-Since, A-IM"),
    (b"access-control-max-age", b"86400"),
    (b"allow", b"GET, HEAD, OPTIONS"),
    (b"content-length", b"0"),
    *ANYWHERE,
    *ALWAYS,
)


class Feeds:
    """An ASGI application that serves documents, and answers 404 for everything else."""

    def __init__(
        self,
        documents: Documents,
        count: Count,
        is_feed: Callable[[str], bool],
        query: Callable[[str], str] = lambda _: "",
    ) -> None:
        """Serve *documents*. *is_feed* returns whether a name without a format is a feed or an archive.

        *query* returns the query that the address of a name needs.
        """
        self._query = query
        self._documents = documents
        self._count = count
        self._is_feed = is_feed

    def has_any(self) -> bool:
        """Return whether there is a feed to serve."""
        parts = (name.rpartition(".") for name in self._documents.names())
        return any(format in FORMATS and self._is_feed(slug) for slug, _, format in parts)

    def address(self, name: str) -> str:
        """Return the address of the file *name*, relative to the folder of all files."""
        return f"{name}{self._query(name)}"

    def meant(self, path: str, headers: Mapping[bytes, bytes]) -> str:
        """Return the name of the file for a request, even if there is no such file; a query has no effect."""
        name = path.removeprefix("/")
        if "." in name or not self._is_feed(name):
            return name
        there = {kind: each for kind, each in _OFFERED.items() if self._documents(f"{name}.{each}")}
        return f"{name}.{there[preferred(headers, list(there))]}" if there else name

    def quick(self, name: str, headers: Mapping[bytes, bytes]) -> tuple[bytes, bytes] | None:
        """Return the head, without its last line, and the body for a GET of the feed *name*; None if it is not one."""
        feed, _, rest = name.partition(".")
        format = rest.rpartition(".")[2]
        is_feed = format in FORMATS and self._is_feed(name[: -len(format) - 1])
        document = self._documents.known(name) if is_feed else None
        if document is None:
            return None
        status, lines, body = document.ready(headers)
        self._count(feed, format, status, len(body))
        return _STATUSES[status] + lines, body

    async def __call__(self, scope: Mapping[str, Any], receive: object, send: Any) -> None:  # noqa: ANN401, ARG002 - ASGI
        """Answer one request."""
        headers = combined(scope["headers"])
        name = self.meant(scope["path"], headers)
        document = self._documents(name)
        status, answer, body = self._answer(scope["method"], headers, document)
        if document is not None and name != scope["path"].removeprefix("/"):
            answer = negotiated(answer, self.address(name))
        if scope["method"] == "HEAD":
            body = b""
        feed, _, rest = name.partition(".") if document is not None else ("", "", "other")
        self._count(feed, rest.rpartition(".")[2], status, len(body))
        await respond(send, status, answer, body)

    def _answer(
        self, method: str, headers: Mapping[bytes, bytes], document: Document | None
    ) -> tuple[int, Headers, bytes]:
        if method == "OPTIONS":
            return 204, _PREFLIGHT, b""
        if method not in ("GET", "HEAD"):
            return _refused(405, b"Only GET and HEAD are answered here.\n", ((b"allow", b"GET, HEAD, OPTIONS"),))
        if document is None:
            return _refused(404, b"There is no such feed.\n")
        return document.answer(headers)


def negotiated(answer: Headers, address: str) -> Headers:
    """Return the headers *answer* for a file at *address* that was chosen for a client: its address has no format.

    They depend on Accept, too. Vary stays one line: the cache of nginx 1.22 obeys only the last line.
    """
    pairs = ((field, value + b", Accept" if field == b"vary" else value) for field, value in answer)
    return (*pairs, (b"content-location", address.encode()))


def _refused(status: int, text: bytes, more: Headers = ()) -> tuple[int, Headers, bytes]:
    length = (b"content-length", str(len(text)).encode())
    kind = (b"content-type", b"text/plain; charset=utf-8")
    return status, (kind, length, *more, *ANYWHERE, *ALWAYS), text
