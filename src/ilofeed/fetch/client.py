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

from ilofeed.core.errors import DeferredError
from ilofeed.core.models import NotModified, Page, Validators
from ilofeed.core.protocols import Clock
from ilofeed.fetch import body
from ilofeed.fetch.address import Address, address
from ilofeed.fetch.deadline import Deadline
from ilofeed.fetch.failures import failure, may_be_challenge, refusal
from ilofeed.fetch.pools import Pools
from ilofeed.fetch.redirects import CONDITIONAL, Redirect
from ilofeed.fetch.server_date import server_date
from ilofeed.fetch.ssrf_guard import Allowed, GuardedBackend
from ilofeed.fetch.transport import TRANSPORT_ERRORS, Response
from ilofeed.fetch.user_agent import default_user_agent

# The longest wait that a server can ask for.
_MAX_RETRY_AFTER = timedelta(days=7)

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
        contact: str = "",
        user_agent: str = "",
    ) -> None:
        self._clock = clock
        self._timeout = timeout.total_seconds()
        self._max_bytes = max_bytes
        self._stopped = threading.Event()
        self._deadline = Deadline(clock, self._stopped)
        self._network = GuardedBackend(Allowed(allow_private), self._deadline)
        self._pools = Pools(self._network, clock.monotonic)
        self._headers = {
            "User-Agent": user_agent or default_user_agent(contact),
            "Accept": "text/html, application/xhtml+xml;q=0.9, text/plain;q=0.8",
            "Accept-Encoding": "gzip",
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

        *timeout* applies if it is shorter than the limit of every exchange. Raises FetchError for errors
        of the network, and DeferredError after `stop`.
        """
        seconds = self._timeout if timeout is None else min(timeout, self._timeout)
        try:
            with self._deadline.within(seconds):
                yield
        except TRANSPORT_ERRORS as error:
            if self._stopped.is_set():
                raise DeferredError("stopped", f"{url} was given up, the program is to end") from error
            raise failure(url, error, seconds) from error

    def waiting(self) -> AbstractContextManager[None]:
        """Do not count the time of this block against the deadline of the exchange around it."""
        return self._deadline.held_up()

    @property
    def is_stopped(self) -> bool:
        """True once `stop` was called."""
        return self._stopped.is_set()

    def prepare(self, url: str, headers: Mapping[str, str] = _NO_HEADERS) -> Callable[[], Answer]:
        """Return the function that makes one GET request. Raises FetchError if *url* cannot be requested.

        The function returns a page, NotModified or a redirect. It raises FetchError for any other answer,
        and TRANSPORT_ERRORS.
        """
        return partial(self._get, url, address(url), headers)

    def prepare_probe(self, url: str) -> Callable[[], Redirect | bool]:
        """Return the function that makes one GET request and reads no body. Raises FetchError as `prepare`.

        The function returns a redirect, or else True if the answer is a page.
        """
        return partial(self._probe, url, address(url))

    def prepare_post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Callable[[], None]:
        """Return the function that sends *body* to *url* once. Raises FetchError as `prepare`.

        The function raises FetchError for a status that is no success. It reads no body.
        """
        return partial(self._post, url, address(url), headers, body)

    def _get(self, url: str, to: Address, headers: Mapping[str, str]) -> Answer:
        with self._response("GET", to, headers) as response:
            if response.redirect_location is not None:
                return _redirect(url, response, response.redirect_location)
            if response.status == 304 and (not headers or headers.keys() & CONDITIONAL):
                body.finish(response)
                return NotModified(url=url, date=server_date(response.headers))
            return self._page(url, response)

    def _probe(self, url: str, to: Address) -> Redirect | bool:
        with self._response("GET", to) as response:
            if response.redirect_location is not None:
                return _redirect(url, response, response.redirect_location)
            return response.status == 200

    def _post(self, url: str, to: Address, headers: Mapping[str, str], content: bytes) -> None:
        with self._response("POST", to, headers, content) as response:
            if not 200 <= response.status < 300:
                raise refusal(url, response, self._not_before(response))

    @contextmanager
    def _response(
        self, method: str, to: Address, headers: Mapping[str, str] = _NO_HEADERS, content: bytes | None = None
    ) -> Iterator[Response]:
        """Send a request, and keep its response open in the block. Raises TRANSPORT_ERRORS."""
        headers = {"Host": to.netloc, **self._headers, **headers}
        with self._pools.lent(to.origin) as pool:
            response = pool.send(method, to, headers, content, self._timeout)
            try:
                yield response
            finally:
                response.close()

    def _page(self, url: str, response: Response) -> Page:
        status = response.status
        if status != 200:
            content = body.beginning(url, response) if may_be_challenge(status) else b""
            raise refusal(url, response, self._not_before(response), content)
        return Page(
            url=url,
            body=body.read(url, response, self._max_bytes),
            content_type=response.headers.get("Content-Type", ""),
            status=status,
            date=server_date(response.headers),
            validators=Validators(
                etag=response.headers.get("ETag"), last_modified=response.headers.get("Last-Modified")
            ),
        )

    def _not_before(self, response: Response) -> datetime | None:
        """Return the time before which the server wants no request (Retry-After, RFC 9110 section 10.2.3).

        It is read only with the statuses 429 and 503.
        """
        value = response.headers.get("Retry-After", "").strip()
        if response.status not in (429, 503) or not value:
            return None
        now = self._clock.now()
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


def _redirect(url: str, response: Response, location: str) -> Redirect:
    is_permanent = response.status in (301, 308)
    return Redirect(url=url, location=location, is_permanent=is_permanent)
