"""``sitemap``: the addresses in a sitemap. Its reader is loaded when a sitemap is read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from ilofeed.core.errors import ExtractError
from ilofeed.core.layout_names import SITEMAP
from ilofeed.core.models import Extraction, Page, Source

if TYPE_CHECKING:
    from ilofeed.core.sitemap_state import Location
    from ilofeed.extract.data_document import DataDocument
    from ilofeed.extract.raw_item import RawItem

NAME = SITEMAP

# In the first bytes of a sitemap, unless it is packed.
_SEARCHED = 4_000
_MARKS = (b"urlset", b"sitemapindex")
_GZIP = b"\x1f\x8b"
_LENGTH_OF_DATE = 10


def fits(page: Page) -> bool:
    """Return whether *page* is a sitemap, or an index of sitemaps, by its root element."""
    head = page.body[:_SEARCHED]
    if not head.startswith(_GZIP) and not any(mark in head for mark in _MARKS):
        return False
    from ilofeed.extract.sitemap import root_of  # noqa: PLC0415 - see the top of this file

    return root_of(page.body) != ""


def extract(document: DataDocument, source: Source) -> Extraction:
    """Return the addresses that *source* includes, those changed last first. Raises ExtractError and PatternError."""
    from ilofeed.core.sitemap_rules import ALL  # noqa: PLC0415 - see the top of this file
    from ilofeed.extract import page_limits, sitemap  # noqa: PLC0415 - see the top of this file

    found = sitemap.read(document.body, document.url)
    if found.parts:
        raise ExtractError("no_items", f"{document.url} lists sitemaps, and no pages: configure one of them")
    is_wanted = (source.sitemap or ALL).chooser()
    wanted = [each for each in found.locations if not each.is_translation and is_wanted(each.url)]
    if not wanted:
        count = len(found.locations)
        addresses = "1 address" if count == 1 else f"{count} addresses"
        raise ExtractError("no_items", f"{document.url} lists {addresses}{_unwanted(found.locations)}")
    if len(wanted) > page_limits.MAX_ITEMS:
        raise ExtractError(
            "too_complex",
            f"{document.url} lists {len(wanted)} addresses, more than {page_limits.MAX_ITEMS}; choose some by include"
            " and exclude in [source.sitemap]",
        )
    wanted.sort(key=_newness, reverse=True)
    document.declare(language=next((each.language for each in wanted if each.language), ""))
    return document.extraction(NAME, [_raw_item(each, document.language) for each in wanted])


def _unwanted(locations: Sequence[Location]) -> str:
    """Return why none of the *locations* is an item."""
    own = [each.url for each in locations if not each.is_translation]
    return f", none of which include and exclude in [source.sitemap] choose, such as {own[0]}" if own else ""


def _newness(location: Location) -> date:
    """Return the date by which *location* is ordered: that of its last change, which is no date of publication."""
    published, _ = _date_of(location.published)
    return location.modified or published or date.min


def _raw_item(location: Location, language: str) -> RawItem:
    from ilofeed.core.address_title import title_of  # noqa: PLC0415 - see the top of this file
    from ilofeed.core.item_data import ItemData  # noqa: PLC0415 - see the top of this file
    from ilofeed.extract.error_titles import left_out_by  # noqa: PLC0415 - see the top of this file
    from ilofeed.extract.raw_item import RawItem  # noqa: PLC0415 - see the top of this file

    published, at = _date_of(location.published)
    return RawItem(
        title=location.title or title_of(location.url),
        href=location.url,
        published=published,
        date_text=location.published,
        date_language=location.language or language,
        left_out=left_out_by(location.title),
        data=ItemData(at=at) if at else None,
        text=location.title or location.url,
    )


def _date_of(written: str) -> tuple[date | None, datetime | None]:
    """Return the date that is *written* in W3C's format, in its own time zone, and the time if it has a zone."""
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return None, None
    has_time = len(written) > _LENGTH_OF_DATE and found.tzinfo is not None
    try:
        return found.date(), found.astimezone(UTC) if has_time else None
    except OverflowError:  # before the first year or after the last one
        return None, None
