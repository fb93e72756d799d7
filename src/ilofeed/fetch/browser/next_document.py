"""Fetch the document to which the scripts of a page lead, by the rules for redirects and robots.txt."""

from __future__ import annotations

from ilofeed.core import urls
from ilofeed.core.errors import FetchError
from ilofeed.core.models import NotModified, Page
from ilofeed.core.store_protocols import HostStore
from ilofeed.fetch import redirects, robots
from ilofeed.fetch.client_protocol import Client
from ilofeed.fetch.visit import Visit

_MAX_REDIRECTS = 5


class NextDocuments:
    """Fetches documents while the slot of the page's host is held, so only from that host."""

    def __init__(self, client: Client, hosts: HostStore, *, robots: bool) -> None:
        """*robots*: the rules in *hosts*, which were read for the page, are obeyed."""
        self._client = client
        self._hosts = hosts
        self._robots = robots

    def fetch(self, page_url: str, url: str, visit: Visit, set_cookies: tuple[str, ...] = ()) -> Page:
        """Return the document at *url*, to which the scripts of the page at *page_url* lead. Raises FetchError.

        *set_cookies* are those of the browser for it, which override those of *visit*.
        """
        here = redirects.target(page_url, page_url, url)
        known = visit.headers(here).get("Cookie", "").split("; ")
        visit.keep_cookies(here, tuple(each for each in set_cookies if each.partition(";")[0] not in known))
        for _ in range(_MAX_REDIRECTS + 1):
            self._check(page_url, here)
            answer = self._client.prepare(here, visit.headers(here))()
            if isinstance(answer, NotModified):
                raise FetchError("status_304", f"{here} answers 304 to an unconditional request", status=304)
            visit.keep_cookies(here, answer.set_cookies)
            if isinstance(answer, Page):
                return answer
            here = redirects.target(page_url, here, answer.location)
        raise FetchError("redirect", f"{url} redirects more than {_MAX_REDIRECTS} times")

    def _check(self, page_url: str, url: str) -> None:
        """Raise FetchError if *url* must not be requested."""
        host = urls.host_of(url)
        if host != urls.host_of(page_url):
            text = f"the scripts of {page_url} lead to another host, {url}"
            raise FetchError("redirect", f"{text}; if that is right, set it as the source's url")
        kept = self._hosts.robots(host) if self._robots else None
        if kept is not None:
            robots.check(url, kept[0])
