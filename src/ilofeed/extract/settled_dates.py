"""Date the items whose own line is not certain, by all that the page and its history say.

    RawItems ─► orders of dates in numbers ─► dates ─► last, dates in addresses ─► RawItems

A layout reads each line alone, and leaves an ambiguous date open. Here all items of the list are known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core import address_date, date_order
from ilofeed.core.date_order import NumericDate, numeric_dates
from ilofeed.core.language import language_of, primary_subtag
from ilofeed.core.models import EVENTS
from ilofeed.extract import page_dates
from ilofeed.extract.raw_item import RawItem

if TYPE_CHECKING:
    from ilofeed.extract.document import Document

_HOUR = re.compile(r"\b\d{1,2}:\d{2}\b")
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
    numeric = [_dates_of(each.date_text, seen) for each in raw_items]
    orders = _orders(document, raw_items, numeric, seen)
    dated = [
        replace(each, published=_in_order(dates, orders.settled)) if each.published is None and dates else each
        for each, dates in zip(raw_items, numeric, strict=True)
    ]
    return Settled(
        raw_items=_by_address(document, dated, link_of, seen), learned=date_order.to_text(orders.learned)
    )


def _dates_of(text: str, seen: date | None) -> tuple[NumericDate, ...]:
    """Return the dates in numbers of a line; none if other numbers are before them: "5.11. - 7.11.2026"."""
    first = date_order.NUMERIC.search(text)
    if first is None or any(map(str.isdecimal, _HOUR.sub("", text[: first.start()]))):
        return ()
    return tuple(numeric_dates(text, seen))


class _Orders(Struct, frozen=True, kw_only=True):
    settled: Mapping[str, str]  # style -> order
    learned: Mapping[str, str]  # of these, those that dates show


def _orders(
    document: Document, raw_items: Sequence[RawItem], numeric: Sequence[Sequence[NumericDate]], seen: date | None
) -> _Orders:
    """Return the orders of the dates of the items, by the strongest witness of each style."""
    hints = document.date_hints
    known = [
        each if hints.order else _narrowed(each, raw_item.published)  # a date in the configured order shows none
        for raw_item, dates in zip(raw_items, numeric, strict=True)
        for each in dates
    ]
    shown = date_order.agreed(known)
    learned = date_order.from_text(hints.learned)
    open_dates: dict[str, list[NumericDate]] = {}
    for raw_item, dates in zip(raw_items, numeric, strict=True):
        if raw_item.published is None and dates and dates[0].is_ambiguous:
            open_dates.setdefault(dates[0].style, []).append(dates[0])
    if any(style not in shown for style in open_dates):
        shown = date_order.agreed(page_dates.numeric_dates_of(document, seen)) | shown
    learned |= shown
    settled = dict(learned)
    for style, dates in open_dates.items():
        if hints.order:
            settled[style] = hints.order
        elif style not in settled:
            of_list = [each for each in known if each.style == style]
            order = date_order.by_sequence(of_list, None if document.kind == EVENTS else seen)
            learned |= {style: order} if order else {}
            settled[style] = order or _by_language(document, raw_items, dates, seen)
    return _Orders(settled=settled, learned=learned)


def _narrowed(each: NumericDate, published: date | None) -> NumericDate:
    """Return the date with the orders only in which it is *published*, as a machine date says, if there are any."""
    fitting = {order: day for order, day in each.meanings.items() if day == published}
    return replace(each, meanings=fitting) if fitting else each


def _by_language(
    document: Document, raw_items: Iterable[RawItem], dates: Sequence[NumericDate], seen: date | None
) -> str:
    """Return the order that language and country of the page give to *dates*, unless the list contradicts it."""
    tags = page_dates.language_tags(document)
    words = language_of((f"{each.title}. {each.summary}" for each in raw_items), document.language)
    if words and primary_subtag(words) not in map(primary_subtag, tags or {words}):
        return ""  # the page is in another language than it declares
    order = date_order.by_language(tags or {words}, document.url)
    return "" if not order or date_order.contradicts(order, dates, seen) else order


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
