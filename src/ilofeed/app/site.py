"""The program over HTTP: what is made for it out of the store, and how long that is good for."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any, TypeVar

from ilofeed import render
from ilofeed.app import front
from ilofeed.app.preview import Attempts
from ilofeed.memory import Health
from ilofeed.ports import Clock
from ilofeed.web import OF_PAGES, Pages, Site
from ilofeed.web.documents import TYPES, Document, Documents
from ilofeed.web.feeds import Feeds
from ilofeed.web.headers import HeadersOf
from ilofeed.web.metrics import Figures
from ilofeed.web.preview import Preview

if TYPE_CHECKING:
    from ilofeed.app import App

# Seconds for which a page is good; so many different ones are remembered.
_GOOD_FOR = 5.0
_KEPT = 50


def site(app: App, *, admin: bool = False) -> Site:
    """The ASGI application of *app*; with *admin* with the preview."""
    figures = Figures(app.store.tallies, lambda: list(app.healths(app.config.sources)), app.clock.now, app.cluster)

    def headers() -> HeadersOf:
        return HeadersOf(app.config.plans, app.config.base_url, app.config.hubs)

    headers_of = headers()
    documents = Documents(app.served, app.clock, headers_of)

    def take_over() -> None:
        nonlocal headers_of
        headers_of = headers()
        documents.take_over(app.served, headers_of)

    def is_feed(name: str) -> bool:
        return headers_of.is_feed(name)  # of the configuration that there is then

    app.on_take_over(take_over)
    kept = _Kept(app.clock)

    def index() -> Document:
        return _page(render.index(front.TITLE, front.outlines(app), today=app.clock.now().date()))

    def feed(*asked: str) -> Document | None:
        body = front.page(app, *asked)
        return None if body is None else _page(body)

    pages = Pages(
        index=lambda: kept("/", index),
        feed=lambda *asked: kept(asked, lambda: feed(*asked)),
        status=lambda: front.status(app),
    )

    def held() -> list[Health]:
        return [each for each in app.healths(app.config.sources, would_change=True) if each.held_since]

    preview = Preview(Attempts(app), held) if admin else None
    return Site(Feeds(documents, figures.count, is_feed), pages, figures, preview)


def _page(body: bytes) -> Document:
    return Document(body, TYPES[render.PAGE], OF_PAGES)


_Made = TypeVar("_Made")


class _Kept:
    """Pages that are made at most every few seconds, however many ask for them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._pages: OrderedDict[Hashable, tuple[float, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, name: Hashable, make: Callable[[], _Made]) -> _Made:
        with self._lock:  # one at a time: who comes second finds what the first has made
            now = self._clock.monotonic()
            known = self._pages.get(name)
            if known is None or now - known[0] > _GOOD_FOR:
                self._pages[name] = known = (now, make())
                self._pages.move_to_end(name)
                while len(self._pages) > _KEPT:
                    self._pages.popitem(last=False)
            made: _Made = known[1]
            return made
