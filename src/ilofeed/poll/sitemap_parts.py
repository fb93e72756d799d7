"""Read the sitemaps that an index names, as one sitemap.

The result takes the place of the answer: it is kept, read again, quarantined and replayed as the page of the source,
without any further request.
"""

from __future__ import annotations

import re
from itertools import chain
from xml.sax.saxutils import escape

from msgspec.structs import replace

from ilofeed.core.errors import ExtractError
from ilofeed.core.models import NotModified, Page, Validators
from ilofeed.core.protocols import Fetch
from ilofeed.core.sitemap_state import Location
from ilofeed.extract import sitemap

# The newest pages are in the last sitemaps of a kind; the last one may have just begun.
_OF_A_KIND = 2
_MOST = 6

_NUMBER = re.compile(r"\d+")
_NAMESPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def together(index: Page, fetch: Fetch) -> Page:
    """Return the last sitemaps of each kind that *index* names as one page; a sitemap as it is. Raises PollError.

    The page has no validators: a sitemap may change while its index stays the same.
    """
    if sitemap.root_of(index.body) != "sitemapindex":
        return index
    locations: dict[str, Location] = {}
    for part in _chosen(sitemap.read(index.body, index.url).parts, index.url):
        answer = fetch(part)
        if isinstance(answer, NotModified):
            raise ExtractError("not_sitemap", f"{part} answers 304 to an unconditional request")
        found = sitemap.read(answer.body, answer.url)
        if found.parts:
            raise ExtractError("not_sitemap", f"{index.url} names {part}, which is an index again")
        for each in found.locations:
            if not each.is_translation:
                locations.setdefault(each.url, each)
    lines = "\n".join(map(_written, locations.values()))
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {_NAMESPACES}>\n{lines}\n</urlset>\n'
    return replace(index, body=body.encode(), content_type="application/xml", validators=Validators())


def _chosen(parts: tuple[str, ...], url: str) -> list[str]:
    """Return the last *parts* of each kind, in the order in which the kinds are named.

    Parts whose addresses differ only in numbers are of one kind: "post-sitemap9.xml" and "post-sitemap10.xml". What
    is chosen must not depend on dates: an old sitemap that came back would be full of pages that seem to be new.
    """
    kinds: dict[str, list[str]] = {}
    for part in parts:
        kinds.setdefault(_NUMBER.sub("", part), []).append(part)
    found = list(
        chain.from_iterable(sitemap.latest_parts(tuple(of_kind), "", _OF_A_KIND) for of_kind in kinds.values())
    )
    if not found:
        raise ExtractError("no_items", f"{url} names no sitemap of its site")
    if len(found) > _MOST:
        raise ExtractError(
            "too_complex",
            f"{url} names sitemaps of {len(kinds)} kinds, and {_MOST} sitemaps are read at a poll; configure the"
            f" address of one of them, such as {found[0]}",
        )
    return found


def _written(location: Location) -> str:
    """Return *location* as an element of a sitemap."""
    modified = f"<lastmod>{location.modified}</lastmod>" if location.modified else ""
    news = "".join(
        f"<news:{name}>{escape(text)}</news:{name}>"
        for name, text in (("title", location.title), ("publication_date", location.published))
        if text
    )
    if location.language:
        news = f"<news:publication><news:language>{escape(location.language)}</news:language></news:publication>{news}"
    return (
        f"<url><loc>{escape(location.url)}</loc>{modified}{f'<news:news>{news}</news:news>' if news else ''}</url>"
    )
