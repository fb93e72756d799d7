"""Page of the admin site about a feed for those who want to subscribe: its addresses, and how the first poll went."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from msgspec import Struct

from ilofeed.core.state import Health
from ilofeed.publish.render import FORMATS
from ilofeed.publish.render.html import FORMAT_NAMES
from ilofeed.serve.admin_route import Reply, Request, Route, missing, page
from ilofeed.serve.server import is_loopback

#: The path of the page, followed by the slug of a source.
PATH = "feed"


class NewFeed(Struct, frozen=True, kw_only=True):
    """The feed of a source."""

    health: Health
    title: str
    latest: tuple[str, ...] = ()  #: the titles of its latest entries
    base_url: str = ""  #: where feeds are published; empty if that is not configured
    query: str = ""  #: the part of the address with the key of a private feed


def routes(find: Callable[[str], NewFeed | None]) -> tuple[Route, ...]:
    """Return the route of the page. *find* returns the feed of the source with a slug."""

    def shown(request: Request) -> Reply:
        feed = find(request.slug)
        if feed is None:
            return missing(request, request.words.gettext("There is no such source."))
        is_local = is_loopback(urlsplit(feed.base_url or request.origin).hostname or "")
        places = _places(feed, request.origin)
        return page(request, "admin_feed.html", feed=feed, places=places, is_local=is_local)

    return (Route(path=f"{PATH}/*", get=shown),)


def _places(feed: NewFeed, origin: str) -> list[dict[str, str]]:
    """Return the formats of the feed with their addresses: for readers, and on this server."""
    slug = feed.health.source.slug
    return [
        {
            "name": FORMAT_NAMES[format],
            "here": f"{origin}/{slug}.{format}{feed.query}",
            "address": f"{feed.base_url or f'{origin}/'}{slug}.{format}{feed.query}",
        }
        for format in FORMATS
    ]
