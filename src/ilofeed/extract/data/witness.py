"""Ask the data of a page for what its markup leaves open: dates of items, and the rest of titles that are cut.

A page often describes for search engines the same items that it shows to people. What it describes counts for the
item with the same link, and only where the markup shows nothing or does not show it for certain. Where both
contradict each other, or the data themselves, nothing is settled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ilofeed.core import truncated_titles, urls
from ilofeed.core.dates import read_month_and_day
from ilofeed.core.item_dates import ANY_MARGIN
from ilofeed.core.text import clean
from ilofeed.extract import list_order
from ilofeed.extract.raw_item import RawItem

if TYPE_CHECKING:
    from ilofeed.extract.document import Document

# Texts without which a page describes nothing, in small letters.
_SIGNS = ("ld+json", "itemscope")


def testified(
    document: Document, raw_items: Sequence[RawItem], link_of: Callable[[str], str | None]
) -> Sequence[RawItem]:
    """Return *raw_items* with the dates and titles that only the data of the page make certain.

    *link_of* returns the absolute address of a link as written.
    """
    if not document.is_html or not any(map(_is_open, raw_items)):
        return raw_items
    text = document.text.lower()
    if not any(sign in text for sign in _SIGNS):
        return raw_items
    found = _described(document)
    return [_settled(document, each, found, link_of) for each in raw_items] if found else raw_items


def _is_open(raw_item: RawItem) -> bool:
    """Return whether a witness may add something to the item."""
    is_dated = raw_item.published is not None and raw_item.date_margin is None
    return not raw_item.left_out and (not is_dated or bool(truncated_titles.stem(raw_item.title)))


def _described(document: Document) -> Mapping[str, RawItem]:
    """Return the items that the page describes, by the canonical address of each."""
    from ilofeed.extract.data import microdata  # noqa: PLC0415 - few pages leave anything open
    from ilofeed.extract.data.schema_org import described  # noqa: PLC0415 - see above
    from ilofeed.extract.data.scripts import page_data  # noqa: PLC0415 - see above

    values = [each.value for each in page_data(document) if each.is_described]
    found = described(document, [*values, *microdata.nodes(document)])
    return {urls.canonical(each.href): each for each in found.raw_items if each.href}


def _settled(
    document: Document, raw_item: RawItem, found: Mapping[str, RawItem], link_of: Callable[[str], str | None]
) -> RawItem:
    link = link_of(raw_item.href) if raw_item.href and _is_open(raw_item) else None
    witness = found.get(urls.canonical(link)) if link else None
    if witness is None:
        return raw_item
    if truncated_titles.completes(clean(witness.title), clean(raw_item.title)):
        raw_item = replace(raw_item, title=witness.title)
    day = witness.published
    if day is None or (raw_item.published is not None and raw_item.date_margin is None):
        return raw_item
    if raw_item.published is not None and raw_item.date_margin is not None:
        is_near = abs(day - raw_item.published).days <= raw_item.date_margin
        return replace(raw_item, published=day, date_margin=None) if is_near else raw_item
    if not raw_item.date_text:
        # It is not seen on the page, so a change of it is no edit.
        return replace(raw_item, published=day, date_margin=ANY_MARGIN)
    return replace(raw_item, published=day) if _may_be(document, raw_item.date_text, day) else raw_item


def _may_be(document: Document, text: str, day: date) -> bool:
    """Return whether the printed *text*, which is no certain date, can mean *day*."""
    seen = document.date_context.seen
    numeric = list_order.dates_of(text, seen.date() if seen else None)
    if numeric:
        return day in numeric[0].meanings.values()
    printed = read_month_and_day(text, document.date_context)
    return printed is not None and (printed.month, printed.day) == (day.month, day.day)
