"""Response headers that do not depend on the bytes of a document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from ilofeed.core.models import FeedConfig
from ilofeed.core.private_feeds import PrivateFeeds
from ilofeed.publish.render import FORMATS, ICON, ICON_FORMAT, MEDIA_TYPES, PAGE
from ilofeed.publish.render.html import STYLE_DIGEST
from ilofeed.serve.file_cache import Headers

#: Headers of every answer: browsers guess no types, and send no referrer to other sites.
ALWAYS: Headers = ((b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer"))
#: Headers that let scripts of all sites read feeds.
ANYWHERE: Headers = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Last-Modified, Link, Retry-After"),
)
#: Policy of a page: no scripts, no resources except its own style and the icon, and no frames.
POLICY = (
    f"default-src 'none'; style-src 'sha256-{STYLE_DIGEST}'; img-src 'self'; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'none'"
).encode()

# A feed is fresh for the interval of its polls, within these limits.
_FRESH = (timedelta(minutes=1), timedelta(minutes=30))
_ARCHIVE, _LIST, _PAGE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=5)
_ICON = timedelta(days=1)
# The names that `ilofeed.publish.archives` gives to the closed parts of a feed's history.
_ARCHIVE_NAME = re.compile(r"[0-9]{4}-[0-9]{2}(?:-[0-9]+)?")


def of_icon() -> Headers:
    """Return the headers of the icon, which is an image even if it is opened as a document."""
    return (*_cached(_ICON), (b"content-security-policy", b"default-src 'none'"), *ALWAYS)


class HeadersOf:
    """Response headers of files, by their names."""

    def __init__(
        self,
        plans: Sequence[FeedConfig],
        base_url: str = "",
        hubs: tuple[str, ...] = (),
        private: PrivateFeeds = PrivateFeeds(),  # noqa: B008 - frozen
    ) -> None:
        self._base_url = base_url
        self._hubs = hubs
        self._private = private
        self._by_slug = {name: plan for plan in plans for name in (plan.slug, *plan.former)}

    def is_feed(self, name: str) -> bool:
        """Return whether *name* is a configured feed, a former name of one, or an archive of one."""
        slug, _, archive = name.rpartition(".")
        return name in self._by_slug or (slug in self._by_slug and bool(_ARCHIVE_NAME.fullmatch(archive)))

    def __call__(self, name: str) -> Headers:
        """Return the headers of the file *name*."""
        slug, _, format = name.rpartition(".")
        plan = self._by_slug.get(slug)
        is_private = self._private.has(name)
        if format == PAGE:
            return (*_cached(_PAGE, is_private=is_private), (b"content-security-policy", POLICY), *ALWAYS)
        if name == f"{ICON}.{ICON_FORMAT}":
            return of_icon()
        if format not in FORMATS or not self.is_feed(slug):
            return (*_cached(_LIST), *ANYWHERE, *ALWAYS)
        fresh = _ARCHIVE
        if plan is not None:
            fresh = min(max(min(source.interval for source in plan.sources), _FRESH[0]), _FRESH[1])
        return (
            *_cached(fresh, is_private=is_private),
            *self._links(slug, format, has_hubs=plan is not None and not is_private),
            (b"x-robots-tag", b"noindex"),
            *ANYWHERE,
            *ALWAYS,
        )

    def _links(self, slug: str, format: str, *, has_hubs: bool) -> Headers:
        """Return the links to the feed, its other formats and its hubs (RFC 8288, WebSub section 4)."""
        if not self._base_url:
            return ()
        address, query = f"{self._base_url}{slug}", self._private.query(slug)
        links = [f'<{address}.{format}{query}>; rel="self"; type="{MEDIA_TYPES[format]}"']
        links += [f'<{hub}>; rel="hub"' for hub in self._hubs if has_hubs]
        links += [
            f'<{address}.{each}{query}>; rel="alternate"; type="{MEDIA_TYPES[each]}"'
            for each in FORMATS
            if each != format
        ]
        return ((b"link", ", ".join(links).encode()),)


def _cached(fresh: timedelta, *, is_private: bool = False) -> Headers:
    """Return the header for caches: a document of a private feed is only for that of the reader."""
    seconds, scope = int(fresh.total_seconds()), "private" if is_private else "public"
    return ((b"cache-control", f"{scope}, max-age={seconds}, stale-if-error=86400".encode()),)
