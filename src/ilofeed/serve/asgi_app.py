"""ASGI application that serves feeds and pages about them over HTTP.

    request ─► a published file? ─► bytes in memory
                    │
                    ├─► /admin/… ─► the admin site, if it is on (`ilofeed.serve.admin_app`)
                    │
                    └─► /, /healthz, /metrics, /status.json, a search ─► made when the store changes

No file path is built from a request, no header of a proxy is trusted, and only the admin site writes anything.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any
from urllib.parse import parse_qs

from msgspec import Struct

from ilofeed.core.errors import StoreError
from ilofeed.core.markup import whole
from ilofeed.core.private_feeds import PrivateFeeds
from ilofeed.core.search import NEWEST
from ilofeed.core.state import Condition
from ilofeed.core.text import clean
from ilofeed.publish.render import ICON, ICON_FORMAT, PAGE, icon
from ilofeed.serve.admin_app import PATH, Admin
from ilofeed.serve.bounded_threads import BusyError, Workers
from ilofeed.serve.conditional import combined, is_refused
from ilofeed.serve.feed_files import Feeds, negotiated
from ilofeed.serve.file_cache import TYPES, Document, Headers
from ilofeed.serve.metrics import Metrics
from ilofeed.serve.private_gate import Gate
from ilofeed.serve.response_headers import ALWAYS, POLICY, of_icon
from ilofeed.serve.responses import respond

#: Headers of pages for people, beside those that depend on the bytes.
OF_PAGES: Headers = ((b"content-security-policy", POLICY), (b"cache-control", b"no-cache"), *ALWAYS)
#: The same for pages of private feeds, which only the reader's own cache may keep.
OF_PRIVATE_PAGES: Headers = (
    (b"content-security-policy", POLICY),
    (b"cache-control", b"private, no-cache"),
    *ALWAYS,
)
_JSON: Headers = ((b"content-type", b"application/json"), (b"cache-control", b"no-store"), *ALWAYS)
_LATER: Headers = ((b"retry-after", b"5"), *_JSON)
_TEXT: Headers = (
    (b"content-type", b"text/plain; version=0.0.4; charset=utf-8"),
    (b"cache-control", b"no-store"),
    *ALWAYS,
)
# The second is the address that browsers and feed readers guess.
_ICONS = frozenset({f"/{ICON}.{ICON_FORMAT}", f"/{ICON}.ico"})
_LONGEST_WORDS = 200
# Enough for the longest words in any script: a percent-encoded letter has up to twelve bytes.
_LONGEST_QUERY = 12 * _LONGEST_WORDS + 1000
_LONGEST_PLACE = 20

_Answer = tuple[int, Headers, bytes]


class Pages(Struct, frozen=True, kw_only=True):
    """Functions that make pages and data on request; each may raise StoreError."""

    index: Callable[[], Document]
    #: The page of a feed, with its entries by words, kicker, language and place before; None if there is none.
    feed: Callable[[str, str, str, str, int], Document | None]
    status: Callable[[], Mapping[str, Any]]


class Site:
    """The ASGI application."""

    def __init__(
        self,
        feeds: Feeds,
        pages: Pages,
        figures: Metrics,
        admin: Admin | None = None,
        *,
        gate: Gate | None = None,
        waiting: int = 200,
    ) -> None:
        """Serve *feeds*, *pages*, *figures*, an optional site *admin*, and the private feeds behind *gate*.

        At most *waiting* searches wait for a thread, and as many requests for other pages.
        """
        self.admin = admin
        self._feeds = feeds
        self._gate = gate or Gate(feeds, feeds, PrivateFeeds)
        self._pages = pages
        self._figures = figures
        self._answers = Workers(threads=2, waiting=500)
        self._pages_made = Workers(threads=2, waiting=waiting)
        self._searches = Workers(threads=2, waiting=waiting)
        self._made = {
            "/healthz": self._health,
            "/metrics": self._metrics,
            "/status.json": self._status,
        }

    async def __call__(self, scope: Mapping[str, Any], receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI
        """Answer one request, or an event of the server's lifespan."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1000})
        elif self.admin is not None and scope["path"].startswith(PATH):
            await self.admin(scope, receive, send)
        else:
            feeds, scope = self._gate(scope)
            if scope["method"] not in ("GET", "HEAD") or not await self._answered(feeds, scope, send):
                await feeds(scope, receive, send)

    def quick(self, url: bytes, headers: Mapping[bytes, bytes]) -> tuple[bytes, bytes] | None:
        """Return the head, without its last line, and the body for a GET of *url*; None if they are not ready."""
        return self._feeds.quick(url[1:].decode("latin-1"), headers)

    async def _answered(self, feeds: Feeds, scope: Mapping[str, Any], send: Any) -> bool:  # noqa: ANN401 - ASGI
        """Answer a request that is not for a file, and return whether it was one."""
        headers = combined(scope["headers"])
        name = feeds.meant(scope["path"], headers)
        maker = self._maker(scope, name, headers, feeds.address(name))
        if maker is None:
            return False
        workers, make = maker
        try:
            found = await workers(make)
        except (StoreError, BusyError) as error:
            # The message of a StoreError contains paths, which only the operator may see.
            found = _whole(503, _LATER, json.dumps({"error": type(error).__name__}).encode())
        if found is None:
            return False
        status, answer, body = found
        body = b"" if scope["method"] == "HEAD" else body
        self._figures.count("", "page", status, len(body))
        await respond(send, status, answer, body)
        return True

    def _maker(
        self, scope: Mapping[str, Any], name: str, headers: Mapping[bytes, bytes], address: str
    ) -> tuple[Workers, Callable[[], _Answer | None]] | None:
        """Return the function that answers a request for *name* at *address*; None where a file answers it."""
        path: str = scope["path"]
        if path in ("/", "/index.html"):
            return self._pages_made, lambda: self._pages.index().answer(headers)
        if path in _ICONS:
            return self._answers, lambda: _icon().answer(headers)
        if path in self._made:
            # Data made for each request has no tag and no date.
            is_wrong = is_refused(headers, (), None)
            return self._answers, (lambda: _whole(412, ALWAYS, b"")) if is_wrong else self._made[path]
        slug, _, format = name.partition(".")
        if format != PAGE:
            return None
        asked = _asked(scope.get("query_string", b""))

        def make() -> _Answer | None:
            page = self._pages.feed(slug, *asked)
            if page is None:
                return None
            status, answer, body = page.answer(headers)
            return status, answer if path == f"/{name}" else negotiated(answer, address), body

        return self._searches if is_search(slug, *asked) else self._pages_made, make

    def _status(self) -> _Answer:
        known = self._public(self._pages.status())
        return _whole(200, _JSON, json.dumps(known, ensure_ascii=False, indent=1).encode())

    def _public(self, status: Mapping[str, Any]) -> dict[str, Any]:
        """Return *status* without the sources of private feeds."""
        return {**status, "sources": [each for each in status["sources"] if self._gate.is_public(each["source"])]}

    def _health(self) -> _Answer:
        """Answer 503 only if nothing can be served; the status is ok only if polls run as well."""
        can_serve = self._gate.has_any()
        try:
            known = dict(self._pages.status())
        except StoreError:
            known = {"sources": []}
            polling = "unknown"
        else:
            conditions = [each["state"] for each in known["sources"]]
            polling = "overdue" if Condition.OVERDUE in conditions else "ok"
        status = "nothing to serve" if not can_serve else "ok" if polling == "ok" else f"polling is {polling}"
        body = json.dumps({"status": status, "polling": polling, **self._public(known)}, ensure_ascii=False)
        return _whole(200 if can_serve else 503, _JSON, body.encode())

    def _metrics(self) -> _Answer:
        return _whole(200, _TEXT, self._figures.text())


@cache
def _icon() -> Document:
    """Return the icon of the pages, also while nothing has been published."""
    return Document(icon(), TYPES[ICON_FORMAT], of_icon())


def is_search(_slug: str, words: str, kicker: str, language: str, before: int) -> bool:
    """Return whether these parameters select entries of a feed."""
    return bool(words or kicker or language) or before != NEWEST


def _asked(query: bytes) -> tuple[str, str, str, int]:
    """Parse words, kicker, language and place from a *query*; wrong values get their defaults."""
    asked = parse_qs(query[:_LONGEST_QUERY].decode("latin-1"), encoding="utf-8") if query else {}

    def value(name: str) -> str:
        # Cleaned as titles are; a reader shows some titles with a character that only feeds have.
        return clean(whole(next(iter(asked.get(name, ())), "")))[:_LONGEST_WORDS]

    before = value("before")
    place = int(before) if before.isascii() and before.isdecimal() and len(before) < _LONGEST_PLACE else NEWEST
    return value("q"), value("kicker"), value("language"), min(place, NEWEST)


def _whole(status: int, headers: Headers, body: bytes) -> _Answer:
    return status, (*headers, (b"content-length", str(len(body)).encode())), body


async def _live(receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
