"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), which feedgen does not support."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from ilofeed.core.item_data import Enclosure
from ilofeed.core.models import Entry, Feed
from ilofeed.core.utc import utc_stamp
from ilofeed.publish.render import (
    UNKNOWN_TYPE,
    author,
    body,
    categories,
    enclosures,
    entry_author,
    headline,
    own_language,
    text,
    whole_second,
)

_VERSION = "https://jsonfeed.org/version/1.1"


def json_feed(feed: Feed, entries: Sequence[Entry]) -> bytes:
    """Render *feed* with *entries*, some or all of its own, as JSON Feed 1.1 in UTF-8.

    It is indented, and has no empty fields.
    """
    document: dict[str, object] = {
        "version": _VERSION,
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.locations.get("json"),
        "next_url": feed.previous.get("json"),
        "description": feed.description,
        "language": feed.language,
        "expired": bool(feed.farewell),
        "authors": [{"name": author(feed)}],
        "hubs": [{"type": "WebSub", "url": hub} for hub in feed.hubs if "json" in feed.locations],
        "items": [_item(entry, feed) for entry in entries],
    }
    # The output equals json.dumps(indent=2, ensure_ascii=False), in a seventh of the time: Python's own
    # encoder is slow when it indents.
    return msgspec.json.format(msgspec.json.encode(_without_empty(document)), indent=2) + b"\n"


def _item(entry: Entry, feed: Feed) -> dict[str, object]:
    item, html, day = entry.item, body(entry, feed), entry.date_ahead
    return _without_empty(
        {
            "id": entry.id,
            "url": item.link,
            "title": headline(item),
            # Every item must have a content (JSON Feed 1.1, "Items").
            "content_text": None if html else text(entry) or headline(item),
            "content_html": html,
            "summary": item.summary,
            "image": item.image,
            "date_published": _rfc3339(entry.published),
            "date_modified": _rfc3339(entry.updated),
            "authors": [{"name": entry_author(entry, feed)}],
            "tags": categories(item),
            "language": own_language(item, feed),
            "attachments": [_attachment(file) for file in enclosures(item)],
            # Names of extensions begin with an underscore (JSON Feed 1.1, "Extensions").
            "_ilofeed": _without_empty(
                {
                    "place": item.place,
                    "date_text": item.date_text,
                    "date_ahead": day and day.isoformat(),
                    "first_seen": _rfc3339(entry.first_seen),
                }
            ),
        }
    )


def _attachment(file: Enclosure) -> dict[str, object]:
    return _without_empty({"url": file.url, "mime_type": file.type or UNKNOWN_TYPE, "size_in_bytes": file.length})


def _without_empty(fields: dict[str, object]) -> dict[str, object]:
    """Return *fields* without the empty ones."""
    return {name: value for name, value in fields.items() if value}


def _rfc3339(instant: datetime) -> str:
    """Format *instant* in UTC (RFC 3339 section 5.6)."""
    return utc_stamp(whole_second(instant))
