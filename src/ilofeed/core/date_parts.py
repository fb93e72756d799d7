"""The parts of a date that was read, and the dates that can be."""

from __future__ import annotations

from datetime import date

from msgspec import Struct


class Found(Struct, frozen=True, kw_only=True):
    """A date, or a range of dates, at some place of a line."""

    day: date | None  #: None: it has the form of a date, but is ambiguous or impossible
    end: int  #: its end in the line
    names: str = ""  #: of the months, as printed, separated by a stroke
    is_range: bool = False
    order: str = ""  #: of its numbers, if they show or need one


def calendar_date(year: int, month: int, day: int) -> date | None:
    """Return the date, or None if there is none in the calendar."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def is_year(year: int) -> bool:
    """Return whether *year* is one in which an item can be published, or an event can be announced."""
    return 1900 <= year <= 2099
