"""Recognise a feed in place of a page, and the feeds that a page names."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from ilofeed.core import urls
from ilofeed.core.models import Page

if TYPE_CHECKING:
    from ilofeed.extract.document import Document

_TYPES = MappingProxyType(
    {
        "application/rss+xml": "RSS",
        "application/atom+xml": "Atom",
        "application/rdf+xml": "RSS 1.0",
        "application/feed+json": "JSON Feed",
    }
)

# Bytes. The root element of a feed comes before.
_SEARCHED = 10_000
_MARK = rb"(?:\xef\xbb\xbf)?+"
_BEFORE_ROOT = _MARK + rb"(?:\s++|<\?[^>]*+>|<!--.*?-->|<!DOCTYPE[^>]*+>)*+"
_ATOM = rb"<(?:\w{1,20}:)?feed\s[^>]*?[\"']http://(?:www\.w3\.org/2005/|purl\.org/)atom"
_ROOTS = MappingProxyType(
    {
        "RSS": re.compile(_BEFORE_ROOT + rb"<rss[\s>]", re.DOTALL),
        "Atom": re.compile(_BEFORE_ROOT + _ATOM, re.DOTALL | re.IGNORECASE),
        "RSS 1.0": re.compile(_BEFORE_ROOT + rb"<rdf:RDF\s[^>]*?[\"']http://purl\.org/rss/1\.0/", re.DOTALL),
        "JSON Feed": re.compile(
            _MARK + rb"\s*+\{.*?\"version\"\s*+:\s*+\"https?:[\\/]{2,4}jsonfeed\.org", re.DOTALL
        ),
    }
)

# Before it may be all that is allowed before a root element.
_PAGE = re.compile(r"(?:\s++|<\?[^>]*+>|<!--.*?-->)*+<(?:!doctype\s++html|html)[\s>]", re.DOTALL | re.IGNORECASE)

#: The most feeds of a page that a message names.
MAX_NAMED = 2


def format_of(page: Page) -> str:
    """Return the format of *page* if it is a feed, else an empty string."""
    named = _TYPES.get(page.content_type.partition(";")[0].strip().lower(), "")
    head = page.body[:_SEARCHED]
    return named or next((name for name, root in _ROOTS.items() if root.match(head)), "")


def is_page(text: str) -> bool:
    """Return whether *text*, without white space at its beginning, is a page for people, as servers show for data."""
    return _PAGE.match(text[:_SEARCHED]) is not None


def named_feeds(document: Document, most: int = MAX_NAMED) -> tuple[str, ...]:
    """Return the first *most* feeds that the page names in its metadata; those of comments only if it is all."""
    found: dict[str, bool] = {}
    for link in document.soup.find_all("link", href=True, type=True):
        rels = {str(rel).lower() for rel in link.get_attribute_list("rel") if rel}
        if "alternate" not in rels or str(link["type"]).partition(";")[0].strip().lower() not in _TYPES:
            continue
        url = urls.absolute(str(link["href"]), document.base)
        if url is not None and url != document.url:
            words = f"{link.get('title', '')} {url}".lower()
            found.setdefault(url, "comment" in words)
    main = [url for url, is_of_comments in found.items() if not is_of_comments]
    return tuple(main or found)[:most]
