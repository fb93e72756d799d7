"""The admin site: pages on which the operator tends the sources, on the same machine.

    request ─► from this machine? ─► secret path ─► route ─► method ─► form and token ─► function ─► reply

All checks are here; a route sees only requests that passed them. The address contains a secret that is made
at every start and shown only to the operator: a page in the browser, another user of the machine and a client
behind a proxy cannot guess it. Only a POST changes anything. Its form contains a second secret, which only
pages of this site contain.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs, quote

from msgspec.structs import replace
from starlette.concurrency import run_in_threadpool

from ilofeed.core.errors import StoreError
from ilofeed.core.language import DEFAULT_INTERFACE
from ilofeed.serve.admin_route import STYLE_DIGESTS, TOKEN, Note, Reply, Request, Route, missing
from ilofeed.serve.conditional import combined
from ilofeed.serve.file_cache import Headers
from ilofeed.serve.response_headers import ALWAYS
from ilofeed.serve.responses import respond
from ilofeed.serve.server import is_loopback

#: The path below which the secret part of the address begins.
PATH = "/admin/"

_POLICY = (
    f"default-src 'none'; style-src {' '.join(f'{chr(39)}sha256-{each}{chr(39)}' for each in STYLE_DIGESTS)};"
    " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
).encode()
_HTML: Headers = (
    (b"content-type", b"text/html; charset=utf-8"),
    (b"content-security-policy", _POLICY),
    (b"cache-control", b"no-store"),
    (b"x-robots-tag", b"noindex"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
    # Without a referrer a browser does not send the origin of a form either (Fetch section 3.2).
    (b"referrer-policy", b"same-origin"),
)
_TEXT: Headers = ((b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store"), *ALWAYS)

_FORM = b"application/x-www-form-urlencoded"
_MAX_FIELDS = 100
_MAX_QUERY_BYTES = 20_000
# A request with one of these headers does not come directly from a browser on this machine.
_FORWARDED = (b"forwarded", b"via", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip")
# The parameter with the number of a message, and the messages that are kept: a page may be loaded again.
_NOTE = "note"
_MAX_NOTES = 50

_Answer = tuple[int, Headers, bytes]
_Handler = Callable[[Request], Reply]


class Admin:
    """An ASGI application for everything below PATH."""

    def __init__(self, routes: Iterable[Route], interface: Callable[[], str] = lambda: DEFAULT_INTERFACE) -> None:
        """Answer with the functions of *routes*, in the language that *interface* returns.

        An exact path counts before one with ``*``.
        """
        self._interface = interface
        self._routes = sorted(routes, key=lambda route: "*" in route.path)
        self._secret = secrets.token_urlsafe(16)
        self._token = secrets.token_urlsafe(16)
        self._notes: OrderedDict[str, Note] = OrderedDict()

    @property
    def path(self) -> str:
        """The secret path of the admin site, for the operator alone."""
        return f"{PATH}{self._secret}/"

    async def __call__(self, scope: Mapping[str, Any], receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI
        """Answer one request."""
        status, headers, body = await self._answer(scope, receive)
        headers = (*headers, (b"content-length", str(len(body)).encode()))
        await respond(send, status, headers, b"" if scope["method"] == "HEAD" else body)

    async def _answer(self, scope: Mapping[str, Any], receive: Any) -> _Answer:  # noqa: ANN401 - ASGI
        secret, _, path = scope["path"].removeprefix(PATH).partition("/")
        # In a time that does not reveal the secret.
        if not secrets.compare_digest(secret.encode(), self._secret.encode()):
            return 404, _TEXT, b"There is nothing here.\n"
        if why := _stranger(scope):
            return 403, _TEXT, why
        route, slug = self._found(path)
        if refused := _refused(route, scope):
            return refused
        request = self._request(scope, slug)
        if scope["method"] != "POST":
            return await _in_thread(self._reply, route.get, request)
        body = await _body(receive, route.max_bytes)
        if body is None:
            return 413, _TEXT, b"This form is larger than any that this page sends.\n"
        return await _in_thread(self._posted, route, request, body)

    def _posted(self, route: Route, request: Request, body: bytes) -> _Answer:
        """Answer a form, if it is of this site."""
        try:
            form = _fields(body)
        except ValueError:
            return 400, _TEXT, b"This is no form.\n"
        if not secrets.compare_digest(form.pop(TOKEN, "").encode(), self._token.encode()):
            return 403, _TEXT, b"This form is not of this page; load the page again.\n"
        return self._reply(route.post, replace(request, form=form))

    def _found(self, path: str) -> tuple[Route, str]:
        """Return the route for *path*, and the part of the path for which the route has ``*``."""
        parts = path.split("/")
        for route in self._routes:
            names = route.path.split("/")
            pairs = list(zip(names, parts, strict=False))
            if len(names) == len(parts) and all(name in ("*", part) for name, part in pairs):
                return route, next((part for name, part in pairs if name == "*"), "")
        return _NO_ROUTE, ""

    def _request(self, scope: Mapping[str, Any], slug: str = "") -> Request:
        query: Mapping[str, str] = {}
        with suppress(ValueError):
            query = _fields(scope.get("query_string", b"")[:_MAX_QUERY_BYTES])
        note = self._notes.get(query.get(_NOTE, ""))
        return Request(
            root=self.path,
            token=self._token,
            origin=f"http://{combined(scope['headers']).get(b'host', b'').decode('latin-1')}",
            interface=self._interface(),
            slug=slug,
            query=query,
            note=note,
        )

    def _reply(self, handler: _Handler | None, request: Request) -> _Answer:
        assert handler is not None  # noqa: S101 - the method was checked
        try:
            reply = handler(request)
        except StoreError as error:
            return 503, _TEXT, f"{error}\n".encode()
        if reply.to is None:
            return reply.status, _HTML, reply.body
        mark = f"?{_NOTE}={self._kept(reply.note)}" if reply.note else ""
        return reply.status, (*_TEXT, (b"location", f"{self.path}{quote(reply.to)}{mark}".encode())), b""

    def _kept(self, note: Note) -> str:
        """Keep *note* for the page that shows it; return its name."""
        name = secrets.token_urlsafe(6)
        self._notes[name] = note
        while len(self._notes) > _MAX_NOTES:
            self._notes.popitem(last=False)
        return name


async def _in_thread(make: Callable[..., _Answer], *arguments: object) -> _Answer:
    """Return the answer that *make* returns in a thread."""
    try:
        return await run_in_threadpool(make, *arguments)
    except asyncio.CancelledError:  # the program ends; uvicorn would report a bug
        return 503, _TEXT, b"The program has ended.\n"


def _unknown(request: Request) -> Reply:
    return missing(request, request.words.gettext("There is no such page."))


_NO_ROUTE = Route(path="*", get=_unknown)


def _refused(route: Route, scope: Mapping[str, Any]) -> _Answer | None:
    """Return the answer to a request that *route* does not allow, without its body; else None."""
    methods = {"GET": route.get, "HEAD": route.get, "POST": route.post}
    if methods.get(scope["method"]) is None:
        allow = ", ".join(name for name, handler in methods.items() if handler).encode()
        return 405, (*_TEXT, (b"allow", allow)), b"Only " + allow + b" are answered here.\n"
    kind = combined(scope["headers"]).get(b"content-type", b"")
    if scope["method"] == "POST" and kind.partition(b";")[0].strip().lower() != _FORM:
        return 415, _TEXT, b"Only the form of this page is answered.\n"
    return None


def _stranger(scope: Mapping[str, Any]) -> bytes:
    """Return why a request does not come from our own page on this machine; empty if it does.

    A Host that is a name could belong to another site that has changed its address to ours (DNS rebinding).
    """
    headers, peer = combined(scope["headers"]), scope.get("client")
    host = headers.get(b"host", b"")
    name = re.sub(r":\d+$", "", host.decode("latin-1"))
    is_here = peer is not None and is_loopback(peer[0]) and is_loopback(name.removeprefix("[").removesuffix("]"))
    if not is_here or any(name in headers for name in _FORWARDED):
        return b"This is for the machine itself; ask for it by its number or as localhost.\n"
    if headers.get(b"sec-fetch-site", b"none") not in (b"none", b"same-origin"):
        return b"Another site sent you here; type the address in.\n"
    if headers.get(b"origin", b"http://" + host) != b"http://" + host:
        return b"Another site sent this form.\n"
    return b""


async def _body(receive: Any, limit: int) -> bytes | None:  # noqa: ANN401 - ASGI
    """Receive the body of the request; None if it is longer than *limit*."""
    parts: list[bytes] = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if sum(map(len, parts)) > limit:
            return None
        if message["type"] != "http.request" or not message.get("more_body"):
            return b"".join(parts)


def _fields(encoded: bytes) -> dict[str, str]:
    """Return the first value of each field of a form or a query. Raises ValueError if it is neither."""
    fields = parse_qs(encoded.decode("latin-1"), encoding="utf-8", max_num_fields=_MAX_FIELDS)
    return {name: values[0].strip() for name, values in fields.items()}
