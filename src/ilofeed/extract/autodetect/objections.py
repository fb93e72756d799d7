"""Say why a block that was read is not the list of the page: its items are too thin, or are something else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import islice, pairwise

from bs4 import Tag

from ilofeed.core import dates
from ilofeed.core.models import EVENTS
from ilofeed.core.text import fold
from ilofeed.extract.autodetect.candidates import Block
from ilofeed.extract.autodetect.items import DetectedItem
from ilofeed.extract.document import Document
from ilofeed.extract.document_urls import is_item
from ilofeed.extract.text_lines import HEADINGS

# The least share of items with a date.
_MIN_DATED = 0.6
# A list of names has at least this number of titles, and this share of them are names.
_MIN_NAMES = 5
_MOST_OF = 0.8
_NAME = re.compile(r"[^\W\d_a-z][\w'’.-]*(?: [^\W\d_a-z][\w'’.-]*){1,2}")

# Least number of items without links, of which the dates differ, and mean number of words in their titles.
_MIN_LOOSE = 4
_MIN_WORDS = 2.5

# A number with decimals that is no time, version, date or size of a file.
_MEASURED = re.compile(
    r"(?<![\w.,:/-])\d{1,6}[.,]\d{1,4}(?![\w.,:/-])(?!\s?(?:[kmg]i?b|[ap]\.?m)\b)", re.IGNORECASE
)

_SENTENCE_ENDS = (".", "!", "?", "…", "。")

# Mean length in characters; names of authors are shorter.
_MIN_TITLE_LENGTH = 12

# Rows and texts of a row that are searched for dates.
_MAX_ROWS = 8
_MAX_ROW_TEXTS = 12
_EDGE = " \t\r\n\u00a0-–—:|,;•·()[]"

# Words in the address of a document; the address of a person has fewer.
_MIN_SLUG_WORDS = 4
_FILE = re.compile(r"\.(?:pdf|docx?|odt|rtf)\Z", re.IGNORECASE)
_BETWEEN_WORDS = re.compile(r"[-_.\s]")


def objection(document: Document, block: Block, found: Sequence[DetectedItem]) -> str:
    """Return the reason for which *block* is not a list, or an empty string."""
    dated = [unit for unit in found if unit.is_dated]
    if not dated:
        return (
            "no line contains only a date" if len(found) > 1 else "no links of this site with words of their own"
        )
    if 2 * sum(unit.days > 1 and unit.links > 1 and not unit.has_one_title for unit in found) > len(found):
        return "each contains several links with dates"
    if 2 * sum(_has_dated_rows(document, unit) for unit in dated) > len(dated):
        return "each contains several rows with dates"
    if len(dated) < _MIN_DATED * len(found):
        return f"only {len(dated)} of {len(found)} have a date"
    reason = _strangeness(document, dated)
    if not reason and found[0].parts.href is None:
        reason = _looseness(found)
    return reason or _thinness(document, block, found)


def _has_dated_rows(document: Document, unit: DetectedItem) -> bool:
    """Return whether *unit* has rows with a link and a date each, so that it is a group of items: those of a year."""
    if unit.links < 2 or unit.has_one_title:
        return False
    rows = [row for tag in unit.tags for row in tag.find_all(["tr", "li"], limit=_MAX_ROWS) if row.find("a")]
    return sum(_has_date(document, row) for row in rows) > 1


def _has_date(document: Document, row: Tag) -> bool:
    texts = (str(text).strip(_EDGE) for text in islice(row.find_all(string=True), _MAX_ROW_TEXTS))
    context = document.date_context
    return any(dates.read_month_and_day(text, context) or dates.read_line(text, context) for text in texts if text)


def _looseness(found: Sequence[DetectedItem]) -> str:
    """Return the reason for which items without links are no publications, or an empty string.

    Nothing but their text is evidence: several titles of words, each with a date, in the order of the dates.
    """
    days = [unit.parts.published for unit in found]
    certain = [day for day in days if day is not None]
    if len(found) < _MIN_LOOSE or any(not unit.is_dated for unit in found):
        return f"only {sum(unit.is_dated for unit in found)} of {len(found)} have a date and none has a link"
    if len({unit.key for unit in found}) < len(found) or _mean_words(found) < _MIN_WORDS:
        return "without links, their texts are too short to be titles"
    if 2 * sum(unit.parts.title.endswith(_SENTENCE_ENDS) for unit in found) > len(found):
        return "without links, their texts are sentences"
    rising = sum(a <= b for a, b in pairwise(certain))
    falling = sum(a >= b for a, b in pairwise(certain))
    if max(rising, falling) < _MOST_OF * (len(certain) - 1) or len(set(certain)) < _MIN_LOOSE:
        return "they have no links and are not in the order of their dates"
    return ""


def _mean_words(found: Sequence[DetectedItem]) -> float:
    return sum(len(unit.parts.title.split()) for unit in found) / len(found)


def _strangeness(document: Document, dated: Sequence[DetectedItem]) -> str:
    """Return the reason for which dated links are no publications, or an empty string."""
    seen = document.date_context.seen
    days = [unit.parts.published for unit in dated if unit.parts.published is not None]
    if seen is not None and document.kind != EVENTS and 2 * _future(days, seen.date()) > len(days):
        return "their days are in the future, as of terms, deadlines and events"
    if sum(unit.has_price for unit in dated) * 2 > len(dated):
        return "each has a price"
    if len(set(days)) == 1 and all(_MEASURED.search(unit.parts.text) for unit in dated):
        return "each has a number that was measured on one date"
    if _are_names(dated):
        return "their titles are names of people or things"
    return ""


def _future(days: Sequence[date], today: date) -> int:
    """Return how many of *days* are later than *today* in any time zone."""
    return sum(day > today + timedelta(days=1) for day in days)


def _are_names(units: Sequence[DetectedItem]) -> bool:
    """Return whether almost all titles are names that are also the address: "Ada Brewer" at "/staff/ada-brewer"."""
    own = [unit for unit in units if _NAME.fullmatch(unit.parts.title) and _slug(unit) == _words(unit.parts.title)]
    return len(units) >= _MIN_NAMES and len(own) >= _MOST_OF * len(units)


def _slug(unit: DetectedItem) -> list[str]:
    """Return the words of the last part of the item's address."""
    return _words(unit.path.rpartition("/")[2])


