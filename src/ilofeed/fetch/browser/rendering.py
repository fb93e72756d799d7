"""Render a page that was fetched: a browser runs its scripts within the limits of one poll."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpcore
from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core import secrets
from ilofeed.core.errors import DeferredError, FetchError
from ilofeed.core.models import Page, Validators
from ilofeed.fetch import redirects
from ilofeed.fetch.browser import chromium, messages
from ilofeed.fetch.browser.loopback_proxy import LoopbackProxy, TrafficLimits
from ilofeed.fetch.browser.next_document import NextDocuments
from ilofeed.fetch.browser.session import Session
from ilofeed.fetch.client import Fetcher
from ilofeed.fetch.visit import Visit

_logger = logging.getLogger(__name__)

# Each takes about 300 MB.
_AT_ONCE = threading.BoundedSemaphore(2)
_GLANCE_S = 0.2
# Pages load about this many times their own limit, scripts and data included.
_TRAFFIC = 5
_MAX_DOCUMENTS = 5


class BrowserSettings(Struct, frozen=True, kw_only=True):
    """The settings of one source for its browser."""

    program: str = ""  #: name or path of Chromium; empty: found by its usual names
    is_sandboxed: bool = True
    wait_for: str = ""  #: selector of an element that the finished page has
    click: tuple[str, ...] = ()  #: selectors of elements that are clicked, in this order
    language: str = "en"
    max_memory: int = 3 << 29  #: bytes that all processes of a browser may take


class Browser:
    """Renderer of the pages of one source. Threads may share it."""

    def __init__(self, client: Fetcher, documents: NextDocuments, settings: BrowserSettings) -> None:
        """*documents* fetches those to which the scripts of a page lead."""
        self._client = client
        self._documents = documents
        self._settings = settings

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until a browser may be started, and keep that right in the block. Raises FetchError if it cannot be."""
        settings = self._settings
        if missing := chromium.problem(settings.program, is_sandboxed=settings.is_sandboxed):
            raise FetchError("browser", missing)
        while not _AT_ONCE.acquire(timeout=_GLANCE_S):
            if self._client.is_stopped:
                raise DeferredError("stopped", "the program is to end")
        try:
            yield
        finally:
            _AT_ONCE.release()

    def render(self, page: Page, visit: Visit) -> Page:
        """Return *page* as its scripts make it, within the deadline of this thread, with the headers of *visit*.

        Raises FetchError, and the errors of httpcore at a deadline of the whole program's.
        """
        if not _is_html(page):
            return page
        visit.keep_cookies(page.url, page.set_cookies)
        client = self._client
        limits = TrafficLimits(max_bytes=client.max_bytes * _TRAFFIC)
        with LoopbackProxy(client.connect, client.deadline, client.clock, page=page.url, limits=limits) as proxy:

            def check() -> None:
                if proxy.exceeded:
                    raise FetchError("too_large", f"{page.url} loads more than {proxy.exceeded}{proxy.note()}")

            with Session(client.deadline.left, check, max_bytes=client.max_bytes) as session:
                try:
                    made = self._converse(session, proxy, page, visit)
                except httpcore.ReadTimeout as error:
                    if client.is_stopped:
                        raise
                    raise self._too_late(page, session, proxy) from error
        _logger.debug("browser: %s is rendered; not clicked: %s%s", page.url, made.not_clicked, proxy.note())
        return replace(
            page,
            url=redirects.target(page.url, page.url, made.url),  # scripts write it
            body=secrets.hide_in_page(made.html.encode()),
            content_type="text/html; charset=utf-8",
            validators=Validators(),
            set_cookies=(),
            rendered=f"A browser has run its scripts{proxy.note()}",
        )

    def _converse(self, session: Session, proxy: LoopbackProxy, page: Page, visit: Visit) -> messages.Rendered:
        """Send the job and fetch further documents until the page is finished. Raises FetchError if it cannot be."""
        session.send(self._job(page, proxy, {**self._client.headers, **visit.headers(page.url)}))
        documents = 1
        while isinstance(message := session.receive(), messages.Question):
            documents += 1
            if documents > _MAX_DOCUMENTS:
                raise FetchError(
                    "redirect", f"the scripts of {page.url} lead on more than {_MAX_DOCUMENTS - 1} times"
                )
            further = self._documents.fetch(page.url, message.url, visit, message.set_cookies)
            if not _is_html(further):
                text = f"the scripts of {page.url} lead to {further.url}, which is {further.content_type!r}, not a page"
                raise FetchError("not_html", text)
            session.send(_document(further))
        if isinstance(message, messages.Refusal):
            raise FetchError(message.reason, f"{page.url}: {message.message}{proxy.note()}")
        return message

    def _job(self, page: Page, proxy: LoopbackProxy, headers: Mapping[str, str]) -> messages.Job:
        settings, client = self._settings, self._client
        return messages.Job(
            document=_document(page),
            program=chromium.find(settings.program) or "",
            is_sandboxed=settings.is_sandboxed,
            proxy=proxy.url,
            username=proxy.username,
            password=proxy.password,
            user_agent=headers["User-Agent"],
            language=settings.language,
            accept_language=headers.get("Accept-Language", ""),
            # Not the other headers: Playwright sends those again after a redirect, to any host.
            cookies=headers.get("Cookie", ""),
            wait_for=settings.wait_for,
            click=settings.click,
            max_bytes=client.max_bytes,
            max_memory=settings.max_memory,
            seconds=client.deadline.left(),
        )

    def _too_late(self, page: Page, session: Session, proxy: LoopbackProxy) -> FetchError:
        advice = ""
        if not self._settings.wait_for:
            advice = "; name an element of the finished page in wait_for, or raise fetch.timeout"
        return FetchError(
            "timeout", f"{page.url} was not finished in time: it waited for {session.stage}{advice}{proxy.note()}"
        )


def _is_html(page: Page) -> bool:
    return not page.content_type or "html" in page.content_type.lower()


def _document(page: Page) -> messages.Document:
    """Return *page* for Chromium, which believes a wrong label, and takes UTF-8 without one for Windows-1252."""
    kind = page.content_type
    if not page.body.isascii() and _is_utf8(page.body):
        kind = f"{kind.partition(';')[0].strip() or 'text/html'}; charset=utf-8"
    return messages.Document(url=page.url, body=page.body, content_type=kind, set_cookies=page.set_cookies)


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True
