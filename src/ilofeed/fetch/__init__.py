"""One conditional GET, and what may come of it: a Page, NotModified, or a FetchError.

The only place that knows httpx.
"""

from __future__ import annotations

import ssl
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Self

import httpx

from ilofeed import __version__, address
from ilofeed.errors import FetchError
from ilofeed.fetch.guard import Allowed, Deadline, GuardedBackend
from ilofeed.model import NotModified, Page, Validators
from ilofeed.ports import Clock

_REDIRECTS = 5
_CHUNK = 64 * 1024
# A server that asks for more is asked again tomorrow all the same.
_LONGEST_RETRY_AFTER = timedelta(days=7)

_NO_VALIDATORS = Validators()


class Fetcher:
    """Downloads pages, politely and within limits."""

    def __init__(
        self,
        clock: Clock,
        *,
        timeout: timedelta = timedelta(seconds=30),
        max_bytes: int = 10_000_000,
        allow_private: tuple[str, ...] = (),
        contact: str = "",
    ) -> None:
        self._clock = clock
        self._timeout = timeout.total_seconds()
        self._max_bytes = max_bytes
        self._deadline = Deadline(clock)
        transport = httpx.HTTPTransport(
            trust_env=False,
            limits=httpx.Limits(max_connections=4, max_keepalive_connections=2),
        )
        # httpx has no public way in for a network backend; a test watches over this one.
        transport._pool._network_backend = GuardedBackend(Allowed(allow_private), self._deadline)
        self._client = httpx.Client(
            transport=transport,
            trust_env=False,  # a proxy from the environment would look names up itself, past the guard
            timeout=self._timeout,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            headers={
                "User-Agent": user_agent(contact),
                "Accept": "text/html, application/xhtml+xml;q=0.9, text/plain;q=0.8",
                "Accept-Encoding": "gzip",
            },
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of all connections."""
        self._client.close()

    def __call__(self, url: str, validators: Validators = _NO_VALIDATORS) -> Page | NotModified:
        """The page at *url*, or NotModified where *validators* still hold. Raises FetchError.

        Redirects are followed within the page's own site.
        """
        self._deadline.start(self._timeout)
        try:
            return self._followed(url, validators)
        except httpx.TimeoutException as error:
            raise FetchError(
                "timeout",
                f"{url} did not answer in full within {self._timeout:g} seconds; the next poll asks again",
            ) from error
        except httpx.ConnectError as error:
            raise _unconnected(url, error) from error
        except httpx.RemoteProtocolError as error:
            raise FetchError("truncated", f"{url} sent a broken or incomplete answer: {error}") from error
        except httpx.TransportError as error:
            raise FetchError("connect", f"the connection to {url} broke: {error}") from error
        except httpx.InvalidURL as error:
            raise FetchError("redirect", f"{url} leads to an address that is none: {error}") from error

    def locate(self, url: str) -> str | None:
        """Where *url* leads in the end; None where it leads to no page of its own site. No body is read."""
        self._deadline.start(self._timeout)
        here = url
        try:
            for _ in range(_REDIRECTS + 1):
                with self._client.stream("GET", here) as response:
                    if not response.has_redirect_location:
                        return here if response.status_code == httpx.codes.OK else None
                    here = _target(url, here, response.headers["Location"])
        except (httpx.HTTPError, httpx.InvalidURL, FetchError):
            return None
        return None

    def _followed(self, url: str, validators: Validators) -> Page | NotModified:
        conditions = _conditions(validators)
        here = url
        for _ in range(_REDIRECTS + 1):
            with self._client.stream("GET", here, headers=conditions) as response:
                if not response.has_redirect_location:
                    return self._answer(here, response, asked=bool(conditions))
                here = _target(url, here, response.headers["Location"])
        raise FetchError("redirect", f"{url} redirects more than {_REDIRECTS} times")

    def _answer(self, url: str, response: httpx.Response, *, asked: bool) -> Page | NotModified:
        status = response.status_code
        if status == httpx.codes.NOT_MODIFIED and asked:
            return NotModified(url=url)
        if status != httpx.codes.OK:
            raise FetchError(
                f"status_{status}",
                f"{url} answers {status} {response.reason_phrase}".rstrip() + _advice(status),
                status=status,
                not_before=self._not_before(response),
            )
        return Page(
            url=url,
            body=self._body(url, response),
            content_type=response.headers.get("Content-Type", ""),
            status=status,
            validators=Validators(
                etag=response.headers.get("ETag"), last_modified=response.headers.get("Last-Modified")
            ),
        )

    def _body(self, url: str, response: httpx.Response) -> bytes:
        """The decoded bytes, counted on the wire and behind it while they come."""
        coding = response.headers.get("Content-Encoding", "identity").strip().lower()
        raw = _limited(url, response.iter_raw(_CHUNK), self._max_bytes)
        if coding in ("", "identity"):
            return b"".join(raw)
        if coding in ("gzip", "x-gzip"):
            return b"".join(_limited(url, _inflated(url, raw), self._max_bytes))
        raise FetchError("decode", f"{url} came with the content coding {coding!r}, which was not asked for")

    def _not_before(self, response: httpx.Response) -> datetime | None:
        """When the server wants to be asked again (RFC 9110 section 10.2.3), as it says with 429 and 503."""
        value = response.headers.get("Retry-After", "").strip()
        if response.status_code not in (429, 503) or not value:
            return None
        now = self._clock.now()
        if value.isascii() and value.isdigit():
            wait = timedelta(seconds=int(value[:9]))
        else:
            try:
                named = parsedate_to_datetime(value)
                wait = named.replace(tzinfo=named.tzinfo or UTC) - now
            except (ValueError, OverflowError, TypeError):
                return None
        return now + max(timedelta(0), min(wait, _LONGEST_RETRY_AFTER))


def user_agent(contact: str) -> str:
    """What we call ourselves: project, version, and whom to write to."""
    reachable = contact.encode("ascii", "ignore").decode().strip() or "operator gives no contact"
    return f"ilofeed/{__version__} ({reachable})"


def _conditions(validators: Validators) -> dict[str, str]:
    """The headers that ask for the page only if it is another one (RFC 9110 section 13.1)."""
    named = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    # What a header cannot carry is no validator, whoever sent it.
    return {name: value for name, value in named.items() if value and value.isascii() and value.isprintable()}


def _target(url: str, here: str, location: str) -> str:
    """Where a redirect leads. Raises FetchError where we do not follow."""
    there = address.absolute(location, here)
    if there is None:
        raise FetchError("redirect", f"{here} redirects to {location[:200]!r}, which is no http or https address")
    if here.startswith("https:") and not there.startswith("https:"):
        raise FetchError("redirect", f"{here} redirects to {there}, without encryption")
    if address.site(there) != address.site(url):
        raise FetchError(
            "redirect", f"{url} has moved to another site, {there}; if that is right, set it as the source's url"
        )
    return there


def _limited(url: str, chunks: Iterator[bytes], most: int) -> Iterator[bytes]:
    """*chunks*, as long as they are at most *most* bytes. Raises FetchError beyond."""
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > most:
            raise FetchError(
                "too_large", f"{url} is larger than {most} bytes; raise fetch.max_bytes if it should be"
            )
        yield chunk


def _inflated(url: str, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The content of a gzip stream, never more than a chunk at a time (RFC 1952)."""
    inflate = zlib.decompressobj(wbits=31)
    try:
        for chunk in chunks:
            data, held_back = chunk, True
            while (data or held_back) and not inflate.eof:
                piece = inflate.decompress(data, _CHUNK)
                data, held_back = inflate.unconsumed_tail, len(piece) == _CHUNK
                yield piece
    except zlib.error as error:
        raise FetchError("decode", f"{url} sent broken gzip data: {error}") from error
    if not inflate.eof or inflate.unused_data:
        raise FetchError("truncated", f"{url} ended in the middle of its gzip data")


def _unconnected(url: str, error: httpx.ConnectError) -> FetchError:
    causes: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None:
        causes.append(cause)
        cause = cause.__cause__ or cause.__context__
    if any(isinstance(each, ssl.SSLError) for each in causes):
        return FetchError("tls", f"{url} has no certificate that can be trusted: {error}")
    return FetchError("connect", f"no connection to {url}: {error}")


def _advice(status: int) -> str:
    if status in (404, 410):
        return "; has the page moved?"
    if status in (401, 403):
        return "; it does not want to be read by programs"
    return ""
