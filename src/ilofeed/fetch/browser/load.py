"""Show one document in Chromium, wait until it is finished, and return it. Runs in the worker process."""

from __future__ import annotations

import json
import os
import re
import time
from base64 import b64decode
from contextlib import suppress
from itertools import islice
from typing import Protocol
from urllib.parse import urljoin

from playwright.sync_api import Browser, BrowserContext, Error, Playwright, Request, Route, sync_playwright
from playwright.sync_api import TimeoutError as TooLateError

from ilofeed.core import urls
from ilofeed.core.request_settings import MAX_COOKIE_LENGTH, MAX_COOKIES
from ilofeed.fetch.browser import chromium, page_scripts
from ilofeed.fetch.browser.messages import Document, FromBrowser, FromPoll, Job, Question, Refusal, Rendered, Stage

# A picture of one transparent point. It stands for every picture: their bytes are not needed, but a page may act on
# a picture that fails.
_PICTURE = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")

# Kinds of resources that no document is made of.
_NOT_NEEDED = frozenset(("font", "manifest", "media", "ping", "texttrack", "cspviolationreport"))
# Kinds of requests that stay open while a page is at rest.
_STAYS_OPEN = frozenset(("eventsource",))

_MAX_REQUESTS = 400
# Seconds without a request or a change after which a page is at rest, and between two looks at it.
_REST_S = 0.5
_GLANCE_S = 0.05
# Seconds that a page has to come to rest after the element that it was waited for.
_AFTERWARDS_S = 3.0
# Milliseconds for an element to accept a click.
_CLICK_MS = 3000


class Poll(Protocol):
    """The part of `ilofeed.fetch.browser.worker.Link` that is used here."""

    def send(self, message: FromBrowser) -> None:
        """Send *message* to the poll."""

    def receive(self) -> FromPoll:
        """Return the next message of the poll."""

    def end(self, message: FromBrowser | None = None) -> None:
        """Send *message* and end this process."""


def render(job: Job, poll: Poll) -> Rendered | Refusal:
    """Return the finished document of *job*, or why there is none."""
    poll.send(Stage(name="the start of the browser"))
    try:
        playwright = sync_playwright().start()
    except Exception as error:  # noqa: BLE001 - Playwright raises it as that
        text = f"Playwright's driver does not start ({_first_line(str(error))})"
        return Refusal(
            reason="browser", message=f"{text}; does a systemd unit forbid it? See deploy/systemd/browser.conf"
        )
    try:
        browser = _started(playwright, job)
    except Error as error:
        return Refusal(reason="browser", message=_unstarted(str(error)))
    return _Load(job, poll, browser).result()


def _started(playwright: Playwright, job: Job) -> Browser:
    return playwright.chromium.launch(
        executable_path=job.program,
        chromium_sandbox=job.is_sandboxed,
        args=chromium.arguments(job.user_agent),
        proxy={"server": job.proxy, "username": job.username, "password": job.password},
        env=dict(os.environ),
        timeout=0,
    )


def _unstarted(error: str) -> str:
    """Return the reason why Chromium did not start, from its output."""
    if "sandboxing failed" in error:
        return (
            "Chromium finds no sandbox here: allow user namespaces (in a container: by its seccomp profile), or, where"
            " the container holds nothing else, set fetch.chromium_sandbox = false"
        )
    return f"Chromium does not start: {_reason(error)}"


