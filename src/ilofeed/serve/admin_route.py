"""Requests, replies and routes of the admin site.

`ilofeed.serve.admin_app` checks each request before the function of a route gets it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct, field

from ilofeed.core import hints, secrets
from ilofeed.core.language import DEFAULT_INTERFACE
from ilofeed.publish.render.catalogues import Catalogue, catalogue
from ilofeed.publish.render.html import digest, rendered
from ilofeed.publish.render.page_templates import resource

#: The name of the form field with the token against forgery; `parts.html` writes it.
TOKEN = "token"  # noqa: S105 - a name
#: The style of the document within the page of `ilofeed.serve.admin_try`.
WITHIN_STYLE = resource("marked.css")
_STYLE = resource("style.css") + resource("admin.css")
#: The digests of all styles of the admin site, for its Content-Security-Policy.
STYLE_DIGESTS = (digest(_STYLE), digest(WITHIN_STYLE))

# Enough for a form of a few fields, percent-encoded.
_FORM_BYTES = 50_000


class Note(Struct, frozen=True, kw_only=True):
    """A message about the change that led to a page, shown once at its top."""

    text: str
    is_error: bool = False


class Request(Struct, frozen=True, kw_only=True):
    """A request that passed all checks."""

    root: str  #: path of the admin site; ends with a slash
    token: str  #: token that each form of the reply must contain
    origin: str = ""  #: the address of this server for the browser, without a slash at the end
    interface: str = DEFAULT_INTERFACE  #: language of the words of the pages
    slug: str = ""  #: the part of the path for which the route has ``*``
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    note: Note | None = None

    @property
    def words(self) -> Catalogue:
        """The messages of the pages in its language."""
        return catalogue(self.interface)


class Refusal(Struct, frozen=True, kw_only=True):
    """Why a form cannot be carried out. Its words are in ``admin_parts.html`` by the *code*, else in *message*."""

    code: str = ""
    message: str = ""  #: that of an error, if it has no code
    field: str = ""  #: of the form; empty if none of them is the reason
    number: int = 0  #: of the list that cannot be added


class Reply(Struct, frozen=True, kw_only=True):
    """A page, or a redirect to one with a message."""

    status: int = 200
    body: bytes = b""  #: HTML, as UTF-8
    to: str | None = None  #: the path to redirect to, below the root of the admin site; None: no redirect
    note: Note | None = None  #: shown after the redirect


class Route(Struct, frozen=True, kw_only=True):
    """The functions for one path. Each runs in a thread of its own, and may raise StoreError."""

    path: str  #: below the root of the admin site; one part may be ``*``
    get: Callable[[Request], Reply] | None = None  #: must not change anything
    post: Callable[[Request], Reply] | None = None
    max_bytes: int = _FORM_BYTES  #: limit of the body of a form


def page(request: Request, template: str, *, status: int = 200, **values: object) -> Reply:
    """Return the page of *template*, which extends ``admin.html``, with *values*.

    Each of its forms must contain ``{{ parts.secret(token) }}``.
    """
    body = rendered(
        template,
        interface=request.interface,
        style=_STYLE,
        **values,  # type: ignore[arg-type] # none is called like another argument
        root=request.root,
        token=request.token,
        note=request.note,
        command_line=hints.command,
        for_operator=_for_operator,
    )
    return Reply(status=status, body=body)


def _for_operator(text: str) -> str:
    """Return *text*, which code without a page wrote, as the command line prints it."""
    return secrets.hide(hints.complete(text))


def redirect(to: str, text: str = "", *, is_error: bool = False) -> Reply:
    """Return a redirect to the path *to* of the admin site, where *text* is shown."""
    return Reply(status=303, to=to, note=Note(text=text, is_error=is_error) if text else None)


def missing(request: Request, text: str) -> Reply:
    """Return a page that says that something does not exist."""
    return page(request, "admin_missing.html", status=404, text=text)
