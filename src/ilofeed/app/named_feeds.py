"""Look into the feeds that a page names in its metadata: they can be sources in its place."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from ilofeed.app import page_input, use_cases
from ilofeed.core import layout_names, urls
from ilofeed.core.errors import DeferredError, ExtractError, PollError
from ilofeed.core.models import Page
from ilofeed.extract import registry

if TYPE_CHECKING:
    from ilofeed.app.container import Container

#: The most feeds of a page that are requested.
MOST = 3


class NamedFeed(Struct, frozen=True, kw_only=True):
    """A feed that a page names, and what is in it now."""

    url: str
    title: str = ""
    items: int = 0
    latest: date | None = None  #: date of its newest item
    error: str = ""  #: reason code, if it could not be read


def named_feeds(app: Container, page: Page) -> tuple[NamedFeed, ...]:
    """Request the first feeds that *page* names, as a poll would, and return what is in them.

    There are none on a page that is data itself. A feed that cannot be read has its error.
    """
    from ilofeed.extract.document import Document  # noqa: PLC0415 - bs4 and lxml
    from ilofeed.extract.feed_signs import format_of, named_feeds  # noqa: PLC0415 - with the page

    if format_of(page):
        return ()
    document = Document(page)
    try:
        found = named_feeds(document, MOST) if document.is_html else ()
    except ExtractError:
        return ()
    return tuple(_looked_into(app, url) for url in found if urls.has_usual_port(url, page.url))


def _looked_into(app: Container, url: str) -> NamedFeed:
    try:
        found = registry.extract(use_cases.fetch_page(app, page_input.checked("URL", url)), layout_names.FEED)
    except DeferredError:
        raise
    except PollError as error:
        return NamedFeed(url=url, error=error.reason)
    days = [item.published for item in found.items if item.published]
    return NamedFeed(url=url, title=found.title, items=len(found.items), latest=max(days, default=None))
