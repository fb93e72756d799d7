"""One request: its answer is a Page, NotModified, a Redirect, or a FetchError.

`ilofeed.fetch.politeness` decides when a request is made, and follows redirects.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from types import MappingProxyType, TracebackType
from typing import Self
from urllib.parse import urlsplit

import httpcore
import httpx

from ilofeed.core import secrets, urls
from ilofeed.core.errors import DeferredError, FetchError
from ilofeed.core.models import NotModified, Page, Validators
from ilofeed.core.protocols import Clock
from ilofeed.fetch import body
from ilofeed.fetch.deadline import Deadline
from ilofeed.fetch.failures import failure, may_be_challenge, refusal
from ilofeed.fetch.pools import Pools
from ilofeed.fetch.redirects import NO_CACHE, Redirect
from ilofeed.fetch.route import Route
from ilofeed.fetch.server_date import server_date
from ilofeed.fetch.ssrf_guard import Allowed, GuardedBackend
from ilofeed.fetch.transport import TRANSPORT_ERRORS
from ilofeed.fetch.user_agent import default_user_agent

# The longest wait that a server can ask for.
_MAX_RETRY_AFTER = timedelta(days=7)

# httpcore needs some limit for each step; the deadline of the exchange is shorter.
_EXTENSIONS = {"timeout": httpx.Timeout(timedelta(hours=1).total_seconds()).as_dict()}

# The statuses of whole pages; with 203 a proxy has changed it (RFC 9110 section 15.3.4).
_PAGES = (httpx.codes.OK, httpx.codes.NON_AUTHORITATIVE_INFORMATION)
_MAX_REFRESH_LENGTH = 4000

_NO_HEADERS: Mapping[str, str] = MappingProxyType({})

#: The possible results of one GET request.
Answer = Page | NotModified | Redirect


class Fetcher:
    """Client for single requests, within limits. Threads may share it."""

    def __init__(
        self,
        clock: Clock,
        *,
        timeout: timedelta = timedelta(seconds=30),
        max_bytes: int = 10_000_000,
        allow_private: tuple[str, ...] = (),
        headers: Mapping[str, str] = _NO_HEADERS,
        route: Route = Route(),  # noqa: B008 - frozen
    ) -> None:
        """*headers* are sent with every request."""
        self.clock = clock
        self._timeout = timeout.total_seconds()
        self.max_bytes = max_bytes  #: limit of a page
        self._stopped = threading.Event()
        self.deadline = Deadline(clock, self._stopped)  #: of the exchange of a thread
        self._network = GuardedBackend(Allowed(allow_private), self.deadline)
        self._pools = Pools(self._network, route, clock.monotonic)
        self.headers = {  # of every request
            "User-Agent": default_user_agent(),
            # A page for people where the server has a choice, else whatever there is: a feed, or data.
            "Accept": "text/html, application/xhtml+xml;q=0.9, text/plain;q=0.8, */*;q=0.1",
            "Accept-Encoding": "gzip",
            **headers,
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections, those in use at the end of their exchange."""
        self._pools.close()

    def close_idle(self) -> None:
        """Close the connections that were not used for some seconds."""
        self._pools.close_idle()

    def stop(self) -> None:
        """Abort every exchange, in any thread, and permit no new one: each raises DeferredError from now on."""
        self._stopped.set()
        self._network.cut()

    @contextmanager
    def exchange(self, url: str, timeout: float | None = None) -> Iterator[None]:
        """Limit the requests for *url* in this block, redirects included, to one deadline.

        *timeout* replaces the limit of every exchange. Raises FetchError for errors of the network, and
        DeferredError after `stop`.
        """
        seconds = self._timeout if timeout is None else timeout
        try:
            with self.deadline.within(seconds):
                yield
        except TRANSPORT_ERRORS as error:
            if self._stopped.is_set():
                raise DeferredError("stopped", f"{url} was given up, the program is to end") from error
            raise failure(url, error, seconds) from error

    def connect(self, scheme: str, host: str, port: int) -> httpcore.NetworkStream:
        """Return a checked connection for requests of *scheme* that a browser makes. Raises as `Pools.tunnel`."""
        return self._pools.tunnel(scheme, host, port)

    def waiting(self) -> AbstractContextManager[None]:
        """Do not count the time of this block against the deadline of the exchange around it."""
        return self.deadline.held_up()

    @property
    def is_stopped(self) -> bool:
        """True once `stop` was called."""
        return self._stopped.is_set()

    def prepare(self, url: str, headers: Mapping[str, str] = _NO_HEADERS) -> Callable[[], Answer]:
        """Return the function that makes one GET request. Raises FetchError if *url* cannot be requested.

        The function returns a page, NotModified or a redirect. It raises FetchError for any other answer,
        and TRANSPORT_ERRORS.
        """
        return partial(self._get, url, self._request("GET", url, headers), headers)

    def prepare_probe(self, url: str, headers: Mapping[str, str] = _NO_HEADERS) -> Callable[[], Redirect | bool]:
        """Return the function that makes one GET request and reads no body. Raises FetchError as `prepare`.

        The function returns a redirect, or else True if the answer is a page.
        """
        return partial(self._probe, url, self._request("GET", url, headers))

    def prepare_post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Callable[[], None]:
        """Return the function that sends *body* to *url* once. Raises FetchError as `prepare`.

        The function raises FetchError for a status that is no success. It reads no body.
        """
        return partial(self._post, url, self._request("POST", url, headers, body))

    def _get(self, url: str, request: httpx.Request, headers: Mapping[str, str]) -> Answer:
        with self._response(request) as response:
            if response.has_redirect_location:
                return _redirect(url, response)
            if response.status_code == httpx.codes.NOT_MODIFIED and headers.keys().isdisjoint(NO_CACHE):
                body.finish(response)
                return NotModified(url=url, date=server_date(response.headers))
            return self._page(url, response)

    def _probe(self, url: str, request: httpx.Request) -> Redirect | bool:
        with self._response(request) as response:
            if response.has_redirect_location:
                return _redirect(url, response)
            return response.status_code in _PAGES

    def _post(self, url: str, request: httpx.Request) -> None:
        with self._response(request) as response:
            if not response.is_success:
                raise refusal(url, response, self._not_before(response))

    @contextmanager
    def _response(self, request: httpx.Request) -> Iterator[httpx.Response]:
        """Send *request*, and keep its response open in the block. Raises TRANSPORT_ERRORS.

        httpx.Client is not used: it adds its own cookies, logins and proxies, which takes a quarter of the
        time of a request.
        """
        with self._pools.lent(request.url) as pool:
            response = pool.handle_request(request)
            try:
                yield response
            finally:
                response.close()

    def _request(
        self, method: str, url: str, headers: Mapping[str, str] = _NO_HEADERS, content: bytes | None = None
    ) -> httpx.Request:
        """Return the request. Raises FetchError if *url* cannot be requested."""
        try:
            _ = urlsplit(url).port  # httpx accepts ports that are out of range
            to = httpx.URL(url)
        except (httpx.InvalidURL, ValueError) as error:
            raise FetchError("address", f"{url!r} is no address that can be asked for: {error}") from error
        if to.scheme not in ("http", "https") or not urls.is_host(to.raw_host.decode("ascii")):
            raise FetchError("address", f"{url!r} is no address that can be asked for: it names no host")
        # Without Host httpx decodes the name, by rules that names in use do not keep ("xn--n3h").
        headers = {"Host": to.netloc.decode("ascii"), **self.headers, **headers}
        return httpx.Request(method, to, headers=headers, content=content, extensions=_EXTENSIONS)

    def _page(self, url: str, response: httpx.Response) -> Page:
        status = response.status_code
        if status not in _PAGES:
            content = body.beginning(url, response) if may_be_challenge(status) else b""
            raise refusal(url, response, self._not_before(response), content)
        return Page(
            url=url,
            body=secrets.hide_in_page(body.read(url, response, self.max_bytes)),
            content_type=secrets.hide(response.headers.get("Content-Type", "")),
            status=status,
            date=server_date(response.headers),
            next_link=_next_link(response),
            refresh=(_without_secret(response, "Refresh") or "")[:_MAX_REFRESH_LENGTH],
            validators=Validators(
                etag=_without_secret(response, "ETag"), last_modified=_without_secret(response, "Last-Modified")
            ),
            set_cookies=tuple(response.headers.get_list("Set-Cookie")),
        )

    def _not_before(self, response: httpx.Response) -> datetime | None:
        """Return the time before which the server wants no request (Retry-After, RFC 9110 section 10.2.3).

        It is read only with the statuses 429 and 503.
        """
        value = response.headers.get("Retry-After", "").strip()
        if response.status_code not in (429, 503) or not value:
            return None
        now = self.clock.now()
        if value.isascii() and value.isdigit():
            wait = timedelta(seconds=int(value[:9]))
        else:
            from email.utils import parsedate_to_datetime  # noqa: PLC0415 - few servers send a date here

            try:
                named = parsedate_to_datetime(value)
                wait = named.replace(tzinfo=named.tzinfo or UTC) - now
            except (ValueError, OverflowError, TypeError):
                return None
        return now + max(timedelta(0), min(wait, _MAX_RETRY_AFTER))


def _without_secret(response: httpx.Response, name: str) -> str | None:
    """Return the header *name*, verbatim. One that repeats a secret is not kept."""
    value: str | None = response.headers.get(name)
    return None if value is not None and secrets.are_in(value) else value


def _next_link(response: httpx.Response) -> str:
    """Return the address of the next page by the header Link (RFC 8288), or an empty string."""
    if "next" not in response.headers.get("Link", "").lower():
        return ""
    for found in response.links.values():
        link = {name.lower(): value for name, value in found.items()}
        if "next" in link.get("rel", "").lower().split() and "anchor" not in link:
            url = link.get("url", "")
            return "" if secrets.are_in(url) else url
    return ""


def _redirect(url: str, response: httpx.Response) -> Redirect:
    is_permanent = response.status_code in (httpx.codes.MOVED_PERMANENTLY, httpx.codes.PERMANENT_REDIRECT)
    return Redirect(
        url=url,
        location=response.headers["Location"],
        is_permanent=is_permanent,
        set_cookies=tuple(response.headers.get_list("Set-Cookie")),
    )
