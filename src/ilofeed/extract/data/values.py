"""Read the values of data: texts, which may be HTML, dates and addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import islice

from msgspec import Struct

from ilofeed.core import dates, instants
from ilofeed.core.date_context import DateContext
from ilofeed.core.instants import Instant
from ilofeed.core.lazy_pattern import LazyPattern
from ilofeed.core.text import clean

# Some programs keep the text of an editor, some plain text. "R&D" and "a < b" are text.
_TAGS = (
    "a|abbr|article|b|blockquote|br|cite|code|div|em|figure|font|h[1-6]|hr|i|iframe|img|li|ol|p|picture|pre|q|s"
    "|section|small|span|strong|sub|sup|table|tbody|td|time|tr|u|ul|video"
)
_MARKUP = LazyPattern(rf"</?(?:{_TAGS})\b[^<>]*>|&(?:#\d{{1,7}}|#[xX][\da-fA-F]{{1,6}}|[A-Za-z]\w{{1,30}});")
# Characters of HTML that are parsed: some interfaces have the whole article in the place of its summary.
_MAX_HTML = 20_000
_MAX_TEXT = 20_000
_MAX_LISTED = 20
_MAX_NUMBER = 10**18
# Text that is printed as the date of an item.
_MAX_DATE = 200
# As ASP.NET writes a date: "/Date(1762300000000+0100)/".
_ASP_NET = LazyPattern(r"/Date\((\d{12,13})(?:[+-]\d{4})?\)/")
# Unix time in seconds or milliseconds.
_UNIX = LazyPattern(r"(\d{10})(?:\d{3})?")
_IN_ZONE = LazyPattern(r"\d[Tt ]\d{2}:\d{2}.*(?:[Zz]|[+-]\d{2}:?\d{2})\Z|\d:\d{2} (?:GMT|UTC|[+-]\d{4})\Z")
# As React writes one: "$D2026-11-05T10:00:00.000Z".
_REACT = LazyPattern(r"\$D(?=\d{4}-)")


class FoundDate(Struct, frozen=True, kw_only=True):
    """The date of an item in data."""

    published: date | None  #: None: not certain
    text: str  #: as written; empty for a number that is a date


NO_DATE = FoundDate(published=None, text="")


def text_of(value: object) -> str:
    """Return the text of *value*, a text, a number or a list of them; empty for anything else. HTML becomes plain."""
    if isinstance(value, str):
        return _plain(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value)
    if isinstance(value, list):
        return ", ".join(filter(None, (text_of(each) for each in value[:_MAX_LISTED] if isinstance(each, str))))
    return ""


def _number(value: float) -> str:
    if not -_MAX_NUMBER < value < _MAX_NUMBER:  # or it is no number
        return ""
    return str(int(value)) if value == int(value) else str(value)


def _plain(text: str) -> str:
    """Return *text*, or the text that a browser shows of it if it contains HTML."""
    if _MARKUP.search(text, 0, _MAX_HTML) is None:
        return text[:_MAX_TEXT].strip()
    from ilofeed.extract import page_limits  # noqa: PLC0415 - bs4; few values are HTML
    from ilofeed.extract.inner_text import inner_text  # noqa: PLC0415 - see above
    from ilofeed.extract.markup import parsable  # noqa: PLC0415 - see above

    html = text[:_MAX_HTML]
    if len(text) > _MAX_HTML:
        html = html.rpartition("<")[0] or html
    try:
        soup = page_limits.Soup(parsable(html), "lxml")
    except page_limits.TooDeepError:
        return ""
    return " ".join(inner_text(soup).split())


def date_of(value: object, context: DateContext) -> FoundDate:
    """Return the date of *value*: ISO 8601 in its own offset, Unix time in UTC, or as people write it."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = str(int(value)) if 0 < value < _MAX_NUMBER else ""
        return FoundDate(published=dates.read_machine(number), text="") if number else NO_DATE
    if not isinstance(value, str):
        return NO_DATE
    text = _REACT.sub("", clean(text_of(value[:_MAX_DATE]), _MAX_DATE))
    if written := _ASP_NET.fullmatch(text):
        return FoundDate(published=dates.read_machine(written[1]), text="")
    if (machine := dates.read_machine(text)) is not None:
        return FoundDate(published=machine, text="" if text.isdecimal() else text)
    read = dates.read_line(text, context)
    return FoundDate(published=read.day if read else None, text=read.text if read else text)


def instant_of(value: object) -> Instant | None:
    """Return the date of *value* with its exact time, if it has a time in a known zone; else None.

    Midnight is a date without a time: programs that know only the date write it.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(int(value)) if 0 < value < _MAX_NUMBER else ""
    if not isinstance(value, str):
        return None
    text = value.strip()[:_MAX_DATE]
    if written := _ASP_NET.fullmatch(text):
        text = written[1]
    if unix := _UNIX.fullmatch(text):
        seconds = int(unix[1])
        text = datetime.fromtimestamp(seconds, UTC).isoformat()
    found = instants.read(text) if _IN_ZONE.search(text) else None
    return found if found is not None and found.at is not None else None


def address_of(value: object) -> str:
    """Return the address in *value*, a text or an object of schema.org with one; empty without one."""
    for each in islice(_candidates(value), _MAX_LISTED):
        if isinstance(each, str) and (address := each.strip()):
            return address
    return ""


def _candidates(value: object) -> Iterator[object]:
    if isinstance(value, list):
        for each in value[:_MAX_LISTED]:
            yield from _candidates(each) if not isinstance(each, list) else ()
    elif isinstance(value, Mapping):
        yield from (value.get(name) for name in ("url", "contentUrl", "src", "href", "@id"))
    else:
        yield value
