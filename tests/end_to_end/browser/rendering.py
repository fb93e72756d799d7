"""Pages of a site, rendered by Chromium as a poll has them rendered."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta

from msgspec.structs import replace

from fakes.real_parts import program
from fakes.site import LIST_PATH, Answer, Site, serving
from ilofeed.app.clock import SystemClock
from ilofeed.core.models import Page, Source
from ilofeed.core.request_settings import RequestSettings
from ilofeed.core.store_protocols import HostStore
from ilofeed.fetch.browser.next_document import NextDocuments
from ilofeed.fetch.browser.rendering import Browser, BrowserSettings
from ilofeed.fetch.client import Fetcher
from ilofeed.fetch.politeness import PoliteFetcher, Politeness
from ilofeed.fetch.processes import process_id
from ilofeed.store import open_store


class Rendering:
    """A site, and the client that has its pages rendered."""

    def __init__(self, site: Site, client: Fetcher, hosts: HostStore) -> None:
        self.site = site
        self.client = client
        self.hosts = hosts
        self.url = site.url
        self.request = RequestSettings()

    def rules(self, text: str) -> None:
        """Serve *text* as robots.txt."""
        self.site.answer(Answer(body=text.encode(), content_type="text/plain"), "/robots.txt")

    def show(self, body: str, path: str = LIST_PATH) -> None:
        """Answer *path* with *body* in a page."""
        self.site.show(f'<!DOCTYPE html><html lang="en"><title>News</title><body>{body}</body></html>', path)

    def data(self, body: str, path: str) -> None:
        """Answer *path* with *body*, JSON."""
        self.site.answer(Answer(body=body.encode(), content_type="application/json"), path)

    def page(self, *click: str, wait_for: str = "", program: str = "", max_memory: int = 3 << 29) -> Page:
        """Return the finished list page. Raises FetchError."""
        settings = BrowserSettings(
            program=program or chromium(),
            is_sandboxed=os.geteuid() != 0,
            wait_for=wait_for,
            click=click,
            max_memory=max_memory,
        )
        documents = NextDocuments(self.client, self.hosts, robots=True)
        fetch = PoliteFetcher(
            self.client,
            self.hosts,
            self.client.clock,
            holder=process_id(),
            policy=Politeness(min_delay=timedelta(0)),
            browser_of=lambda _: Browser(self.client, documents, settings),
        )
        source = Source(slug="news", url=self.url, request=replace(self.request, browser=True))
        page = fetch.for_source(source)(self.url)
        assert isinstance(page, Page)
        return page

    def html(self, *click: str, wait_for: str = "") -> str:
        """Return the finished list page as text."""
        return self.page(*click, wait_for=wait_for).body.decode()


def chromium() -> str:
    """Return the path of Chromium."""
    return program("chromium", "chromium")


class SkippingClock(SystemClock):
    """The machine's clock, which a test moves on by more than any deadline."""

    def __init__(self) -> None:
        super().__init__()
        self._ahead = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self._ahead

    def skip_after(self, event: Callable[[], None]) -> None:
        """Move on after *event* has returned."""
        event()
        self._ahead = 1000.0


@contextmanager
def rendering(
    *,
    clock: SystemClock | None = None,
    seconds: float = 60,
    max_bytes: int = 1_000_000,
) -> Iterator[Rendering]:
    """Serve a site on 127.0.0.1, the only address that is permitted beside public ones."""
    chromium()  # skip the test here, not in one of its threads
    with (
        serving() as site,
        closing(open_store("sqlite:///:memory:")) as store,
        Fetcher(
            clock or SystemClock(),
            timeout=timedelta(seconds=seconds),
            max_bytes=max_bytes,
            allow_private=("127.0.0.1",),
        ) as client,
    ):
        yield Rendering(site, client, store)


def main() -> None:
    """Render the page at the address that is given, as a poll in a process of its own, and never finish."""
    with rendering() as made:
        made.url = sys.argv[1]
        made.page(wait_for="never")


if __name__ == "__main__":
    main()
