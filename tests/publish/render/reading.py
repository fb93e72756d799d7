"""Read rendered feeds as a feed reader and as XML."""

from __future__ import annotations

import calendar
from datetime import UTC, datetime
from io import BytesIO
from time import struct_time
from typing import Any

import feedparser
import pytest
from lxml import etree

from ilofeed.core.models import Feed
from ilofeed.publish.render import MEDIA_TYPES, render
from publish.render.samples import FEEDS

ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
SY = "{http://purl.org/rss/1.0/modules/syndication/}"
MEDIA = "{http://search.yahoo.com/mrss/}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

every_feed = pytest.mark.parametrize("feed", FEEDS.values(), ids=FEEDS)
every_xml = pytest.mark.parametrize("format", ["rss", "atom"])


def read(feed: Feed, format: str) -> Any:
    return feedparser.parse(
        BytesIO(render(feed, format)),
        response_headers={"content-type": f"{MEDIA_TYPES[format]}; charset=utf-8"},
    )


def tree(feed: Feed, format: str) -> etree._Element:
    return etree.fromstring(render(feed, format))


def instant(parsed: struct_time) -> datetime:
    return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
