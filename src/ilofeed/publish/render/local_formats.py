"""Dates and numbers of pages, in the language of the interface.

English pages show dates as in ISO 8601. The other forms are those of CLDR, with which a test compares them.
"""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct

from ilofeed.core.language import DEFAULT_INTERFACE


class LocalFormat(Struct, frozen=True, kw_only=True):
    """The forms of dates and numbers in one language."""

    day: str = "{year:04}-{number:02}-{day:02}"
    month: str = "{year:04}-{number:02}"
    moment: str = "{day} {time} UTC"
    months: tuple[str, ...] = ("",) * 12
    first: str = "1"  #: the first day of a month
    separator: str = ","  #: between groups of three digits
    least_grouped: int = 1_000  #: the smallest number with groups

    def shown_date(self, day: date | str) -> str:
        """Return *day*, a date or its form in ISO 8601, as text."""
        at = date.fromisoformat(day) if isinstance(day, str) else day
        number = self.first if at.day == 1 and self.first != "1" else at.day
        return self.day.format(year=at.year, number=at.month, name=self.months[at.month - 1], day=number)

    def shown_month(self, month: str) -> str:
        """Return *month*, such as "2026-11", as text."""
        year, number = map(int, month.split("-"))
        return self.month.format(year=year, number=number, name=self.months[number - 1])

    def shown_moment(self, instant: datetime) -> str:
        """Return *instant*, which is in UTC, as text to the minute."""
        return self.moment.format(day=self.shown_date(instant.date()), time=f"{instant:%H:%M}")

    def shown_number(self, number: int) -> str:
        """Return *number* as text."""
        return f"{number:,}".replace(",", self.separator) if number >= self.least_grouped else str(number)


#: Language of the interface -> its formats.
FORMATS = {
    DEFAULT_INTERFACE: LocalFormat(),
    "fr": LocalFormat(
        day="{day} {name} {year}",
        month="{name} {year}",
        moment="{day} à {time} UTC",
        months=(
            "janvier", "février", "mars", "avril", "mai", "juin",
            "juillet", "août", "septembre", "octobre", "novembre", "décembre",
        ),
        first="1er",
        separator="\u202f",
    ),
    "es": LocalFormat(
        day="{day} de {name} de {year}",
        month="{name} de {year}",
        moment="{day}, {time} UTC",
        months=(
            "enero", "febrero", "marzo", "abril", "mayo", "junio",
            "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
        ),
        separator=".",
        least_grouped=10_000,
    ),
}  # fmt: skip
