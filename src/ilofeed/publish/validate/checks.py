"""Check single values of a feed. Each check returns the first problem, or None."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from ilofeed.core import markup, urls
from ilofeed.core.language import LANGUAGE_TAG
from ilofeed.core.lazy_pattern import LazyPattern
from ilofeed.core.models import EARLIEST_DAY


class Problem(NamedTuple):
    """A broken rule, and a message."""

    rule: str
    message: str


#: A check of one value.
Check = Callable[[str], Problem | None]

# Controls, bidi overrides and isolates, noncharacters, replacement characters: mostly legal in XML, never wanted.
_CHARACTERS = LazyPattern(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)
# RFC 4151 section 2.1.
_TAG_URI = LazyPattern(
    r"tag:[a-z0-9._-]+(@[a-z0-9.-]+)?,\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?:[A-Za-z0-9._~!$&'()*+,;=:@/?%-]+"
)
# RFC 9562 section 4, as RFC 4122 section 3 writes it.
_URN_UUID = LazyPattern(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# RFC 5646 section 2.1: also extensions and private use, which no feed of ours has.
_LANGUAGE = LazyPattern(
    rf"({LANGUAGE_TAG.pattern})(-[0-9A-WY-Za-wy-z](-[A-Za-z0-9]{{2,8}})+)*(-[xX](-[A-Za-z0-9]{{1,8}})+)?"
)
_MEDIA_TYPE = LazyPattern(r"[a-z]+/[a-z0-9][a-z0-9.+-]*(; ?charset=[a-z0-9-]+)?")
_RFC_3339 = LazyPattern(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
_RFC_822 = LazyPattern(r"([A-Z][a-z]{2}), (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) (\+0000|GMT)")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_BLANKS = LazyPattern(r"[\t\r\n]|  ")
_WEB_ADDRESS = LazyPattern(r"https?://[\x21-\x7e]+")
_UNENCODED = LazyPattern(r'[<>"{}|\\^`]|%(?![0-9A-Fa-f]{2})')

# The formats of a feed have the same values, and the next feed has most of them too, so results are
# cached. Only for addresses, ids and dates, which are short.
_cached = lru_cache(2048)


def characters(text: str) -> Problem | None:
    """Reject characters that mislead, are invisible or break a parser."""
    if text.isascii() and text.isprintable():
        return None
    found = _CHARACTERS.search(text)
    return Problem("characters", f"U+{ord(found[0]):04X} is not allowed") if found else None


def line(text: str) -> Problem | None:
    """Require one line of text without white space around it."""
    bare = text.strip()
    if not bare:
        return Problem("empty", "it is empty")
    if text != bare or _BLANKS.search(text):
        return Problem("white_space", f"{text[:60]!r} has white space around it or a line break in it")
    return None


def plain(text: str) -> Problem | None:
    """Require a line without an end tag or complete reference, which readers take for HTML however it is written."""
    return line(text) or _not_markup(markup.html(text))


def unmarked(text: str) -> Problem | None:
    """Reject tags and character references in plain text."""
    return _not_markup(markup.first(text))


def label(text: str) -> Problem | None:
    """Require a label of an outline, which is HTML (OPML 2.0), without tags in it."""
    return line(text) or _not_markup("<" if "<" in text else "")


def _not_markup(found: str) -> Problem | None:
    return Problem("markup_in_text", f"{found!r} is markup in plain text") if found else None


@_cached
def web_address(text: str) -> Problem | None:
    """Require an absolute http or https address in ASCII (RFC 3986)."""
    if urls.absolute(text, was_published=True) is None or not _WEB_ADDRESS.fullmatch(text):
        return Problem("address", f"{text[:80]!r} is not an absolute http or https address")
    if _UNENCODED.search(text):
        return Problem("address", f"{text[:80]!r} has characters that an address must percent-encode")
    return None


@_cached
def permanent_id(text: str) -> Problem | None:
    """Require a tag: URI (RFC 4151), or a UUID as a URN."""
    if not _TAG_URI.fullmatch(text) and not _URN_UUID.fullmatch(text):
        return Problem("id_form", f"{text[:80]!r} is neither a tag: URI nor a urn:uuid:")
    return None


def language(text: str) -> Problem | None:
    """Require a language tag (BCP 47)."""
    return None if _LANGUAGE.fullmatch(text) else Problem("language", f"{text!r} is not a language tag")


def media_type(text: str) -> Problem | None:
    """Require a media type (RFC 6838 section 4.2)."""
    return None if _MEDIA_TYPE.fullmatch(text) else Problem("media_type", f"{text!r} is not a media type")


def image_type(text: str) -> Problem | None:
    """Require the media type of an image."""
    problem = media_type(text)
    if problem is None and not text.startswith("image/"):
        return Problem("media_type", f"{text!r} is not the media type of an image")
    return problem


def whole_number(text: str) -> Problem | None:
    """Require a positive integer."""
    return (
        None if re.fullmatch(r"[1-9]\d{0,6}", text) else Problem("number", f"{text!r} is not a positive integer")
    )


def length(text: str) -> Problem | None:
    """Require the length of a file in bytes; 0 if it is not known (RSS Best Practices Profile)."""
    return None if re.fullmatch(r"0|[1-9]\d{0,18}", text) else Problem("number", f"{text!r} is no length in bytes")


def one_of(*allowed: str, rule: str = "value") -> Check:
    """Return a check that a value is one of *allowed*."""

    def check(text: str) -> Problem | None:
        return None if text in allowed else Problem(rule, f"{text!r} is not one of {', '.join(allowed)}")

    return check


@_cached
def rfc_3339(text: str) -> datetime | Problem:
    """Parse an RFC 3339 date (section 5.6) with a time zone."""
    try:
        if _RFC_3339.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    return Problem("date_form", f"{text!r} is not an RFC 3339 date")


@_cached
def rfc_822(text: str) -> datetime | Problem:
    """Parse an RSS date: RFC 822 with a year of four digits, in UTC."""
    found = _RFC_822.fullmatch(text)
    if found and found[3] in _MONTHS:
        day, year, hour, minute, second = (int(found[at]) for at in (2, 4, 5, 6, 7))
        try:
            instant = datetime(year, _MONTHS.index(found[3]) + 1, day, hour, minute, second, tzinfo=UTC)
        except ValueError:
            return Problem("date_form", f"{text!r} does not exist")
        if _DAYS[instant.weekday()] == found[1]:
            return instant
        return Problem("date_form", f"{text!r} was a {_DAYS[instant.weekday()]}")
    return Problem("date_form", f"{text!r} is not an RFC 822 date in UTC")


def in_range(instant: datetime, now: datetime) -> Problem | None:
    """Require an instant from 1990 on and at most one day in the future."""
    # Not converted to UTC, where the first and the last day of the calendar do not exist.
    if instant < datetime.combine(EARLIEST_DAY, time(), UTC) or instant > now + timedelta(days=1):
        return Problem("date_range", f"{instant:%F %R} is before {EARLIEST_DAY.year} or in the future")
    return None
