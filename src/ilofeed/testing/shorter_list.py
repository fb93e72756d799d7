"""Remove the last items of a list from a page."""

from __future__ import annotations

from collections.abc import Collection

from bs4 import Tag
from msgspec.structs import replace

from ilofeed.core import urls
from ilofeed.extract.document import Document
from ilofeed.testing.page_readings import Reading
from ilofeed.testing.simple_page import parsed

_MOST_MORE = 6


def shortened(markup: str, reading: Reading, least: int) -> str | None:
    """Return *markup* with the first items of its *reading* only: *least*, or as few more as it needs to be read.

    None if it is then always read otherwise.
    """
    links = [item["link"] for item in reading.items()[0]]
    if len(links) <= least:
        return markup if links else None
    for count in range(least, min(least + _MOST_MORE, len(links))):
        shorter = _without(markup, reading, links[count:])
        if reading.of(shorter).items() == [items[:count] for items in reading.items()]:
            return shorter
    return None


def _without(markup: str, reading: Reading, removed: Collection[str]) -> str:
    """Return *markup* without the items that have the links *removed*.

    An item is the largest element with its link and the link of no other item.
    """
    links = {item["link"] for item in reading.items()[0]}
    soup = parsed(markup)
    base = Document(replace(reading.page, body=markup.encode("utf-8", "replace"), content_type="")).base
    tags = [(urls.absolute(str(tag["href"]), base), tag) for tag in soup.find_all("a", href=True)]
    named = {id(tag): link for link, tag in tags if link in links}
    for link, tag in tags:
        if link in removed and not tag.decomposed:
            _item_of(tag, {at for at, other in named.items() if other != link}).decompose()
    return str(soup)


def _item_of(tag: Tag, others: Collection[int]) -> Tag:
    """Return the largest element around *tag* without the links *others*."""
    while (parent := tag.parent) is not None and parent.name not in ("body", "html", "[document]"):
        if any(id(link) in others for link in parent.find_all("a")):
            break
        tag = parent
    return tag
