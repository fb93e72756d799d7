"""A fetcher that finds every host free and reads no robots.txt, for tests of single requests and redirects."""

from __future__ import annotations

from datetime import datetime, timedelta

from ilofeed.core.protocols import Clock
from ilofeed.core.state import HostSlot
from ilofeed.fetch.politeness import Client, PoliteFetcher


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
    return PoliteFetcher(client, FreeHosts(), clock, holder="here/1", min_delay=timedelta(0), robots=False)
