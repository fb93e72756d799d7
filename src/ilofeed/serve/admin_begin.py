"""Page of the admin site before there is a configuration file: it asks for the contact of the operator."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from ilofeed.serve.admin_route import Refusal, Reply, Request, Route, page, redirect

#: The path of the page.
PATH = "begin"
# The path of the page that follows.
_NEXT = "try"


def routes(file: str, is_begun: Callable[[], bool], begin: Callable[[str], Refusal | None]) -> tuple[Route, ...]:
    """Return the route of the page. *begin* creates the *file* with a contact, and returns why it cannot."""

    def shown(request: Request) -> Reply:
        return redirect(_NEXT) if is_begun() else _shown(request, file)

    def begun(request: Request) -> Reply:
        contact = request.form.get("contact", "")
        refusal = None if is_begun() else begin(contact)
        if refusal:
            return _shown(request, file, contact, refusal)
        return redirect(_NEXT)

    return (Route(path=PATH, get=shown, post=begun),)


def _shown(request: Request, file: str, contact: str = "", refusal: Refusal | None = None) -> Reply:
    status = 422 if refusal else 200
    return page(request, "admin_begin.html", status=status, file=file, contact=contact, refusal=refusal)


def behind(routes: Iterable[Route], is_begun: Callable[[], bool]) -> tuple[Route, ...]:
    """Return *routes*, each of which leads to the page of this module as long as there is no file."""
    return tuple(
        replace(route, get=_guarded(route.get, is_begun), post=_guarded(route.post, is_begun)) for route in routes
    )


def _guarded(
    handler: Callable[[Request], Reply] | None, is_begun: Callable[[], bool]
) -> Callable[[Request], Reply] | None:
    if handler is None:
        return None

    def guarded(request: Request) -> Reply:
        return handler(request) if is_begun() else redirect(PATH)

    return guarded
