"""Turn the raw items that a layout finds into items: cleaned and complete, with their keys and absolute addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ilofeed.core import ids, urls
from ilofeed.core.lazy_pattern import LazyPattern
from ilofeed.core.models import Item
from ilofeed.core.text import SUMMARY_LIMIT, TITLE_LIMIT, clean, is_garbled, readable
from ilofeed.extract.element_keys import key_of
from ilofeed.extract.raw_item import RawItem

if TYPE_CHECKING:
    from ilofeed.extract.document import Document

# A link that works only by its script. An address with another script is suspicious, and not an item.
_NO_ADDRESS = LazyPattern(r"\s*javascript:\s*(?:void\b[\s(0)]*)?;?\s*", re.IGNORECASE)


class _UnreadableError(Exception):
    """An element that cannot be read as an item; ``reason`` is a short stable code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_items(document: Document, raw_items: Iterable[RawItem]) -> tuple[list[Item], dict[int, str]]:
    """Return the readable items, numbered, and the reasons for which others are not, by their numbers."""
    items: list[Item] = []
    reasons: dict[int, str] = {}
    for number, raw_item in enumerate(raw_items, start=1):
        if raw_item.left_out:
            reasons[number] = raw_item.left_out
            continue
        try:
            items.append(replace(_known_or_read(document, raw_item), number=number))
        except _UnreadableError as error:
            reasons[number] = error.reason
    return items, reasons


def _known_or_read(document: Document, raw_item: RawItem) -> Item:
    """Return the item that the last poll made of *raw_item*, else a new one. Raises _UnreadableError."""
    known = document.known
    key = key_of((document.url, document.base, document.language, raw_item)) if known is not None else None
    if known is None or key is None:
        return _item(document, raw_item)
    if key in known:
        item: Item = known.recall(key, Item)
        return item
    item = _item(document, raw_item)
    known.note(key, item)
    return item


def _item(document: Document, raw_item: RawItem) -> Item:
    """Return the item of *raw_item*, cleaned and complete. Raises _UnreadableError."""
    # Some have only a date and a summary. A feed needs a title, and only in words of the page.
    words = clean(raw_item.title, TITLE_LIMIT) or clean(raw_item.summary, 100)
    if is_garbled(words):
        raise _UnreadableError("garbled")
    title = readable(words)
    if not title:
        raise _UnreadableError("no_title")
    if raw_item.href is None or _NO_ADDRESS.fullmatch(raw_item.href):
        place = urls.with_fragment(document.url, raw_item.fragment) if raw_item.fragment else document.url
        link = place if len(place) <= urls.LIMIT else document.url
        key = ids.key_within(document.url, title, raw_item.published if raw_item.date_margin is None else None)
    else:
        url = urls.absolute(raw_item.href, document.base)
        if url is None:
            raise _UnreadableError("bad_link")
        link, key = url, ids.key(url, document.language)
    return Item(
        key=key,
        title=title,
        link=link,
        summary=readable(raw_item.summary, SUMMARY_LIMIT),
        published=raw_item.published,
        date_text=readable(raw_item.date_text),
        date_margin=raw_item.date_margin,
        kicker=readable(raw_item.kicker) or None,
        place=readable(raw_item.place) or None,
        image=urls.absolute(raw_item.image, document.base) if raw_item.image else None,
        author=readable(raw_item.author, 200) or None,
        data=raw_item.data,
    )