class _Load:
    """The load of one document."""

    def __init__(self, job: Job, poll: Poll, browser: Browser) -> None:
        self._job = job
        self._poll = poll
        self._requests = 0
        self._open: set[Request] = set()
        self._last_request = time.monotonic()
        self._context = self._make_context(browser)
        self._page = self._context.new_page()
        #: The document that is to be shown next.
        self._document: Document | None = job.document
        self._listen()

    def result(self) -> Rendered | Refusal:
        """Return the finished document, or why there is none."""
        job = self._job
        try:
            self._expect("the document")
            self._page.goto(job.document.url, wait_until="commit")
            self._expect("the page to come to rest")
            self._rest(float("inf") if not job.wait_for else _AFTERWARDS_S)
            not_clicked = tuple(css for css in job.click if not self._click(css))
            if job.wait_for:
                self._expect(f"the element {job.wait_for!r}")
                self._page.locator(f"css={job.wait_for}").first.wait_for(state="attached")
                self._rest(_AFTERWARDS_S)
            return self._finished(not_clicked)
        except Error as error:
            return Refusal(reason="browser", message=_ended(str(error)))

    def _make_context(self, browser: Browser) -> BrowserContext:
        context = browser.new_context(
            accept_downloads=False,
            # None. Without it Chromium asks a person for them where data answers 401, and waits.
            http_credentials={"username": "", "password": ""},
            locale=self._job.language,
            permissions=[],
            reduced_motion="reduce",
            service_workers="block",
            timezone_id="UTC",
            viewport={"width": 1280, "height": 1024},
        )
        context.set_default_timeout(0)  # the poll ends this process at its deadline
        if self._job.accept_language:
            context.set_extra_http_headers({"Accept-Language": self._job.accept_language})
        # Scripts have no use for the operator's cookies.
        pairs = (pair.partition("=") for pair in self._job.cookies.split("; ") if pair)
        url = urljoin(self._job.document.url, "/")
        context.add_cookies(
            [{"name": name, "value": value, "url": url, "httpOnly": True} for name, _, value in pairs]
        )
        return context

    def _listen(self) -> None:
        self._context.route("**/*", self._route)
        self._context.on("page", lambda page: page.close())
        self._context.on("requestfinished", self._ended)
        self._context.on("requestfailed", self._ended)
        self._page.on("crash", lambda _: self._fail("too_large", "the page needs more memory than it may have"))

    def _finished(self, not_clicked: tuple[str, ...]) -> Rendered | Refusal:
        most = self._job.max_bytes
        made = self._page.evaluate(page_scripts.SERIALISE, most)
        if made is None or len(made[1].encode()) > most:
            return Refusal(reason="too_large", message=f"the finished page is larger than {most} bytes")
        url, html = made
        if not url.startswith(("http:", "https:")):
            return Refusal(reason="redirect", message=f"its scripts lead to {url[:200]!r}, which is no page")
        return Rendered(url=_address(url), html=html, not_clicked=not_clicked)

    def _click(self, css: str) -> bool:
        """Click the first visible element of *css*; return False if there is none."""
        found = self._page.locator(f"css={css}").locator("visible=true").first
        if not found.count():
            return False
        self._expect(f"a click on {css!r}")
        try:
            found.click(timeout=_CLICK_MS)
        except TooLateError:
            self._fail("browser", f"the element {css!r} accepts no click: it is covered, disabled or in motion")
        self._rest(_AFTERWARDS_S if self._job.wait_for else float("inf"))
        return True

    def _rest(self, seconds: float) -> None:
        """Return when nothing was requested or changed for a moment, at the latest after *seconds*."""
        end, before, since = time.monotonic() + seconds, None, time.monotonic()
        while (now := time.monotonic()) < end:
            progress = None
            with suppress(Error):  # another document is being shown
                progress = self._page.evaluate(page_scripts.PROGRESS)
            is_busy = self._open or progress is None or progress[0] != page_scripts.COMPLETE
            if is_busy or progress != before:
                before, since = progress, now
            elif now - max(since, self._last_request) >= _REST_S:
                return
            self._page.wait_for_timeout(_GLANCE_S * 1000)

    def _route(self, route: Route, request: Request) -> None:
        """Let *request* pass to the proxy, answer it, or refuse it."""
        self._requests += 1
        self._last_request = time.monotonic()
        if self._requests > _MAX_REQUESTS:
            self._fail("too_large", f"the page makes more than {_MAX_REQUESTS} requests")
        kind = request.resource_type
        with suppress(Error):  # the page has gone
            if kind == "document":
                self._show(route, request)
            elif kind == "image":
                route.fulfill(body=_PICTURE, content_type="image/gif")
            elif kind in _NOT_NEEDED:
                route.abort("blockedbyclient")
            else:
                if kind not in _STAYS_OPEN:
                    self._open.add(request)
                route.continue_()

    def _show(self, route: Route, request: Request) -> None:
        """Answer a request for a document with the one that the poll has; frames and other windows get none."""
        if not self._is_of_page(request):
            route.abort("blockedbyclient")
            return
        document, self._document = self._document or self._ask(request), None
        named = {"Content-Type": document.content_type, "Set-Cookie": "\n".join(document.set_cookies)}
        route.fulfill(body=document.body, headers={name: value for name, value in named.items() if value})

    def _is_of_page(self, request: Request) -> bool:
        try:
            return request.frame == self._page.main_frame
        except Error:  # of a window that is being opened
            return False

    def _ask(self, request: Request) -> Document:
        """Return the document that the page wants to show next, from the poll."""
        if request.method != "GET":
            self._fail("browser", "the page sends a form by itself, and forms are not sent")
        self._poll.send(Question(url=_address(request.url), set_cookies=self._cookies(request.url)))
        answer = self._poll.receive()
        assert isinstance(answer, Document)  # noqa: S101 - nothing else answers a question
        if answer.url == request.url.partition("#")[0]:
            return answer
        # Playwright lets what follows a redirect pass by, so a script makes the browser ask again.
        self._document = answer
        address = json.dumps(answer.url).replace("<", "\\u003c")
        script = f"<!DOCTYPE html><script>location.replace({address})</script>"
        return Document(url=request.url, body=script.encode(), content_type="text/html")

    def _cookies(self, url: str) -> tuple[str, ...]:
        """Return the cookies for *url*, each as a value of Set-Cookie, as far as they are not too many or too long."""
        pairs = (
            f"{cookie.get('name')}={cookie.get('value')}; Path={cookie.get('path')}"
            for cookie in self._context.cookies(url)
        )
        return tuple(islice((pair for pair in pairs if len(pair) <= MAX_COOKIE_LENGTH), MAX_COOKIES))

    def _ended(self, request: Request) -> None:
        self._open.discard(request)
        self._last_request = time.monotonic()

    def _expect(self, event: str) -> None:
        self._poll.send(Stage(name=event))

    def _fail(self, reason: str, message: str) -> None:
        """End this process: an exception here would end nothing, as Playwright catches it."""
        self._poll.end(Refusal(reason=reason, message=message))


def _ended(error: str) -> str:
    """Return why a load ended, from the *error* of Playwright."""
    if "has been closed" in error:
        return (
            "Chromium ended while it showed the page: it crashed, or the page needs more memory than it may have"
        )
    return f"the page failed in the browser: {_first_line(error)}"


def _address(url: str) -> str:
    """Return *url* without its fragment. A page can make it megabytes long: it is cut where it is too long anyway."""
    return url.partition("#")[0][: 2 * urls.LIMIT]


def _reason(error: str) -> str:
    """Return the reason that Chromium logged in *error*, else its first line."""
    logged = re.search(r":FATAL:[^\]\n]*\] ?(.*)", error)
    return logged[1][:300] if logged else _first_line(error)


def _first_line(error: str) -> str:
    return next((line.strip() for line in error.splitlines() if line.strip()), "")[:300]
