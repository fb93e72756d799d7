"""Date the items whose own line is not certain, by all that the page and its history say.

    RawItems ─► relative dates ─► data of the page ─► orders of dates in numbers ─► years ─► dates in addresses

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
from ilofeed.core.date_context import DateContext
from ilofeed.core.date_order import NumericDate
from ilofeed.core.dates import read_month_and_day
from ilofeed.core.models import EVENTS
from ilofeed.core.relative_dates import read_relative
from ilofeed.core.years import PrintedDate, years_for
from ilofeed.extract import list_order
from ilofeed.extract.data.witness import testified
from ilofeed.extract.raw_item import RawItem

if TYPE_CHECKING:
    from ilofeed.extract.document import Document

# Days by which "2 weeks ago" may be wrong; "2 days ago" depends on the time zone.
_MARGINS = {"week": 7, "month": 31, "year": 366}
_MARGIN_OF_DAYS = 1
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
    context = document.date_context
    seen = context.seen.date() if context.seen else None
    raw_items = testified(document, [_relative(each, context) for each in raw_items], link_of)
    numeric = [list_order.dates_of(each.date_text, seen) for each in raw_items]
    orders = list_order.find_orders(document, raw_items, numeric, seen)
    dated = [
        replace(each, published=_in_order(dates, orders.settled)) if each.published is None and dates else each
        for each, dates in zip(raw_items, numeric, strict=True)
    ]
    dated = _with_years(document, dated, seen)
    return Settled(
        raw_items=_by_address(document, dated, link_of, seen), learned=date_order.to_text(orders.learned)
    )


def _relative(raw_item: RawItem, context: DateContext) -> RawItem:
    """Return the item with the date of "2 days ago", and with the number of days by which that may be wrong.

    The attribute of the element is exact, if it has one. "2 weeks ago" is no date, as it could be any of seven.
    """
    found = read_relative(raw_item.date_text, _context_of(raw_item, context)) if raw_item.date_text else None
    if found is None or raw_item.published not in (None, found.day):
        return raw_item
    return replace(raw_item, published=found.day, date_margin=_MARGINS.get(found.precision, _MARGIN_OF_DAYS))


def _with_years(document: Document, raw_items: Sequence[RawItem], seen: date | None) -> list[RawItem]:
    """Return *raw_items* with the years that their neighbours make certain, for dates printed without one.

    The year in the address of a page is not that of a date which would be in the future.
    """
    context = replace(document.date_context, year=None)
    printed = [
        read_month_and_day(each.date_text, _context_of(each, context)) if each.date_text else None
        for each in raw_items
    ]
    if not any(printed):
        return list(raw_items)
    limit = None if seen is None or document.kind == EVENTS else seen + date_order.SLACK
    is_ahead = limit is not None and any(
        yearless and each.published and each.published > limit
        for each, yearless in zip(raw_items, printed, strict=True)
    )
    if is_ahead:
        raw_items = [
            replace(each, published=None) if yearless else each
            for each, yearless in zip(raw_items, printed, strict=True)
        ]
    known = [
        PrintedDate(month=day.month, day=day.day, year=day.year) if (day := each.published) else yearless
        for each, yearless in zip(raw_items, printed, strict=True)
    ]
    years = years_for(known, seen=None if document.kind == EVENTS else seen)
    return [
        replace(each, published=_day(yearless, year)) if each.published is None and yearless and year else each
        for each, yearless, year in zip(raw_items, printed, years, strict=True)
    ]


def _context_of(raw_item: RawItem, context: DateContext) -> DateContext:
    return replace(context, language=raw_item.date_language) if raw_item.date_language else context


def _day(printed: PrintedDate, year: int) -> date | None:
    try:
        return date(year, printed.month, printed.day)
    except ValueError:
        return None


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
