"""Single requests, as `ilofeed.fetch.politeness` uses them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Protocol

from ilofeed.core.models import NotModified, Page
from ilofeed.fetch.redirects import Redirect


class Client(Protocol):
    """The part of `ilofeed.fetch.client.Fetcher` that is used here, with the contracts given there."""

    @property
    def is_stopped(self) -> bool:
        """True once no more requests may be made."""

    def exchange(self, url: str, timeout: float | None = ...) -> AbstractContextManager[None]:
        """Limit the requests in this block to one deadline. Raises FetchError."""

    def waiting(self) -> AbstractContextManager[None]:
        """Do not count the time of this block."""

    def prepare(self, url: str, headers: Mapping[str, str] = ...) -> Callable[[], Page | NotModified | Redirect]:
        """Return the function that makes one GET request."""

    def prepare_probe(self, url: str, headers: Mapping[str, str] = ...) -> Callable[[], Redirect | bool]:
        """Return the function that makes one GET request and reads no body."""

    def prepare_post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Callable[[], None]:
        """Return the function that sends *body* once."""
