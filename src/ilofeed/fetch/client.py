"""One conditional GET, and what may come of it: a Page, NotModified, or a FetchError.

The only place that knows httpx.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from types import MappingProxyType, TracebackType
from typing import Self
from urllib.parse import urlsplit

import httpx
from msgspec.structs import replace

from ilofeed.core import urls
from ilofeed.core.errors import DeferredError, FetchError
from ilofeed.core.models import NotModified, Page, Validators
from ilofeed.core.protocols import Clock
from ilofeed.fetch import body, redirects
from ilofeed.fetch.deadline import Deadline
from ilofeed.fetch.failures import failure, may_be_challenge, refusal
from ilofeed.fetch.pools import Pools
from ilofeed.fetch.server_date import server_date
from ilofeed.fetch.ssrf_guard import Allowed, GuardedBackend
from ilofeed.fetch.transport import TRANSPORT_ERRORS
from ilofeed.fetch.user_agent import default_user_agent

_REDIRECTS = 5
# A server that asks for more is asked again tomorrow all the same.
_LONGEST_RETRY_AFTER = timedelta(days=7)

_NO_VALIDATORS = Validators()
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})

#: What is done around each request of an exchange: who asks waits there for a turn at the host.
Turn = Callable[[str], AbstractContextManager[None]]


def _at_once(_url: str) -> AbstractContextManager[None]:
    return nullcontext()


class Fetcher:
    """Downloads pages, within limits; threads may share it."""

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
        self._extensions = {"timeout": httpx.Timeout(self._timeout).as_dict()}

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
        """Give up every exchange, in any thread, and begin none: DeferredError from now on."""
        self._stopped.set()
        self._network.cut()

    def __call__(
        self,
        url: str,
        validators: Validators = _NO_VALIDATORS,
        *,
        turn: Turn = _at_once,
        anywhere: bool = False,
    ) -> Page | NotModified:
        """The page at *url*, or NotModified where *validators* still hold. Raises FetchError.

        Redirects are followed within the page's own site, or *anywhere*. Each request is
        made in the block of *turn*, whose beginning may take its time: the deadline of the
        exchange does not count it.
        """
        try:
            with self._deadline.within(self._timeout):
                return self._followed(url, validators, turn, anywhere=anywhere)
        except TRANSPORT_ERRORS as error:
            if self._stopped.is_set():
                raise DeferredError("stopped", f"{url} was given up, the program is to end") from error
            raise failure(url, error, self._timeout) from error

    def post(
        self,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
        *,
        turn: Turn = _at_once,
        timeout: float | None = None,
    ) -> None:
        """Send *body* to *url*. Raises FetchError where it is not answered with a status that means yes.

        No redirect is followed, and no body is read. *timeout* seconds count if they are fewer than those
        of every exchange.
        """
        seconds = self._timeout if timeout is None else min(timeout, self._timeout)
        request = self._request("POST", url, headers, body)
        try:
            with self._deadline.within(seconds), self._response(request, turn(url)) as response:
                if not response.is_success:
                    raise refusal(url, response, self._not_before(response))
        except TRANSPORT_ERRORS as error:
            if self._stopped.is_set():
                raise DeferredError("stopped", f"{url} was given up, the program is to end") from error
            raise failure(url, error, seconds) from error

    def locate(self, url: str, *, turn: Turn = _at_once) -> str | None:
        """Where *url* leads in the end; None where it leads to no page of its own site. No body is read.

        Raises DeferredError where it was given up.
        """
        here = url
        try:
            with self._deadline.within(self._timeout):
                for _ in range(_REDIRECTS + 1):
                    request = self._request("GET", here)
                    with self._response(request, turn(here)) as response:
                        if not response.has_redirect_location:
                            return here if response.status_code == httpx.codes.OK else None
                        here = redirects.target(url, here, response.headers["Location"])
        except DeferredError:
            raise
        except (*TRANSPORT_ERRORS, FetchError):
            if self._stopped.is_set():
                raise DeferredError("stopped", f"{url} was given up, the program is to end") from None
        return None

    @contextmanager
    def _response(self, request: httpx.Request, turn: AbstractContextManager[None]) -> Iterator[httpx.Response]:
        """Enter *turn*, send *request*, and keep its response open in the block. Raises TRANSPORT_ERRORS.

        The deadline does not count the wait for *turn*. httpx.Client is not used: it adds cookies, logins and
        proxies of its own, and takes a quarter of the time of a request for it.
        """
        with ExitStack() as block:
            with self._deadline.held_up():
                block.enter_context(turn)
            response = block.enter_context(self._pools.lent(request.url)).handle_request(request)
            block.callback(response.close)
            yield response

    def _request(
        self, method: str, url: str, headers: Mapping[str, str] = _NO_HEADERS, content: bytes | None = None
    ) -> httpx.Request:
        """Return the request. Raises FetchError if *url* is no address that can be asked for."""
        try:
            _ = urlsplit(url).port  # httpx takes ports that are out of range
            to = httpx.URL(url)
        except (httpx.InvalidURL, ValueError) as error:
            raise FetchError("address", f"{url!r} is no address that can be asked for: {error}") from error
        if to.scheme not in ("http", "https") or not urls.is_host(to.raw_host.decode("ascii")):
            raise FetchError("address", f"{url!r} is no address that can be asked for: it names no host")
        # Without Host httpx decodes the name, by rules that names in use do not keep ("xn--n3h").
        headers = {"Host": to.netloc.decode("ascii"), **self._headers, **headers}
        return httpx.Request(method, to, headers=headers, content=content, extensions=self._extensions)

    def _followed(self, url: str, validators: Validators, turn: Turn, *, anywhere: bool) -> Page | NotModified:
        headers = _conditions(validators)
        here, moved_to, is_permanent = url, "", True
        for _ in range(_REDIRECTS + 1):
            request = self._request("GET", here, headers)
            with self._response(request, turn(here)) as response:
                status = response.status_code
                if status == httpx.codes.NOT_MODIFIED and not headers:
                    # Nobody asked whether it was modified: a cache on the way has mixed something up.
                    headers = {"Cache-Control": "no-cache"}
                    continue
                if not response.has_redirect_location:
                    return replace(self._answer(here, response, headers), moved_to=moved_to)
                here = redirects.target(url, here, response.headers["Location"], anywhere=anywhere)
                is_permanent &= status in (httpx.codes.MOVED_PERMANENTLY, httpx.codes.PERMANENT_REDIRECT)
                moved_to = here if is_permanent else moved_to
        raise FetchError("redirect", f"{url} redirects more than {_REDIRECTS} times")

    def _answer(self, url: str, response: httpx.Response, asked: dict[str, str]) -> Page | NotModified:
        status = response.status_code
        if status == httpx.codes.NOT_MODIFIED and asked.keys() & _CONDITIONAL:
            body.finish(response)
            return NotModified(url=url, date=server_date(response.headers))
        if status != httpx.codes.OK:
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

    def _not_before(self, response: httpx.Response) -> datetime | None:
        """When the server wants to be asked again (RFC 9110 section 10.2.3), as it says with 429 and 503."""
        value = response.headers.get("Retry-After", "").strip()
        if response.status_code not in (429, 503) or not value:
            return None
        now = self._clock.now()
        if value.isascii() and value.isdigit():
            wait = timedelta(seconds=int(value[:9]))
        else:
            from email.utils import parsedate_to_datetime  # noqa: PLC0415 - few servers say it so

            try:
                named = parsedate_to_datetime(value)
                wait = named.replace(tzinfo=named.tzinfo or UTC) - now
            except (ValueError, OverflowError, TypeError):
                return None
        return now + max(timedelta(0), min(wait, _LONGEST_RETRY_AFTER))


_CONDITIONAL = {"If-None-Match", "If-Modified-Since"}


def _conditions(validators: Validators) -> dict[str, str]:
    """The headers that ask for the page only if it is another one (RFC 9110 section 13.1)."""
    named = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    # What a header cannot carry is no validator, whoever sent it.
    return {name: value for name, value in named.items() if value and value.isascii() and value.isprintable()}
