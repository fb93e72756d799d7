"""A fetcher that finds every host free and reads no robots.txt, for tests of single requests and redirects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from functools import partial

from ilofeed.core.models import NotModified, Page
from ilofeed.core.protocols import Clock
from ilofeed.core.state import HostSlot
from ilofeed.fetch.client_protocol import Client
from ilofeed.fetch.politeness import PoliteFetcher, Politeness


class FakeClient:
    """A `Client` whose GET requests are answered by `answer`, which a test overrides. Nothing is redirected or sent."""

    is_stopped = False

    def answer(self, url: str, etag: str) -> Page | NotModified:
        """Return the answer of *url* to a request that names *etag*, or nothing. May raise FetchError."""
        raise NotImplementedError

    def prepare(self, url: str, headers: Mapping[str, str] = {}) -> Callable[[], Page | NotModified]:
        return partial(self.answer, url, headers.get("If-None-Match", ""))

    def exchange(self, _url: str, _timeout: float | None = None) -> AbstractContextManager[None]:
        return nullcontext()

    def waiting(self) -> AbstractContextManager[None]:
        return nullcontext()

    def prepare_probe(self, _url: str, _headers: Mapping[str, str] = {}) -> Callable[[], bool]:
        return lambda: False

    def prepare_post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Callable[[], None]:
        raise AssertionError((url, body, headers))

    def close(self) -> None:
        """Close nothing: there is no connection."""


class FreeHosts:
    """A `HostStore` that remembers nothing: no host is busy, and none refuses."""

    def acquire_host(
        self,
        _host: str,
        _holder: str,
        now: datetime,
        _until: datetime,
        /,
        *,
        force: bool = False,  # noqa: ARG002 - a free host needs no force
    ) -> HostSlot:
        return HostSlot(taken=True, at=now)

    def release_host(self, host: str, holder: str, rest: datetime, /) -> None:
        pass

    def leave_alone(self, host: str, until: datetime, /) -> None:
        pass

    def is_unavailable(self, _host: str, _url: str, _now: datetime, _until: datetime, /) -> bool:
        return False

    def robots(self, _host: str, /) -> tuple[str, datetime] | None:
        return None

    def keep_robots(self, host: str, text: str, now: datetime, /) -> None:
        pass


def fetching(client: Client, clock: Clock) -> PoliteFetcher:
    """Return what fetches with *client* at once, and follows redirects."""
    return PoliteFetcher(
        client, FreeHosts(), clock, holder="here/1", policy=Politeness(min_delay=timedelta(0), robots=False)
    )
