"""Find the items that print a date which is not certain, and the setting that would make it certain. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from ilofeed.core.date_order import numeric_dates
from ilofeed.core.models import Item

_FORMAT = (
    "a date_format in [source.selectors] reads dates of any form; or write to the developers, with the address"
    " of the page"
)


class UnreadDates(Struct, frozen=True, kw_only=True):
    """The items of a page whose printed dates are not certain. As text, a sentence for the operator."""

    items: int  #: all items of the page
    count: int  #: those whose date is printed and not read
    example: str  #: one such date, as printed
    advice: str  #: the setting that would settle it

    def __str__(self) -> str:
        verb = "prints" if self.count == 1 else "print"
        uncertain = f"{verb} a date that is not certain, such as {self.example!r}"
        return f"{self.count} of {self.items} items {uncertain}: {self.advice}"


def unread_dates(items: Iterable[Item]) -> UnreadDates | None:
    """Return the *items* that print a date which is not certain, or None if there are none."""
    items = tuple(items)
    texts = [item.date_text for item in items if item.published is None and item.date_text]
    if not texts:
        return None
    ambiguous = [(text, order) for text in texts if (order := _orders(text))]
    example, advice = ambiguous[0] if 2 * len(ambiguous) >= len(texts) else (texts[0], _FORMAT)
    return UnreadDates(items=len(items), count=len(texts), example=example, advice=advice)


def _orders(text: str) -> str:
    """Return the advice about the order of the ambiguous date in *text*, or an empty string if there is none."""
    ambiguous = next((each for each in numeric_dates(text) if each.is_ambiguous), None)
    if ambiguous is None:
        return ""
    orders = " or ".join(f'date_order = "{order}" for {day}' for order, day in ambiguous.meanings.items())
    return f"set {orders} in its [[source]]"
