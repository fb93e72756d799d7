"""Page of the admin site on which an operator tries how another page is read. It changes nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

from msgspec import Struct, field
from msgspec.structs import fields

from ilofeed.core import layout_names
from ilofeed.core.models import Extraction
from ilofeed.core.selectors import Alternatives, Selectors, alternatives
from ilofeed.serve.admin_route import WITHIN_STYLE, Reply, Request, Route, page

#: The path of the page, below the root of the admin site.
PATH = "try"

# The limit of a page in a form, where most letters of some scripts take nine bytes each.
_PAGE_BYTES = 10_000_000
_BUSY = "Another page is being read; try again when that is done."

_LABELS = {
    "item": "Each item, on the page",
    "title": "Title, within the item",
    "link": "Link",
    "date": "Day",
    "summary": "Summary",
    "kicker": "Kicker",
    "place": "Place",
    "image": "Picture",
    "next": "Link to the next page, on the page",
    "date_above": "Date above the item, on the page",
    "date_format": "Format of dates",
    "ignore": "Elements to leave out, within the item",
    "span": "Empty, or until-next for items of several elements",
}


class Asked(Struct, frozen=True, kw_only=True):
    """The fields of the form, as the operator typed them."""

    url: str = ""
    html: str = ""  #: the page itself, if it is not to be fetched
    profile: str = "auto"
    selectors: Mapping[str, str] = field(default_factory=dict)


class Tried(Struct, frozen=True, kw_only=True):
    """The result of an attempt to read a page."""

    extraction: Extraction | None = None
    marked: str = ""  #: the page with its items marked, without active content
    block: str = ""  #: a block for config.toml
    reason: str = ""  #: why nothing was read; short and stable
    message: str = ""
    candidates: tuple[str, ...] = ()  #: candidates that were checked without success


def routes(attempt: Callable[[Asked], Tried]) -> tuple[Route, ...]:
    """Return the route of the page, with the results of *attempt*, which reads a page and may take long."""
    one = threading.Lock()

    def tried(request: Request) -> Reply:
        asked = _asked(request.form)
        if not one.acquire(blocking=False):
            return _shown(request, asked, Tried(reason="busy", message=_BUSY), status=503)
        try:
            return _shown(request, asked, attempt(asked))
        finally:
            one.release()

    def empty(request: Request) -> Reply:
        return _shown(request, _asked(request.query), None)

    return (Route(path=PATH, get=empty, post=tried, max_bytes=_PAGE_BYTES),)


def _shown(request: Request, asked: Asked, tried: Tried | None, *, status: int = 200) -> Reply:
    """Return the page, as UTF-8: what was *asked* for, and the result."""
    extraction = tried.extraction if tried else None
    rules = {} if extraction is None or extraction.profile == layout_names.JSON else extraction.rules
    given = {each.name: asked.selectors.get(each.name, "") for each in fields(Selectors)}
    return page(
        request,
        "preview.html",
        status=status,
        asked=asked,
        tried=tried,
        profiles=layout_names.NAMES,
        labels=_LABELS,
        # The rules of the result are a start for selectors of one's own.
        selectors=given if any(given.values()) else {name: _first(rules.get(name, "")) for name in given},
        within=f"<!DOCTYPE html><style>{WITHIN_STYLE}</style>{tried.marked}" if tried and tried.marked else "",
    )


def _asked(form: Mapping[str, str]) -> Asked:
    """Read the fields of the *form*."""
    profile = form.get("profile", "")
    return Asked(
        url=form.get("url", ""),
        html=form.get("html", ""),
        profile=profile if profile in layout_names.NAMES else layout_names.NAMES[0],
        selectors={each.name: form[each.name] for each in fields(Selectors) if form.get(each.name)},
    )


def _first(css: Alternatives) -> str:
    """Return the first of the selectors *css*; the form has one line for each field."""
    return next(iter(alternatives(css)), "")
