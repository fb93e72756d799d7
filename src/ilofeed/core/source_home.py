"""The page for people that a source's feed is made from."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from ilofeed.core.layout_names import SITEMAP

if TYPE_CHECKING:
    from ilofeed.core.models import Source


def home_of(source: Source) -> str:
    """Return the address of the page that people read in place of the feed of *source*."""
    if source.profile == SITEMAP:
        return (source.sitemap.page if source.sitemap else "") or urljoin(source.url, "/")
    return (source.json.page if source.json else "") or source.url
