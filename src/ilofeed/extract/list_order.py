"""Find the orders of day, month and year in the dates in numbers of a list, by the strongest witness of each style.

1. the configuration              4. other dates on the page, unless 5. or 6. contradict
2. other dates of the list        5. the order of the list
3. an earlier page                6. language and country, unless 5. contradicts
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core import date_order
from ilofeed.core.date_order import NumericDate, numeric_dates
from ilofeed.core.language import language_of, primary_subtag
from ilofeed.core.models import EVENTS
from ilofeed.extract import page_dates
from ilofeed.extract.raw_item import RawItem

if TYPE_CHECKING:
    from ilofeed.extract.document import Document

_HOUR = re.compile(r"\b\d{1,2}:\d{2}\b")


class Orders(Struct, frozen=True, kw_only=True):
    """The orders of the styles of dates in numbers."""

    settled: Mapping[str, str]  #: style -> order, for the dates of this page
    learned: Mapping[str, str]  #: style -> order that dates showed, for the next page


def dates_of(text: str, seen: date | None) -> tuple[NumericDate, ...]:
    """Return the dates in numbers of a line; none if other numbers are before them: "5.11. - 7.11.2026"."""
    first = date_order.NUMERIC.search(text)
    if first is None or any(map(str.isdecimal, _HOUR.sub("", text[: first.start()]))):
        return ()
    return tuple(numeric_dates(text, seen))


def find_orders(
    document: Document, raw_items: Sequence[RawItem], numeric: Sequence[Sequence[NumericDate]], seen: date | None
) -> Orders:
    """Return the orders of the dates *numeric* of the items, and those to remember."""
    hints = document.date_hints
    known = [
        each if hints.order else _narrowed(each, raw_item.published)  # a date in the configured order shows none
        for raw_item, dates in zip(raw_items, numeric, strict=True)
        for each in dates
    ]
    learned = date_order.from_text(hints.learned) | date_order.agreed(known)
    settled = dict(learned)
    open_styles = {
        dates[0].style
        for raw_item, dates in zip(raw_items, numeric, strict=True)
        if raw_item.published is None and dates and dates[0].is_ambiguous
    }
    page = _Page(document, raw_items, seen)
    for style in open_styles:
        if hints.order:
            settled[style] = hints.order
        elif style not in settled:
            dates = [each for each in known if each.style == style]
            if shown := page.order_shown(style, dates):
                learned[style] = shown
            settled[style] = shown if shown is not None else page.order_by_language(dates)
    return Orders(settled=settled, learned=learned)


class _Page:
    """The witnesses of the page, each asked only if it is needed."""

    def __init__(self, document: Document, raw_items: Iterable[RawItem], seen: date | None) -> None:
        self._document = document
        self._raw_items = raw_items
        self._seen = seen
        self._limit = None if document.kind == EVENTS else seen

    def order_shown(self, style: str, dates: Sequence[NumericDate]) -> str | None:
        """Return the order that dates of the page or of the list show; "" if they contradict each other, else None."""
        elsewhere = self._elsewhere.get(style)
        if elsewhere is None:
            return date_order.by_sequence(dates, self._limit) or None
        is_contradicted = self._language_order not in ("", elsewhere)
        return "" if is_contradicted or date_order.contradicts(elsewhere, dates, self._limit) else elsewhere

    def order_by_language(self, dates: Sequence[NumericDate]) -> str:
        """Return the order that language and country give, unless the list contradicts it."""
        order = self._language_order
        return "" if not order or date_order.contradicts(order, dates, self._limit) else order

    @cached_property
    def _elsewhere(self) -> Mapping[str, str]:
        return date_order.agreed(page_dates.numeric_dates_of(self._document, self._seen))

    @cached_property
    def _language_order(self) -> str:
        document = self._document
        tags = page_dates.language_tags(document)
        words = language_of((f"{each.title}. {each.summary}" for each in self._raw_items), document.language)
        if words and primary_subtag(words) not in map(primary_subtag, tags or {words}):
            return ""  # the page is in another language than it declares
        return date_order.by_language(tags or {words}, document.url)


def _narrowed(each: NumericDate, published: date | None) -> NumericDate:
    """Return the date with the orders only in which it is *published*, as a machine date says, if there are any."""
    fitting = {order: day for order, day in each.meanings.items() if day == published}
    return replace(each, meanings=fitting) if fitting else each
