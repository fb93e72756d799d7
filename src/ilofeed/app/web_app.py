"""The program over HTTP: what is made for it out of the store, and how long that is good for."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ilofeed.app import admin_adding, queries, site_pages
from ilofeed.app.admin_preview import Attempts
from ilofeed.app.admin_sources import Tending
from ilofeed.app.operator_requests import OperatorRequests
from ilofeed.core.protocols import Clock
from ilofeed.publish import render
from ilofeed.serve import admin_begin, admin_feed, admin_sources, admin_try
from ilofeed.serve.admin_app import Admin
from ilofeed.serve.admin_route import Refusal
from ilofeed.serve.admin_try import FoundList
from ilofeed.serve.asgi_app import OF_PAGES, OF_PRIVATE_PAGES, Pages, Site, is_search
from ilofeed.serve.feed_files import Feeds
from ilofeed.serve.file_cache import TYPES, Document, Documents, Headers
from ilofeed.serve.metrics import Metrics
from ilofeed.serve.private_gate import Gate
from ilofeed.serve.response_headers import HeadersOf

if TYPE_CHECKING:
    from ilofeed.app.container import Container

# Seconds for which a page is kept, and the number of pages that are kept.
_GOOD_FOR = 5.0
_KEPT = 50


def site(app: Container, requests: OperatorRequests | None = None) -> Site:
    """Return the ASGI application of *app*. With *requests*, by which work is done, it includes the admin site."""
    metrics = _metrics(app)

    def headers() -> HeadersOf:
        return HeadersOf(app.config.plans, app.config.base_url, app.config.hubs, app.config.private)

    headers_of, keys = headers(), app.config.private
    documents = Documents(app.served, app.clock, headers_of)
    private = Documents(_private_folder(app), app.clock, headers_of)

    def reload() -> None:
        nonlocal headers_of, keys
        headers_of, keys = headers(), app.config.private
        documents.take_over(app.served, headers_of)
        private.take_over(_private_folder(app), headers_of)

    # Of the configuration of the moment.
    public_files = Feeds(documents, metrics.count, lambda name: headers_of.is_feed(name) and not keys.has(name))
    private_files = Feeds(
        private,
        lambda _, *rest: metrics.count("private", *rest),
        lambda name: headers_of.is_feed(name) and keys.has(name),
        lambda name: keys.query(name),  # noqa: PLW0108 - a reload replaces the keys
    )
    app.on_reload(reload)
    own = None if requests is None else _admin(app, documents, requests)
    gate = Gate(public_files, private_files, lambda: keys)
    return Site(public_files, _pages(app), metrics, own, gate=gate)


def _private_folder(app: Container) -> Path:
    """Return the folder of the documents of private feeds; one that does not exist without such feeds."""
    return app.config.private.folder or app.served / ".none"


def _admin(app: Container, documents: Documents, requests: OperatorRequests) -> Admin:
    """Return the admin site: the routes of all its pages. A new feed is served from *documents* at once."""

    def add(found: FoundList, slug: str, title: str) -> str | Refusal:
        added = admin_adding.add(app, found, slug, title)
        if isinstance(added, Refusal):
            return added
        if app.keeps_state:  # else the process that polls does it
            tending.poll(added)
        documents.look()
        return f"{admin_feed.PATH}/{added}"

    tending, is_begun = Tending(app, requests), partial(admin_adding.is_begun, app)
    routes = (
        *admin_sources.routes(tending),
        *admin_try.routes(Attempts(app), add),
        *admin_feed.routes(partial(admin_adding.new_feed, app)),
    )
    beginning = admin_begin.routes(app.config.name, is_begun, partial(admin_adding.begin, app))
    return Admin((*admin_begin.behind(routes, is_begun), *beginning), lambda: app.config.interface_language)


def _metrics(app: Container) -> Metrics:
    return Metrics(
        lambda: tuple(each for each in app.store.poll_counts() if not app.config.private.has(each.source)),
        lambda: list(queries.healths(app, app.config.public_sources)),
        app.clock.now,
        partial(queries.cluster, app),
        lambda: {slug: error for slug, error in queries.problems(app).items() if not app.config.private.has(slug)},
    )


def _pages(app: Container) -> Pages:
    """Return what makes the pages, and keeps them for a moment; pages of searches are many and asked for once."""
    kept, found, frames = _Kept(app.clock), _Kept(app.clock, most=20), _Kept(app.clock)

    def index() -> Document:
        interface, today = app.config.interface_language, app.clock.now().date()
        return _page(render.index(site_pages.summaries(app), today=today, interface=interface))

    def feed(slug: str, *asked: Any) -> Document | None:  # noqa: ANN401 - as Pages has them
        frame = frames(slug, lambda: site_pages.frame(app, slug))
        if frame is None:
            return None
        return _page(site_pages.page(app, frame, *asked), OF_PRIVATE_PAGES if frame.plan.key else OF_PAGES)

    return Pages(
        index=lambda: kept("/", index),
        feed=lambda *asked: (found if is_search(*asked) else kept)(asked, lambda: feed(*asked)),
        status=lambda: kept("status", lambda: site_pages.status(app)),
    )


def _page(body: bytes, headers: Headers = OF_PAGES) -> Document:
    return Document(body, TYPES[render.PAGE], headers)


_Made = TypeVar("_Made")


class _Kept:
    """Pages that are made at most every few seconds, however many ask for them."""

    def __init__(self, clock: Clock, *, most: int = _KEPT) -> None:
        self._clock = clock
        self._most = most
        self._pages: OrderedDict[Hashable, tuple[float, Any]] = OrderedDict()
        self._making: dict[Hashable, Future[Any]] = {}
        self._lock = threading.Lock()

    def __call__(self, name: Hashable, make: Callable[[], _Made]) -> _Made:
        """Return the page called *name*; a second caller waits for what the first one makes."""
        with self._lock:
            now = self._clock.monotonic()
            known = self._pages.get(name)
            if known is not None and now - known[0] <= _GOOD_FOR:
                found: _Made = known[1]
                return found
            others = self._making.get(name)
            making = others or self._making.setdefault(name, Future())
        if others is None:
            self._make(name, now, make, making)
        made: _Made = making.result()
        return made

    def _make(self, name: Hashable, now: float, make: Callable[[], Any], making: Future[Any]) -> None:
        try:
            made = make()
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits
            with self._lock:
                del self._making[name]
            making.set_exception(error)
            return
        with self._lock:
            self._pages[name] = (now, made)
            self._pages.move_to_end(name)
            while len(self._pages) > self._most:
                self._pages.popitem(last=False)
            del self._making[name]
        making.set_result(made)
