"""Pages of the admin site on which an operator tries how another page is read, and makes a feed of one of its lists.

Every list of the page is in the answer. Links within the sandboxed copy of the page lead to ``#list-N``, so a click on
a list in that copy shows another part of the answer, and sends nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import fields, replace

from ilofeed.config.toml_values import SourceKeys, lines_of_source
from ilofeed.core import layout_names, plugins
from ilofeed.core.models import Extraction
from ilofeed.core.selectors import Alternatives, Selectors, alternatives
from ilofeed.serve.admin_route import WITHIN_STYLE, Refusal, Reply, Request, Route, page, redirect

#: The path of the page, below the root of the admin site.
PATH = "try"
#: The path of its form that makes a list a source.
ADD = "add"

# The limit of a page in a form, where most letters of some scripts take nine bytes each.
_PAGE_BYTES = 10_000_000


class Asked(Struct, frozen=True, kw_only=True):
    """The fields of the form, as the operator typed them."""

    url: str = ""
    html: str = ""  #: the page itself, if it is not to be fetched
    profile: str = "auto"
    selectors: Mapping[str, str] = field(default_factory=dict)


class FoundList(Struct, frozen=True, kw_only=True):
    """A list of the page."""

    extraction: Extraction
    keys: SourceKeys  #: those of a ``[[source]]`` that reads it
    heading: str = ""  #: the heading above it; empty if there is none

    @property
    def block(self) -> str:
        """The ``[[source]]`` for config.toml."""
        return "\n".join(("[[source]]", *lines_of_source(self.keys)))


class Tried(Struct, frozen=True, kw_only=True):
    """The result of an attempt to read a page."""

    lists: tuple[FoundList, ...] = ()  #: the list that the profile reads, if it reads one, and others
    marked: str = ""  #: the page with its items marked, without active content
    feeds: tuple[str, ...] = ()  #: addresses of feeds that the page names
    watched_as: str = ""  #: the source that watches the page already
    reason: str = ""  #: why the profile reads no list; short and stable
    message: str = ""
    candidates: tuple[str, ...] = ()  #: candidates that were checked without success


class Addition(Struct, frozen=True, kw_only=True):
    """The form of a list that is to be a source."""

    number: int  #: of the list, from 1
    rule: str  #: selector of its items when the form was made; empty if it has none
    slug: str
    title: str


def routes(
    attempt: Callable[[Asked], Tried], add: Callable[[FoundList, str, str], str | Refusal]
) -> tuple[Route, ...]:
    """Return the routes of the page, with the results of *attempt*, which reads a page and may take long.

    *add* makes a list a source with a slug and a title, and returns the path of the page about the new feed.
    """
    one = threading.Lock()

    def tried(request: Request) -> Reply:
        asked = _asked(request.form)
        if not one.acquire(blocking=False):
            busy = request.words.gettext("Another page is being read; try again when that is done.")
            return _shown(request, asked, Tried(reason="busy", message=busy), status=503)
        try:
            return _shown(request, asked, attempt(asked))
        finally:
            one.release()

    def added(request: Request) -> Reply:
        asked, addition = _asked(request.form), _addition(request.form)
        with one:
            found = attempt(asked)
        chosen = found.lists[addition.number - 1] if 0 < addition.number <= len(found.lists) else None
        if chosen is None or rule_of(chosen) != addition.rule:
            return _shown(request, asked, found, refusal=Refusal(code="changed"), status=409)
        result = add(chosen, addition.slug, addition.title)
        if isinstance(result, str):
            return redirect(result)
        refusal = replace(result, number=addition.number)
        return _shown(request, asked, found, addition=addition, refusal=refusal, status=422)

    def empty(request: Request) -> Reply:
        return _shown(request, _asked(request.query), None)

    return (
        Route(path=PATH, get=empty, post=tried, max_bytes=_PAGE_BYTES),
        Route(path=ADD, get=empty, post=added),
    )


def rule_of(found: FoundList) -> str:
    """Return the selector of the items of the list; empty if it is read by a profile."""
    selectors = found.keys.get(layout_names.SELECTORS, {})
    return "" if isinstance(selectors, str) else selectors.get("item", "")


def _shown(
    request: Request,
    asked: Asked,
    tried: Tried | None,
    *,
    addition: Addition | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> Reply:
    """Return the page, as UTF-8: what was *asked* for, the result, and why an *addition* was refused."""
    read = tried.lists[0].extraction if tried and tried.lists and not tried.reason else None
    rules = {} if read is None or read.profile == layout_names.JSON else read.rules
    given = {each.name: asked.selectors.get(each.name, "") for each in fields(Selectors)}
    return page(
        request,
        "preview.html",
        status=status,
        asked=asked,
        tried=tried,
        addition=addition,
        refusal=refusal,
        order=_order(tried, refusal),
        rule_of=rule_of,
        profiles=_profiles(),
        # The rules of the result are a start for selectors of one's own.
        selectors=given if any(given.values()) else {name: _first(rules.get(name, "")) for name in given},
        within=f"<!DOCTYPE html><style>{WITHIN_STYLE}</style>{tried.marked}" if tried and tried.marked else "",
    )


def _order(tried: Tried | None, refusal: Refusal | None) -> Sequence[int]:
    """Return the numbers of the lists, with that which is shown at first as the last one."""
    shown = refusal.number if refusal and refusal.number else 1
    return sorted(range(1, len(tried.lists) + 1 if tried else 1), key=lambda number: number == shown)


def _profiles() -> Sequence[str]:
    """Return the names of all profiles, those of installed packages last."""
    return (*layout_names.NAMES, *plugins.installed().by_name)


def _asked(form: Mapping[str, str]) -> Asked:
    """Read the fields of the *form*."""
    profile = form.get("profile", "")
    return Asked(
        url=form.get("url", ""),
        html=form.get("html", ""),
        profile=profile if profile in _profiles() else layout_names.AUTO,
        selectors={each.name: form[each.name] for each in fields(Selectors) if form.get(each.name)},
    )


def _addition(form: Mapping[str, str]) -> Addition:
    number = form.get("list", "")
    return Addition(
        number=int(number) if number.isascii() and number.isdecimal() and len(number) < 3 else 0,
        rule=form.get("rule", ""),
        slug=form.get("slug", ""),
        title=form.get("feed_title", ""),
    )


def _first(css: Alternatives) -> str:
    """Return the first of the selectors *css*; the form has one line for each field."""
    return next(iter(alternatives(css)), "")
