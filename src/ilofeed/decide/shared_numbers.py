"""Match items to entries by a long number that the old and the new URL share. Pure.

Many sites number their articles and put a slug of the headline beside the number:
``/news/old-headline-918273`` becomes ``/news/new-headline-918273`` with the headline.
A number is weaker evidence than a URL, for it may name a section, or be a date.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from urllib.parse import parse_qsl, unquote, urlsplit

from ilofeed.core import urls
from ilofeed.core.lazy_pattern import LazyPattern
from ilofeed.core.models import EARLIEST_DAY, Entry, Item
from ilofeed.core.text import fold

# Shorter numbers are page numbers, years and counters. Up to four letters may introduce a
# number, as in "art918273"; digits within hexadecimal strings are no numbers.
_NUMBER = LazyPattern(r"(?<![0-9a-z])[a-z]{0,4}([0-9]{5,})(?![0-9a-z])", re.IGNORECASE)
_PATH_PARAMETERS = LazyPattern(r";[^/]*")
_DATE_FORMATS = ("YYYYMMDD", "DDMMYYYY", "MMDDYYYY", "YYYYMM", "MMYYYY")
_SHORT_DATE_FORMATS = ("YYMMDD", "DDMMYY", "MMDDYY")
# A date with the time of day: minutes, or seconds.
_TIMESTAMP_LENGTHS = (12, 14)
_LATEST_YEAR = 2099
_CENTURY = 2000
# Share of the words of both titles that two titles of one article have in common.
_SAME_WORDS = 0.5


def match_by_number(
    unmatched_items: Iterable[Item],
    unmatched_entries: Sequence[Entry],
    items: Sequence[Item],
    known: Iterable[Entry],
) -> dict[str, Entry]:
    """Return the entries of *unmatched_items* by item key, as far as a shared number identifies them.

    The number must be unique among the URLs of all *items* of the page and of all *known*
    entries. The number alone proves nothing: see `_is_plausible`.
    """
    wanted = {item.key: item for item in unmatched_items}
    available = {entry.id: entry for entry in unmatched_entries}
    # Most new items share no number with a missing entry: then the URLs of the others need not be read.
    if not _numbers_of(wanted.values()) & _numbers_of(entry.item for entry in available.values()):
        return {}
    ids = _unique_numbers((entry.id, entry.item) for entry in known)
    keys = _unique_numbers((item.key, item) for item in items)
    pairs = {
        (keys[number], ids[number])
        for number in keys.keys() & ids.keys()
        if keys[number] in wanted and ids[number] in available
        if _is_plausible(wanted[keys[number]], available[ids[number]], number)
    }
    of_key, of_id = Counter(key for key, _ in pairs), Counter(entry_id for _, entry_id in pairs)
    return {key: available[entry_id] for key, entry_id in pairs if of_key[key] == of_id[entry_id] == 1}


def numbers(url: str) -> frozenset[str]:
    """Return the long numbers in path and query of *url* that are not dates, as written."""
    parts = urlsplit(url)
    texts = [unquote(parts.path), *(value for _, value in parse_qsl(parts.query))]
    found = (match[1] for text in texts for match in _NUMBER.finditer(text))
    return frozenset(number for number in found if not _is_date(number))


def _numbers_of(items: Iterable[Item]) -> set[str]:
    return {number for item in items for number in numbers(item.link)}


def _unique_numbers(named: Iterable[tuple[str, Item]]) -> dict[str, str]:
    """Return the name of the item with each number in its URL, by number, without numbers that several have."""
    names: dict[str, set[str]] = defaultdict(set)
    for name, item in named:
        for number in numbers(item.link):
            names[number].add(name)
    return {number: name for number, (name, *others) in names.items() if not others}


def _is_plausible(item: Item, entry: Entry, number: str) -> bool:
    """Check that *item* can be *entry* under another URL with the same *number*.

    The titles have half of their words in common, or the printed date is the same (also: none is
    printed). The date is evidence only once: a number under which one headline follows another
    identifies a section.
    """
    known = entry.item
    if urls.document_number(item.link) and urls.document_number(known.link):
        return False  # one document in two languages
    # Case-sensitive, because the ids are made from the tags as written.
    if item.language.partition("-")[0] != known.language.partition("-")[0]:
        return False
    if urls.language(item.link) != urls.language(known.link) or _is_date_of(number, item, known):
        return False
    words, known_words = set(fold(item.title).split()), set(fold(known.title).split())
    if len(words & known_words) >= _SAME_WORDS * len(words | known_words):
        return True
    headlines = {_headline(alias, number) for alias in entry.aliases if number in numbers(f"//{alias}")}
    return item.published == known.published and len(headlines) <= 1


def _headline(alias: str, number: str) -> str:
    """Return the part of the URL *alias* from the segment with *number* on, without parameters.

    The part before it is the section or the site. Parameters may be sessions. If the number is itself a
    parameter, return all.
    """
    segments = _PATH_PARAMETERS.sub("", alias.partition("?")[0]).split("/")
    at = next((at for at, segment in enumerate(segments) if number in segment), 0)
    return "/".join(segments[at:]) if at else alias


def _is_date(number: str) -> bool:
    if len(number) in _TIMESTAMP_LENGTHS and _parsed(number[:8], "YYYYMMDD"):
        return True
    return any(_parsed(number, format) for format in _DATE_FORMATS)


def _is_date_of(number: str, item: Item, known: Item) -> bool:
    """Check that *number* is a date of six digits of either item; other numbers of six digits are ids."""
    dates = {found for format in _SHORT_DATE_FORMATS if (found := _parsed(number, format))}
    printed = {each.published for each in (item, known) if each.published is not None}
    return bool(dates & printed if printed else dates)


def _parsed(number: str, format: str) -> date | None:
    """Return *number* parsed as a date of *format*; None where it is none."""
    if len(number) != len(format):
        return None
    year, month, day = (
        "".join(digit for digit, part in zip(number, format, strict=True) if part == name) for name in "YMD"
    )
    try:
        found = date(int(year) + (_CENTURY if len(year) == len("YY") else 0), int(month), int(day or 1))
    except ValueError:
        return None
    return found if EARLIEST_DAY.year <= found.year <= _LATEST_YEAR else None
