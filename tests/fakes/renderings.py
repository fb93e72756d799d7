"""A record of the documents of every sample of a feed, beside the number of that rendering.

The input of `fixtures/rendering.json` is a format and a feed of `publish.render.samples`: the formats for readers, its
page and a list with it. The program itself compares only the number (`ilofeed.publish.stamps`), so it
would not notice a renderer that changed.
"""

from __future__ import annotations

from hashlib import sha256

import msgspec

from fakes.fixtures import FOLDER
from fakes.numbered import Made, Record, pair
from ilofeed.core.models import Feed
from ilofeed.publish import render, stamps
from publish.render.samples import FEEDS


def current() -> Made:
    """Return what the code makes of all samples."""
    results = {
        f"{name}.{format}": pair([format, _input(feed)], sha256(document).hexdigest())
        for name, feed in FEEDS.items()
        for format, document in _documents(feed).items()
    }
    return Made(number=stamps.RENDERING, results=results)


RENDERINGS = Record(
    file=FOLDER / "rendering.json",
    number="RENDERING",
    results="documents",
    verb="rendered",
    module="src/ilofeed/publish/stamps.py",
    reason="so that every feed is rendered anew after the upgrade",
    current=current,
)


def _documents(feed: Feed) -> dict[str, bytes]:
    found = {format: render.render(feed, format) for format in render.FORMATS}
    return found | {render.PAGE: render.page(feed, [feed]), render.LIST: render.subscriptions("Feeds", [feed])}


def _input(feed: Feed) -> object:
    # Sets have no order. A field that is added later is empty here, and changes no input.
    return _without_empty(msgspec.to_builtins(feed, order="deterministic"))


def _without_empty(value: object) -> object:
    if isinstance(value, dict):
        return {
            key: kept for key, each in value.items() if (kept := _without_empty(each)) not in (None, "", [], {})
        }
    return [_without_empty(each) for each in value] if isinstance(value, list | tuple) else value
