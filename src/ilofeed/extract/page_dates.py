"""Find what a page shows about its dates outside of the items: dates in its visible text, and its languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING

from bs4 import Tag
from msgspec.structs import replace

from ilofeed.core import clock_check
from ilofeed.core.address_date import year_in
from ilofeed.core.date_context import DateContext, DateHints
from ilofeed.core.date_order import NUMERIC, NumericDate, numeric_dates
from ilofeed.core.language import LANGUAGE_TAG
from ilofeed.extract import partial_soup
from ilofeed.extract.inner_text import is_hidden
from ilofeed.extract.soup_search import within

if TYPE_CHECKING:
    from ilofeed.extract.document import Document

# More dates than this add no certainty.
_MOST = 2000


def context(url: str, language: str, hints: DateHints, server: datetime | None) -> DateContext:
    """Return what is known of the dates of the page at *url* before it is read.

    The time of the page is that of the *server*, unless that clock or ours is wrong by a day.
    """
    seen = server or hints.seen
    if server is not None and hints.seen is not None and abs(server - hints.seen) > clock_check.WRONG:
        seen = hints.seen
    return DateContext(language=language, order=hints.order, year=year_in(url), seen=seen)


def context_at(tag: Tag, context: DateContext) -> DateContext:
    """Return *context* with the language that *tag* or the nearest element around it declares.

    HTML section 3.2.6.2, "the lang and xml:lang attributes". The language of the page is in *context* already.
    """
    for element in (tag, *tag.parents):
        declared = element.get("lang") if element.name != "html" else None
        if isinstance(declared, str) and LANGUAGE_TAG.fullmatch(declared):
            return replace(context, language=declared) if declared != context.language else context
    return context


def numeric_dates_of(document: Document, seen: date | None) -> list[NumericDate]:
    """Return the dates in numbers that the page shows, in any place. A year of two digits is no date outside a list."""
    if not document.is_html:
        texts: Iterator[str] = iter([document.text])
    elif document.tree is not None:
        texts = partial_soup.visible_texts(document.tree, NUMERIC)
    else:
        texts = (
            str(text) for text in document.soup.find_all(string=NUMERIC) if not any(map(is_hidden, text.parents))
        )
    dates = (each for text in texts for each in numeric_dates(text, seen))
    return [each for each in islice(dates, _MOST) if each.style.endswith("4")]


def language_tags(document: Document) -> set[str]:
    """Return the language tags that the page declares, or the source in its place."""
    tags = {document.language} - {""}
    if document.is_html and not document.given_language:
        for meta in within(document.soup, "meta"):
            names = (str(meta.get(name, "")).strip().lower() for name in ("property", "name", "http-equiv"))
            value = str(meta.get("content", "")).strip().replace("_", "-")
            if not {"og:locale", "content-language"}.isdisjoint(names) and LANGUAGE_TAG.fullmatch(value):
                tags.add(value)
    return tags
