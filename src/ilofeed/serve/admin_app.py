"""Preview of how a page would be read, in a browser: for the operator, on the same machine.

Its address is the only permission. The address is made at every start and shown only to the
operator: a page in the browser, another user of the machine and a client behind a proxy cannot
guess it. The preview changes nothing.
"""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs

from msgspec.structs import fields
from starlette.concurrency import run_in_threadpool

from ilofeed.core.errors import StoreError
from ilofeed.core.layout_names import NAMES
from ilofeed.core.selectors import Selectors
from ilofeed.core.state import Health
from ilofeed.serve.admin_page import STYLE_DIGESTS, Asked, Tried, held_back, preview
from ilofeed.serve.file_cache import Headers
from ilofeed.serve.response_headers import ALWAYS
from ilofeed.serve.responses import respond
from ilofeed.serve.server import is_loopback

PATH = "/preview/"

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
    # Without a referrer a browser does not send the origin of a form either (Fetch section 3.2).
    (b"referrer-policy", b"same-origin"),
)
_TEXT: Headers = ((b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store"), *ALWAYS)

# The limit of a page in a form, where most letters of some scripts take nine bytes each.
_MOST_BYTES = 10_000_000
_FORM = b"application/x-www-form-urlencoded"
# A request with one of these headers does not come directly from a browser on this machine.
_FORWARDED = (b"forwarded", b"via", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip")

_Answer = tuple[int, Headers, bytes]


class Preview:
    """An ASGI application for everything below PATH."""

    def __init__(self, attempt: Callable[[Asked], Tried], held: Callable[[], Sequence[Health]]) -> None:
        """Answer with the results of *attempt*, which reads a page and may take long, and of *held*.

        *held* returns the health of the sources with a quarantined poll.
        """
        self._attempt = attempt
        self._held = held
        self._path = PATH + secrets.token_urlsafe(16)
        self._held_path = f"{self._path}/held"
        self._one = threading.Lock()

    @property
    def path(self) -> str:
        """The secret path of the preview, for the operator alone."""
        return self._path

    async def __call__(self, scope: Mapping[str, Any], receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI
        """Answer one request."""
        status, headers, body = await self._answer(scope, receive)
        headers = (*headers, (b"content-length", str(len(body)).encode()))
        await respond(send, status, headers, b"" if scope["method"] == "HEAD" else body)

    async def _answer(self, scope: Mapping[str, Any], receive: Any) -> _Answer:  # noqa: ANN401 - ASGI
        if refused := self._refused(scope):
            return refused
        if _is_at(scope, self._held_path):
            return await run_in_threadpool(self._shown_held)
        if scope["method"] != "POST":
            return 200, _HTML, preview(Asked(), None, self._held_path)
        body = await _body(receive)
        if body is None:
            return 413, _TEXT, b"This is more than any list page needs.\n"
        return await run_in_threadpool(self._tried, body)

    def _refused(self, scope: Mapping[str, Any]) -> _Answer | None:
        headers = dict(scope["headers"])
        is_held = _is_at(scope, self._held_path)
        if not is_held and not _is_at(scope, self._path):
            return 404, _TEXT, b"There is nothing here.\n"
        if why := _stranger(headers):
            return 403, _TEXT, why
        allowed = ("GET", "HEAD") if is_held else ("GET", "HEAD", "POST")
        if scope["method"] not in allowed:
            allow = ", ".join(allowed).encode()
            return 405, (*_TEXT, (b"allow", allow)), b"Only " + allow + b" are answered here.\n"
        if scope["method"] == "POST" and headers.get(b"content-type", b"").partition(b";")[0].strip() != _FORM:
            return 415, _TEXT, b"Only the form of this page is answered.\n"
        return None

    def _shown_held(self) -> _Answer:
        try:
            return 200, _HTML, held_back(self._held(), self._path)
        except StoreError as error:
            return 503, _TEXT, f"{error}\n".encode()

    def _tried(self, body: bytes) -> _Answer:
        try:
            asked = _asked(body)
        except ValueError:
            return 400, _TEXT, b"This is no form.\n"
        if not self._one.acquire(blocking=False):
            return 503, _TEXT, b"Another page is being read; try again when that is done.\n"
        try:
            return 200, _HTML, preview(asked, self._attempt(asked), self._held_path)
        finally:
            self._one.release()


def _is_at(scope: Mapping[str, Any], path: str) -> bool:
    """Return whether the request is for *path*, which contains a secret, in a time that does not reveal it."""
    return secrets.compare_digest(scope["path"].encode(), path.encode())


def _stranger(headers: Mapping[bytes, bytes]) -> bytes:
    """Return why a request does not come from our own page on this machine; empty if it does.

    A Host that is a name could belong to another site that has changed its address to ours (DNS rebinding).
    """
    host = headers.get(b"host", b"")
    name = re.sub(r":\d+$", "", host.decode("latin-1"))
    if not is_loopback(name.removeprefix("[").removesuffix("]")) or any(name in headers for name in _FORWARDED):
        return b"This is for the machine itself; ask for it by its number or as localhost.\n"
    if headers.get(b"sec-fetch-site", b"none") not in (b"none", b"same-origin"):
        return b"Another site sent you here; type the address in.\n"
    if headers.get(b"origin", b"http://" + host) != b"http://" + host:
        return b"Another site sent this form.\n"
    return b""


async def _body(receive: Any) -> bytes | None:  # noqa: ANN401 - ASGI
    """Receive the body of the request; None if it is too long."""
    parts: list[bytes] = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if sum(map(len, parts)) > _MOST_BYTES:
            return None
        if message["type"] != "http.request" or not message.get("more_body"):
            return b"".join(parts)


def _asked(body: bytes) -> Asked:
    """Parse the form in *body*. Raises ValueError if it is not a form."""
    form = parse_qs(body.decode("latin-1"), encoding="utf-8", max_num_fields=20)

    def value(name: str) -> str:
        return next(iter(form.get(name, ())), "").strip()

    given = {field.name: value(field.name) for field in fields(Selectors)}
    return Asked(
        url=value("url"),
        html=value("html"),
        profile=value("profile") if value("profile") in NAMES else NAMES[0],
        selectors={name: css for name, css in given.items() if css},
    )
