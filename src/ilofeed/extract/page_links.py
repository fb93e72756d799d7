"""Resolve the links of a page, each address once, however often the page is searched for a list."""

from __future__ import annotations

from typing import NamedTuple

from ilofeed.core import urls


class PageLink(NamedTuple):
    """Where an ``href`` leads."""

    site: str | None  #: None: it is no address
    canonical: str | None
    fragment: str


class PageLinks:
    """The links of a page with the *base* of its relative addresses."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._known: dict[str, PageLink] = {}

    def resolve(self, href: str) -> PageLink:
        """Return where *href* leads."""
        if href not in self._known:
            url = urls.absolute(href, self._base)
            self._known[href] = (
                PageLink(urls.site(url), urls.canonical(url), urls.fragment(url))
                if url
                else PageLink(None, None, "")
            )
        return self._known[href]
