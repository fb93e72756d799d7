"""Date the items whose own line is not certain, by all that the page and its history say.

    RawItems ─► orders of dates in numbers ─► dates ─► last, dates in addresses ─► RawItems

A layout reads each line alone, and leaves an ambiguous date open. Here all items of the list are known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core import address_date, date_order
from ilofeed.core.date_order import NumericDate
from ilofeed.core.models import EVENTS
from ilofeed.extract import list_order
from ilofeed.extract.raw_item import RawItem

if TYPE_CHECKING:
    from ilofeed.extract.document import Document

# A page is often published some days before or after the date in its address.
_NEAR = timedelta(days=7)


class Settled(Struct, frozen=True, kw_only=True):
    """Items with their dates, and what their page shows about dates in numbers."""

    raw_items: tuple[RawItem, ...]
    learned: str  #: the orders that this page and earlier ones showed


def settle(document: Document, raw_items: Sequence[RawItem], link_of: Callable[[str], str | None]) -> Settled:
    """Return *raw_items* with the dates that only the whole list makes certain.

    *link_of* returns the absolute address of a link as written.
    """
    seen = document.date_context.seen.date() if document.date_context.seen else None
    numeric = [list_order.dates_of(each.date_text, seen) for each in raw_items]
    orders = list_order.find_orders(document, raw_items, numeric, seen)
    dated = [
        replace(each, published=_in_order(dates, orders.settled)) if each.published is None and dates else each
        for each, dates in zip(raw_items, numeric, strict=True)
    ]
    return Settled(
        raw_items=_by_address(document, dated, link_of, seen), learned=date_order.to_text(orders.learned)
    )


def _in_order(dates: Sequence[NumericDate], orders: Mapping[str, str]) -> date | None:
    """Return the date of a line, or the first of its two if it is a range, in the order of its style."""
    days = [each.meanings.get(orders.get(each.style, "")) for each in dates]
    if any(day is None for day in days) or any(one > other for one, other in pairwise(filter(None, days))):
        return None
    return days[0]


def _by_address(
    document: Document, raw_items: Sequence[RawItem], link_of: Callable[[str], str | None], seen: date | None
) -> tuple[RawItem, ...]:
    """Return *raw_items* with the dates of their addresses, where nothing on the page is a date.

    An address can contain the date of the meeting that a document is about. Then it differs from the dates
    that other items print, or it is in the future.
    """
    is_open = [each.published is None and not each.date_text and not each.left_out for each in raw_items]
    if not any(is_open):
        return tuple(raw_items)
    links = [link_of(each.href) if each.href is not None else None for each in raw_items]
    days = [address_date.date_in(link) if link and link != document.url else None for link in links]
    pairs = [(each.published, day) for each, day in zip(raw_items, days, strict=True) if each.published and day]
    differing = sum(abs(printed - day) > _NEAR for printed, day in pairs)
    is_ahead = seen is not None and any(day and day > seen + date_order.SLACK for day in days)
    if differing or (is_ahead and document.kind != EVENTS):
        return tuple(raw_items)
    return tuple(
        replace(each, published=day) if undated and day else each
        for each, day, undated in zip(raw_items, days, is_open, strict=True)
    )
