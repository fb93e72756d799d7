"""Read RSS, Atom and JSON Feed of others, as the source of a feed that can be trusted."""

from __future__ import annotations

from ilofeed.core import urls
from ilofeed.core.errors import ExtractError
from ilofeed.core.layout_names import FEED
from ilofeed.core.models import Extraction
from ilofeed.extract.data_document import DataDocument
from ilofeed.extract.feed_signs import is_page
from ilofeed.extract.upstream import feed_item, json_feed, xml_feed
from ilofeed.extract.upstream.feed_item import FeedContext


def read(document: DataDocument) -> Extraction:
    """Return the items of a feed, the newest first. Raises ExtractError if it is none, or has none."""
    text = document.characters.lstrip("\ufeff\u00ef\u00bb\u00bf \t\r\n")  # also a mark that was decoded as Latin-1
    if text.startswith("{"):
        feed = json_feed.read(text, document.url)
    elif is_page(text):
        raise ExtractError("not_feed", f"{document.url} is a page, not a feed")
    elif text.startswith("<"):
        feed = xml_feed.read(text, document.url)
    else:
        raise ExtractError("not_feed", f"{document.url} is no feed: it begins with {text[:30]!r}")
    document.declare(language=feed.language)
    context = FeedContext(
        url=document.url,
        base=document.base,
        home=urls.absolute(feed.home, document.base) or "" if feed.home else "",
        dates=document.date_context,
    )
    if not feed.items:
        raise ExtractError("no_items", f"{document.url} is a feed without items; what was published stays")
    items = feed_item.raw_items(feed.items, context)
    following = urls.absolute(feed.following, document.base) if feed.following else None
    is_own = following is not None and urls.site(following) in document.sites and following != document.url
    return document.extraction(
        FEED, items, title=feed_item.plain(feed.title, context), following=following if is_own else None
    )
