"""Read a feed as a source with the profile "feed", or "auto", does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fakes.feeds import FEED, atom, json_feed, rss
from ilofeed.core.errors import ExtractError
from ilofeed.core.item_data import ItemData
from ilofeed.core.models import Extraction, Item, Page
from ilofeed.extract import registry

FORMATS: dict[str, Callable[..., str]] = {"rss": rss, "atom": atom, "json": json_feed}
every_format = pytest.mark.parametrize("made", FORMATS.values(), ids=FORMATS)


def read(
    body: str | bytes, *, content_type: str = "application/xml", profile: str = "feed", last_profile: str = ""
) -> Extraction:
    content = body if isinstance(body, bytes) else body.encode()
    page = Page(url=FEED, body=content, content_type=content_type)
    return registry.extract(page, profile, last_profile=last_profile)


def refused(body: str | bytes, **how: str) -> ExtractError:
    with pytest.raises(ExtractError) as caught:
        read(body, **how)
    return caught.value


def data_of(item: Item) -> ItemData:
    assert item.data is not None
    return item.data
