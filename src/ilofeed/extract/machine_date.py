"""Find the date that an element has in an attribute, for programs."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bs4 import Tag

from ilofeed.core import dates
from ilofeed.core.lazy_pattern import LazyPattern

# Names that scripts for "2 hours ago" read.
_DATA = ("data-datetime", "data-timestamp", "data-date", "data-time", "data-published")
# Unix time since 2001, in seconds or milliseconds: a shorter number is a duration or a count.
_NUMBER = LazyPattern(r"\d{10}|\d{13}|[12]\d{3}[01]\d[0-3]\d")
# Microdata and RDFa give `content` a meaning by these; other dates than that of publication do not count.
_PUBLISHED = LazyPattern(
    r"(?:[\w:-]*\b)?(?:datePublished|dateCreated|date|published_time|issued|created)", re.IGNORECASE
)


#: Where the operator names the element of the date, any of these is its date.
ANY = ("datetime", "content", *_DATA)
_ATTRIBUTES = frozenset(ANY)


def machine_value(tag: Tag) -> str | None:
    """Return the value of the attribute that contains the date of *tag*; None if there is none that is a date."""
    if _ATTRIBUTES.isdisjoint(tag.attrs):
        return None
    is_property = any(_PUBLISHED.fullmatch(str(tag.get(name, ""))) for name in ("itemprop", "property"))
    is_read = {"datetime": tag.name == "time", "content": is_property}
    return first_value(tag, [name for name in ANY if is_read.get(name, True)])


def first_value(tag: Tag, names: Iterable[str]) -> str | None:
    """Return the value of the first of the attributes *names* of *tag* that is a date."""
    for name in names:
        value = tag.get(name)
        if isinstance(value, str) and _may_be_date(name, value.strip()) and dates.read_machine(value) is not None:
            return value
    return None


def _may_be_date(name: str, value: str) -> bool:
    return not (name in _DATA and value.isdecimal()) or _NUMBER.fullmatch(value) is not None
