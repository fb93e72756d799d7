"""Find the order of day, month and year in dates in numbers, such as "05/11/2026". Pure.

The order is certain only if a witness shows it. Witnesses, the strongest first:

1. other dates of the same style that are valid in one order only: "27/11/2026";
2. the order of the list, if the dates are in order of time in one order of their numbers and not in any other;
3. the language of the page together with the country.

Witnesses that contradict each other settle nothing. A style is the separator and the number of digits
of the year: a page can write "05/11/2026" in one order, and "05.11.2026" in another.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from urllib.parse import urlsplit

from msgspec import Struct

from ilofeed.core.date_orders import order_of
from ilofeed.core.language import primary_subtag

#: A date whose year is last, in any order of day and month.
NUMERIC = re.compile(r"(?<![\w./-])(\d{1,2})(\. |[-/.])(\d{1,2})\2(\d{4}|\d{2})(?![\w-]|[./]\d)")

_MIN_YEAR, _MAX_YEAR = 1990, 2099
# No page prints a later date, not even one of events. A year of two digits that is printed first is a past one.
_LATEST = timedelta(days=731)
#: Clocks and time zones differ by less.
SLACK = timedelta(days=1)
# Fewer dates can be in order by chance.
_MIN_DISTINCT = 5

# Top-level domains of countries that others use for any purpose.
_NOT_OF_A_COUNTRY = frozenset("ai cc co eu fm gg gl io la ly me sh so to tv ws".split())
_OF_THE_US = frozenset(("gov", "mil", "us"))


class NumericDate(Struct, frozen=True, kw_only=True):
    """A date in numbers, and the dates that it can mean."""

    style: str  #: "/4": the separator, and the number of digits of the year
    meanings: Mapping[str, date]  #: order -> date, for each order in which it is a date

    @property
    def is_ambiguous(self) -> bool:
        """Whether it can mean different dates."""
        return len(set(self.meanings.values())) > 1


def numeric_dates(text: str, seen: date | None = None) -> Iterator[NumericDate]:
    """Yield the dates in numbers with the year last in *text*, of a page of the date *seen*."""
    for match in NUMERIC.finditer(text):
        first, mark, second, third = match.groups()
        one, two, last = int(first), int(second), int(third)
        year = last if len(third) == 4 else 2000 + last
        orders = {"dmy": (year, two, one), "mdy": (year, one, two)}
        if len(third) == 2:
            orders["ymd"] = (2000 + one, two, last)
        meanings = {
            order: day
            for order, parts in orders.items()
            if (day := _date(*parts, seen, SLACK if order == "ymd" else _LATEST)) is not None
        }
        if meanings:
            yield NumericDate(style=f"{mark.strip()}{len(third)}", meanings=meanings)


def agreed(dates: Iterable[NumericDate]) -> dict[str, str]:
    """Return style -> the only order in which all *dates* of the style are valid; "" if they contradict each other.

    A style is missing if several orders are possible.
    """
    possible: dict[str, set[str]] = {}
    for each in dates:
        possible.setdefault(each.style, set(each.meanings)).intersection_update(each.meanings)
    return {style: "".join(orders) for style, orders in possible.items() if len(orders) < 2}


def to_text(orders: Mapping[str, str]) -> str:
    """Return style -> order as text, to be kept until the next poll: "/4=dmy"."""
    return " ".join(f"{style}={order}" for style, order in sorted(orders.items()) if order)


def from_text(text: str) -> dict[str, str]:
    """Return what `to_text` was given."""
    return dict(pair.rsplit("=", 1) for pair in text.split() if "=" in pair)


def by_sequence(dates: Sequence[NumericDate], seen: date | None = None) -> str:
    """Return the only order in which *dates*, one style in the order of the list, are in order of time, or "".

    All other orders must violate it clearly. No date may be after *seen* unless it is so in every order.
    """
    sequences = _sequences(dates)
    fitting = [order for order, days in sequences.items() if _violations(days) == 0]
    if len(sequences) < 2 or len(fitting) != 1:
        return ""
    (order,) = fitting
    others = [days for each, days in sequences.items() if each != order]
    if len(set(sequences[order])) < _MIN_DISTINCT or any(_is_nearly_in_order(days) for days in others):
        return ""
    return "" if _is_ahead_alone(sequences[order], others, seen) else order


def by_language(tags: Collection[str], url: str) -> str:
    """Return the order in which the languages *tags* and the country of the host of *url* agree, or "".

    "en" alone has no order: its countries contradict each other.
    """
    country = _country(url)
    known = {tag.replace("_", "-") for tag in tags if tag} or ({"en"} if country == "US" else set())
    specific = {tag for tag in known if not any(other.lower().startswith(f"{tag.lower()}-") for other in known)}
    orders = {order_of(tag) for tag in specific}
    if country:
        orders = {order_of(f"{primary_subtag(tag)}-{country}") for tag in specific} | (
            {order_of(tag) for tag in specific if "-" in tag}
        )
    return orders.pop() if len(orders) == 1 else ""


def contradicts(order: str, dates: Sequence[NumericDate], seen: date | None = None) -> bool:
    """Return whether the list fits another order better than *order*: it is in order of time, or not in the future."""
    sequences = _sequences(dates)
    days = sequences.pop(order, None)
    if days is None:
        return True
    others = list(sequences.values())
    return _is_ahead_alone(days, others, seen) or any(_violations(other) < _violations(days) for other in others)


def _sequences(dates: Sequence[NumericDate]) -> dict[str, list[date]]:
    """Return order -> what *dates* mean in it, for each order in which all of them are valid."""
    orders = set.intersection(*(set(each.meanings) for each in dates)) if dates else set()
    return {order: [each.meanings[order] for each in dates] for order in sorted(orders)}


def _violations(days: Sequence[date]) -> int:
    """Return the number of steps against the direction of the list, newest or oldest first."""
    rises = sum(one < other for one, other in pairwise(days))
    falls = sum(one > other for one, other in pairwise(days))
    return min(rises, falls)


def _is_nearly_in_order(days: Sequence[date]) -> bool:
    """Return whether *days* are in order without one of them, which may be pinned to the top."""
    return any(_violations([*days[:at], *days[at + 1 :]]) == 0 for at in range(len(days)))


def _is_ahead_alone(days: Iterable[date], others: Iterable[Iterable[date]], seen: date | None) -> bool:
    """Return whether some of *days* are in the future, but none of another order."""
    if seen is None:
        return False
    limit = seen + SLACK
    return any(day > limit for day in days) and any(all(day <= limit for day in other) for other in others)


def _date(year: int, month: int, day: int, seen: date | None, ahead: timedelta) -> date | None:
    if not _MIN_YEAR <= year <= _MAX_YEAR:
        return None
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if seen is None or found - seen <= ahead else None


def _country(url: str) -> str:
    """Return the country of the host of *url* by its top-level domain, as in ISO 3166; "" if it has none."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    name = host.rstrip(".").rpartition(".")[2].lower()
    if name in _OF_THE_US:
        return "US"
    if len(name) != 2 or not name.isascii() or not name.isalpha() or name in _NOT_OF_A_COUNTRY:
        return ""
    return "GB" if name == "uk" else name.upper()
