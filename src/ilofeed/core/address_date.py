"""Read the date, or the year, that the path of an address contains."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlsplit

from ilofeed.core.date_names import months_of
from ilofeed.core.lazy_pattern import LazyPattern

_MONTHS = "|".join(sorted(months_of("en"), key=len, reverse=True))
_YEAR = r"(?:199\d|20\d{2})"
# The date is a whole segment, three of them, or the beginning of one. At the end of a segment it is often that of
# the meeting or the period which the document is about.
_DATES = LazyPattern(
    rf"/(?P<y1>{_YEAR})/(?P<m1>\d{{1,2}}|{_MONTHS})/(?P<d1>\d{{1,2}})(?=/|\Z)"
    rf"|/(?P<y2>{_YEAR})(?P<mark>[-_.])(?P<m2>\d{{2}})(?P=mark)(?P<d2>\d{{2}})(?=[-_./]|\Z)"
    rf"|/t?(?P<y3>{_YEAR})(?P<m3>\d{{2}})(?P<d3>\d{{2}})(?=[-_./]|\Z)",
    re.IGNORECASE,
)
_YEAR_SEGMENT = LazyPattern(rf"/({_YEAR})(?=/|\Z)")


def date_in(url: str) -> date | None:
    """Return the only date in the path of *url*: "/2026/11/20/", "/2026-11-20-title", "/20261120.html"."""
    found = {_date(match) for match in _DATES.finditer(_path(url))}
    return found.pop() if len(found) == 1 else None


def year_in(url: str) -> int | None:
    """Return the only year that is a segment of the path of *url*: 2026 for "/news/2026/"."""
    years = set(_YEAR_SEGMENT.findall(_path(url)))
    return int(years.pop()) if len(years) == 1 else None


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def _date(match: re.Match[str]) -> date | None:
    year, month, day = (
        next(value for number in "123" if (value := match[f"{part}{number}"]) is not None) for part in "ymd"
    )
    try:
        return date(int(year), int(month) if month.isdecimal() else months_of("en")[month.lower()], int(day))
    except ValueError:
        return None
