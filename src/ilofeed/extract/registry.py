"""Read the items of a page with the profile of its layout: a module with NAME, fits and extract.

A layout of data, such as a feed, reads a `DataDocument`; all others read a `Document`. Profiles and parsers are
loaded at their first use: most polls end before a page has to be read.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, cast

from msgspec.structs import replace

from ilofeed.core import layout_names, urls
from ilofeed.core.date_context import NO_HINTS, DateHints
from ilofeed.core.errors import ExtractError
from ilofeed.core.layout_names import AUTO, SELECTORS
from ilofeed.core.lazy_modules import unloaded
from ilofeed.core.models import Extraction, Page, Source
from ilofeed.core.selectors import Selectors
from ilofeed.extract.known_pages import KnownPages, UnreadElementError

if TYPE_CHECKING:
    from ilofeed.extract.data_document import DataDocument
    from ilofeed.extract.document import Document

# The layouts of data. A source that was read by one is never searched for another list: an error page has lists, too.
_DATA: Mapping[str, str] = MappingProxyType({"feed": "feed", "json": "json_list", "sitemap": "sitemap_list"})


class DataProfile(Protocol):
    """A module that reads one layout of data."""

    NAME: str

    def fits(self, page: Page, /) -> bool:
        """Return whether "auto" reads *page* by it, if the source has not been read by another layout before."""

    def extract(self, document: DataDocument, source: Source, /) -> Extraction:
        """Return the items. Raises ExtractError if there are none."""


def read(
    page: Page,
    source: Source,
    *,
    last_profile: str = "",
    date_hints: DateHints = NO_HINTS,
    known_pages: KnownPages | None = None,
) -> Extraction:
    """Return the items of *page* as *source* is configured to be read.

    *last_profile* is the profile that read the last good page of the list: if its layout is now empty,
    "auto" must not guess another list. *date_hints* are the facts about dates that are not on the page. Elements
    that *known_pages* has are not read again; the result is the same. Raises
    PatternError, and ExtractError, with a reason, for a page without a list of at least one item: an
    Extraction is never empty.
    """
    if source.date_order:
        date_hints = replace(date_hints, order=source.date_order)
    try:
        extraction = _read_page(page, source, last_profile, date_hints, known_pages)
    except UnreadElementError:
        assert known_pages is not None  # noqa: S101 - it has the element
        known_pages.forget(source)
        extraction = _read_page(page, source, last_profile, date_hints, known_pages)
    if extraction.next is None and (following := _named_by_header(page)):
        extraction = replace(extraction, next=following)
    if not source.ignore:
        return extraction
    from ilofeed.extract.ignored_text import without  # noqa: PLC0415 - few sources ignore anything

    return without(extraction, source.ignore)


def _read_page(
    page: Page, source: Source, last_profile: str, date_hints: DateHints, known_pages: KnownPages | None
) -> Extraction:
    if (layout := _data_layout(page, source.profile, last_profile)) is not None:
        with unloaded("soupsieve", by="bs4"):
            from ilofeed.extract.data_document import DataDocument  # noqa: PLC0415 - few sources are data

        try:
            return layout.extract(DataDocument(page, source.language, source.kind, date_hints), source)
        except ExtractError as error:
            from ilofeed.extract.other_kinds import in_place_of_data  # noqa: PLC0415 - only for errors

            if (better := in_place_of_data(page, source, layout.NAME, last_profile, error)) is error:
                raise
            raise better from error

    with unloaded("soupsieve", by="bs4"):
        from ilofeed.extract.document import Document  # noqa: PLC0415 - bs4 and lxml

    document = Document(page, source.language, source.kind, date_hints)
    document.known_elements = known_pages.of(source) if known_pages is not None else None
    try:
        extraction = _read(document, source.profile, source.selectors, last_profile)
    except ExtractError as error:
        from ilofeed.extract.refusal_reasons import explained  # noqa: PLC0415 - only for errors

        if (reason := explained(page, document, error)) is error:
            raise
        raise reason from error
    if known_pages is not None and document.known_elements is not None:
        document.remember()
        known_pages.keep(source, document.known_elements)
    return extraction


def _named_by_header(page: Page) -> str | None:
    """Return the address of the next page on the same site that the server names beside *page*."""
    url = urls.absolute(page.next_link, page.url) if page.next_link else None
    if url is None or urls.site(url) != urls.site(page.url) or urls.canonical(url) == urls.canonical(page.url):
        return None
    return url


def is_data(profile: str) -> bool:
    """Return whether *profile* reads data, which have no markup for selectors."""
    return profile in _DATA


def reader_of(source: Source, last_profile: str) -> str:
    """Return package and version of the plugin by which *source* is read now; empty for a profile of ours.

    *last_profile* read its last good page.
    """
    name = last_profile if source.profile == AUTO else source.profile
    if name in ("", *layout_names.NAMES):
        return ""
    from ilofeed.core.plugins import origin  # noqa: PLC0415 - few installations have any

    return origin(name)


def must_be_named(profile: str) -> bool:
    """Return whether a new source that *profile* reads must name it, rather than let "auto" find it again."""
    return is_data(profile) or profile not in layout_names.NAMES


def _data_layout(page: Page, profile: str, last_profile: str) -> DataProfile | None:
    """Return the layout of data by which *page* is read; None if it is read as a page for people."""
    name = last_profile if profile == AUTO and last_profile else profile
    if name in _DATA:
        return _load_data(name)
    candidates = map(_load_data, _DATA) if name == AUTO == profile and not last_profile else ()
    return next((layout for layout in candidates if layout.fits(page)), None)


def extract(
    page: Page,
    profile: str = AUTO,
    *,
    language: str = "",
    selectors: Selectors | None = None,
    last_profile: str = "",
    kind: str = "",
) -> Extraction:
    """Return the items of *page*, read by *profile*, as `read` does for a source with these settings."""
    source = Source(slug="", url=page.url, profile=profile, language=language, selectors=selectors, kind=kind)
    return read(page, source, last_profile=last_profile)


def _read(document: Document, profile: str, selectors: Selectors | None, last_profile: str) -> Extraction:
    if profile == SELECTORS:
        from ilofeed.core.css_scanner import SelectorError  # noqa: PLC0415 - with the next
        from ilofeed.extract.layouts.css import extract as extract_selected  # noqa: PLC0415 - soupsieve

        if selectors is None:
            raise ExtractError(
                "no_selectors", f"{document.url} needs a table [source.selectors] to be read by CSS"
            )
        try:
            return extract_selected(document, selectors)
        except SelectorError as error:
            raise ExtractError("no_selectors", f"{document.url} cannot be searched: {error}") from error
    if profile not in layout_names.NAMES:
        from ilofeed.extract.plugins import reader  # noqa: PLC0415 - few installations have any

        return reader(profile, document).extract()
    from ilofeed.extract import automatic  # noqa: PLC0415 - most polls end before a page is read

    return automatic.read(document, last_profile) if profile == AUTO else automatic.load(profile).extract(document)


def _load_data(name: str) -> DataProfile:
    return cast("DataProfile", import_module(f"ilofeed.extract.layouts.{_DATA[name]}"))
