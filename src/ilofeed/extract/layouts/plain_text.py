"""``text``: a list in plain text, as text converters make it from the old site.

An item has at most three parts, in this order. Each is a paragraph or, without blank lines, a line:

      1. Title                       -
                                     Press release
         13 June 2023                Title
                                     13 June 2023
         Summary.                    Summary.

A list is numbered or marked with ``-``. A number counts as a marker only if it follows
the number before, or starts again at 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ilofeed.core import dates
from ilofeed.core.date_context import DateContext
from ilofeed.core.errors import ExtractError
from ilofeed.core.lazy_pattern import LazyPattern
from ilofeed.core.models import Extraction
from ilofeed.core.text import TITLE_LIMIT, clean
from ilofeed.extract.document import Document
from ilofeed.extract.raw_item import RawItem

NAME = "text"

_NUMBER = LazyPattern(r"[ \t]*(\d{1,4})[.)](?:[ \t]+(.*))?$")
_DASH = LazyPattern(r"[ \t]*[-\u2013\u2022*](?:[ \t]+(.*))?$")
_CREDIT = LazyPattern(r"\s*(?:©|\(c\)\s)", re.IGNORECASE)


def fits(document: Document, *, was_read: bool = False) -> bool:  # noqa: ARG001 - all profiles have one signature
    """Return whether the page is plain text."""
    return not document.is_html


def extract(document: Document) -> Extraction:
    """Return the items of a list in plain text. Raises ExtractError if nothing is marked as an item."""
    rows = document.text.split("\n")
    for split in (_numbered, _dashed):
        preamble, groups = split(rows)
        # Boxes of contacts and links are numbered too, but have no dates.
        news = [group for group in groups if _is_dated(group, document.date_context)]
        if news:
            return document.extraction(
                NAME,
                (_raw_item(block, document.date_context) for group in news for block in group),
                title=next((clean(row, TITLE_LIMIT) for row in preamble if row.strip()), ""),
            )
    raise ExtractError("no_items", f"{document.url} is text without a numbered or marked list of dated items")


def _numbered(rows: Sequence[str]) -> tuple[list[str], list[list[list[str]]]]:
    """Return the rows before the first number, and the rows of each item, in groups that begin at 1."""
    preamble: list[str] = []
    groups: list[list[list[str]]] = []
    last = 0
    for row in rows:
        marker = _NUMBER.match(row)
        if marker and int(marker[1]) in (last + 1, 1):
            last = int(marker[1])
            if last == 1:
                groups.append([])
            groups[-1].append([marker[2] or ""])
        else:
            (groups[-1][-1] if groups else preamble).append(row)
    return preamble, groups


def _dashed(rows: Sequence[str]) -> tuple[list[str], list[list[list[str]]]]:
    """Return the rows before the first dash, and the rows of each item, in one group."""
    preamble: list[str] = []
    blocks: list[list[str]] = []
    for row in rows:
        marker = _DASH.match(row)
        if marker:
            blocks.append([marker[1] or ""])
        else:
            (blocks[-1] if blocks else preamble).append(row)
    return preamble, [blocks]


def _is_dated(blocks: Sequence[Sequence[str]], context: DateContext) -> bool:
    """Return whether any item has a line with only a date; otherwise any list would count as news."""
    return any(dates.read_line(row, context) for block in blocks for row in block)


def _paragraphs(block: Sequence[str]) -> Iterator[str]:
    """Yield the paragraphs of the block, or its rows if the converter left no blank rows."""
    rows = list(block)
    while rows and not rows[-1].strip():
        rows.pop()
    while rows and not rows[0].strip():
        rows.pop(0)
    if all(row.strip() for row in rows):
        yield from rows
        return
    paragraph: list[str] = []
    for row in [*rows, ""]:
        if row.strip():
            paragraph.append(row)
        elif paragraph:
            yield " ".join(paragraph)
            paragraph = []


def _raw_item(block: Sequence[str], context: DateContext) -> RawItem:
    """Read an item by the order of its paragraphs.

    Only the first paragraph after the date is the summary: the last item is followed by the
    rest of the page.
    """
    paragraphs = [
        words for words in _paragraphs(block) if not _CREDIT.match(words) and not dates.is_heading(words, context)
    ]
    read = [dates.read_line(words, context) for words in paragraphs[:4]]
    at = next((index for index, line in enumerate(read) if line), None)
    line = read[at] if at is not None else None
    if at is None or line is None:
        title, summary = [*paragraphs, "", ""][:2]
        return RawItem(title=title, summary=summary, text=" ".join(block))
    above = paragraphs[:at]
    return RawItem(
        title=above[-1] if above else "",
        kicker=above[-2] if len(above) > 1 else "",
        published=line.day,
        date_text=line.text,
        place=line.place or "",
        summary=next(iter(paragraphs[at + 1 :]), ""),
        text=" ".join(block),
    )