def _words(text: str) -> list[str]:
    return [word for word in _BETWEEN_WORDS.split(fold(text)) if word]


def _thinness(document: Document, block: Block, found: Sequence[DetectedItem]) -> str:
    """Return the reason for which a block of dated links is not a list, or an empty string."""
    if len(found) < 2:  # a writer beside the date of a single article
        return "only one item"
    if len(found) < 3 and not all(unit.is_marked and unit.is_dated for unit in found):
        return f"only {len(found)} items, and nothing marks their titles or dates"
    if _mean_length(found) < _MIN_TITLE_LENGTH and not _lead_to_documents(document, found):
        return "their links are too short to be titles"
    if 2 * len(found) < block.alike and len(found) < 10:
        return f"only {len(found)} of {block.alike} elements of this kind are linked"
    return ""


def _lead_to_documents(document: Document, found: Sequence[DetectedItem]) -> bool:
    """Return whether each of *found* leads to a file, or has a heading of its own and an address of several words.

    "Sitting" and "Statement 1" may be short. A list of authors has addresses of names, "/users/ada".
    """
    return all(_FILE.search(unit.path) for unit in found) or all(
        _is_headed(unit) and _is_document(document, unit) for unit in found
    )


def _is_headed(unit: DetectedItem) -> bool:
    _, tags = unit.shape
    return not HEADINGS.isdisjoint(tags)


def _is_document(document: Document, unit: DetectedItem) -> bool:
    return len(_slug(unit)) >= _MIN_SLUG_WORDS or is_item(document, unit.parts.href or "", is_dated=True)


def _mean_length(found: Sequence[DetectedItem]) -> float:
    """Return the mean length of the titles; a Chinese or Japanese character counts as three letters."""
    length = sum(1 + 2 * (letter >= "\u2e80") for unit in found for letter in unit.parts.title)
    return length / len(found)
