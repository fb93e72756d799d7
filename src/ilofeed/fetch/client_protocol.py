"""Single requests and the browser, as `ilofeed.fetch.politeness` uses them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Protocol

from ilofeed.core.errors import FetchError
from ilofeed.core.models import NotModified, Page, Source
from ilofeed.fetch.redirects import Redirect
from ilofeed.fetch.visit import Visit


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


class Renderer(Protocol):
    """A browser, as `ilofeed.fetch.browser.rendering.Browser`."""

    def turn(self) -> AbstractContextManager[None]:
        """Wait until it may be started, and keep that right in the block. Raises FetchError if it cannot be."""

    def render(self, page: Page, visit: Visit, /) -> Page:
        """Return *page* as its scripts make it, with the headers and cookies of *visit*. Raises FetchError.

        The slot of the page's host must be held.
        """


def no_browser(source: Source) -> Renderer:
    """Refuse to render the pages of *source*. Raises FetchError."""
    raise FetchError("browser", f"the pages of {source.slug!r} need a browser, which this program does not have")
