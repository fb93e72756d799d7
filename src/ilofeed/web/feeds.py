"""Published files over HTTP, by the shortest way there is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ilofeed.render import FORMATS, MEDIA_TYPES, PAGE
from ilofeed.web.conditions import accepts_gzip, is_known, preferred
from ilofeed.web.documents import TYPES, Document, Documents, Headers
from ilofeed.web.headers import ALWAYS, ANYWHERE

#: Told of every answer: the format asked for, and its status.
Count = Callable[[str, int], None]

# What an address without a format is answered with, the first where the client does not care.
_OFFERED = {
    MEDIA_TYPES["atom"].encode(): "atom",
    MEDIA_TYPES["rss"].encode(): "rss",
    MEDIA_TYPES["json"].encode(): "json",
    b"text/html": PAGE,
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
    """An ASGI application that answers for *documents*, and 404 for everything else."""

    def __init__(self, documents: Documents, count: Count = lambda _format, _status: None) -> None:
        self._documents = documents
        self._count = count

    def has_any(self) -> bool:
        """Whether there is anything to serve."""
        return any(
            name.rpartition(".")[2] in FORMATS and name != "status.json" for name in self._documents.names()
        )

    def document(self, path: str, headers: Mapping[bytes, bytes]) -> tuple[str, Document | None]:
        """The name of the file that a request means, and the file; a query never changes that."""
        name = path.removeprefix("/")
        if "." in name:
            return name, self._documents(name)
        there = {kind: each for kind, each in _OFFERED.items() if self._documents(f"{name}.{each}")}
        if not name or not there:
            return name, None
        chosen = f"{name}.{there[preferred(headers, list(there))]}"
        return chosen, self._documents(chosen)

    def quick(self, name: str, headers: Mapping[bytes, bytes]) -> tuple[bytes, bytes] | None:
        """Head (all but its end) and body of the answer to a GET of the feed *name*; None where it is none."""
        format = name.rpartition(".")[2]
        document = self._documents.known(name) if format in FORMATS else None
        if document is None:
            return None
        form = document.packed if accepts_gzip(headers) else document.plain
        if is_known(headers, form.etag, document.modified):
            self._count(format, 304)
            return form.head_unchanged, b""
        self._count(format, 200)
        return form.head, form.body

    async def __call__(self, scope: Mapping[str, Any], receive: object, send: Any) -> None:  # noqa: ANN401, ARG002 - ASGI
        """Answer one request."""
        headers = dict(scope["headers"])
        name, document = self.document(scope["path"], headers)
        format = name.rpartition(".")[2] if document else ""
        status, answer, body = self._answer(scope, headers, name, document)
        self._count(format if format in TYPES else "other", status)
        await send({"type": "http.response.start", "status": status, "headers": list(answer)})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    def _answer(
        self, scope: Mapping[str, Any], headers: Mapping[bytes, bytes], name: str, document: Document | None
    ) -> tuple[int, Headers, bytes]:
        if scope["method"] == "OPTIONS":
            return 204, _PREFLIGHT, b""
        if scope["method"] not in ("GET", "HEAD"):
            return _refused(405, b"Only GET and HEAD are answered here.\n", ((b"allow", b"GET, HEAD, OPTIONS"),))
        if document is None:
            return _refused(404, b"There is no such feed.\n")
        form = document.packed if accepts_gzip(headers) else document.plain
        chosen: Headers = ()
        if name != scope["path"].removeprefix("/"):
            chosen = ((b"content-location", f"/{name}".encode()), (b"vary", b"Accept"))
        # RFC 3229's delta encodings are never answered with: a correct one cuts rss2email off for good.
        if is_known(headers, form.etag, document.modified):
            return 304, (*form.unchanged, *chosen), b""
        return 200, (*form.headers, *chosen), form.body


def _refused(status: int, text: bytes, more: Headers = ()) -> tuple[int, Headers, bytes]:
    length = (b"content-length", str(len(text)).encode())
    kind = (b"content-type", b"text/plain; charset=utf-8")
    return status, (kind, length, *more, *ANYWHERE, *ALWAYS), text
