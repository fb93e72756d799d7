"""The context of the dates on a page: facts besides the text of each date."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

#: Orders of day, month and year in a date in numbers.
ORDERS = ("dmy", "mdy", "ymd")


class DateContext(Struct, frozen=True, kw_only=True):
    """The facts that settle the reading of a date whose text alone is ambiguous. Each may be unknown."""

    language: str = ""  #: BCP 47
    order: str = ""  #: of a date in numbers: one of `ORDERS`
    year: int | None = None  #: of a date without a year
    seen: datetime | None = None  #: the time of the page, for "yesterday" and years of two digits


#: Nothing but the text of the date.
NO_CONTEXT = DateContext()


class DateHints(Struct, frozen=True, kw_only=True):
    """The facts about the dates of a page that are not on it."""

    order: str = ""  #: of dates in numbers, as configured
    learned: str = ""  #: orders that earlier pages of the source showed, as in `ilofeed.core.date_order.to_text`
    seen: datetime | None = None  #: the time at which the page was fetched, by our clock


#: Nothing but the page.
NO_HINTS = DateHints()
