"""Read the items of a page with the profile of its layout: a module with NAME, fits and extract.

A layout of data, such as a feed, reads a `DataDocument`; all others read a `Document`. Profiles and parsers are
loaded at their first use: most polls end before a page has to be read.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, cast

from msgspec.structs import replace

from ilofeed.core import urls
from ilofeed.core.date_context import NO_HINTS, DateHints
from ilofeed.core.errors import ExtractError, LayoutNotFoundError
from ilofeed.core.layout_names import AUTO, PAGE_DATA, SELECTORS
from ilofeed.core.lazy_modules import unloaded
from ilofeed.core.models import Extraction, Page, Source
from ilofeed.core.selectors import Selectors
from ilofeed.extract.known_pages import KnownPages, UnreadElementError

if TYPE_CHECKING:
    from ilofeed.extract.data_document import DataDocument
    from ilofeed.extract.document import Document

# "auto" tries them in this order.
_MODULES = MappingProxyType({"text": "plain_text", "ilo-cards": "ilo_cards", "ilo-list": "ilo_list"})

# "auto" tries it where the markup has no list, and first on a page that was read by it.
_LAST = MappingProxyType({PAGE_DATA: "page_data"})

# The layouts of data. A source that was read by one is never searched for another list: an error page has lists, too.
_DATA: Mapping[str, str] = MappingProxyType({"feed": "feed", "json": "json_list", "sitemap": "sitemap_list"})

# Pages of these layouts have no other list: all the rest is navigation.
_EXCLUSIVE = ("text", "ilo-list")

# Fewer cards may be items beside a list.
_MIN_CARDS = 3


class Profile(Protocol):
    """A module that reads one layout."""

    NAME: str

    def fits(self, document: object, /, *, was_read: bool = False) -> bool:
        """Return whether the document has this layout; *was_read* if the profile read an earlier page."""

    def extract(self, document: object, /) -> Extraction:
        """Return the items. Raises ExtractError if there are none."""


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
    return _read_automatically(document, last_profile) if profile == AUTO else _load(profile).extract(document)


def _read_automatically(document: Document, last_profile: str) -> Extraction:
    """Read *document* by the first profile that fits, else by autodetection.

    A profile that fits decides, even if it finds nothing: an empty list is not a reason to guess. The
    exception is a page that was not read by its cards before: perhaps none of them is an item, or a
    few are items beside the list.
    """
    refusal: LayoutNotFoundError | None = None
    if last_profile == PAGE_DATA:
        with suppress(LayoutNotFoundError):
            return _load(PAGE_DATA).extract(document)
    for name in _MODULES:
        profile = _load(name)
        if not profile.fits(document, was_read=name == last_profile):
            continue
        try:
            extraction = profile.extract(document)
            is_first = name not in (last_profile, *_EXCLUSIVE)
            return _longer_list(extraction, document, last_profile) if is_first else extraction
        except LayoutNotFoundError as error:
            if name in (last_profile, *_EXCLUSIVE):
                raise
            refusal = error
    if refusal is None:
        return _detect_or_read_data(document)
    from ilofeed.extract.layouts.ilo_cards.page import without_cards  # noqa: PLC0415 - few pages are not read yet

    try:
        return _detect(without_cards(document))
    except ExtractError as error:
        candidates = refusal.candidates + error.candidates
        raise ExtractError(error.reason, f"{refusal}. {error}", candidates=candidates) from error


def _detect_or_read_data(document: Document) -> Extraction:
    """Return the list that autodetection finds on *document*, else the one in the data of the page."""
    try:
        return _detect(document)
    except LayoutNotFoundError as error:
        try:
            return _load(PAGE_DATA).extract(document)
        except ExtractError as other:
            candidates = error.candidates + other.candidates
            raise LayoutNotFoundError(error.reason, str(error), candidates=candidates) from other


def _detect(document: Document) -> Extraction:
    """Return the list that autodetection finds on *document*, or else in its elements ``noscript``."""
    from ilofeed.extract import autodetect  # noqa: PLC0415 - large, and for unknown layouts alone

    try:
        return autodetect.extract(document)
    except LayoutNotFoundError as error:
        from ilofeed.extract import noscript  # noqa: PLC0415 - few pages have no list

        if (shown := noscript.shown(document)) is None:
            raise
        try:
            return noscript.with_own_names(autodetect.extract(shown))
        except ExtractError:
            raise error from None


def _longer_list(cards: Extraction, document: Document, last_profile: str) -> Extraction:
    """Return *cards*, or a longer list beside them that was read before or that replaces too few cards."""
    # On other sites, rows of a common name may be those of a list beside the subject.
    is_own = urls.is_ilo(document.url) or document.has_class(lambda name: name.startswith("ilo--"))
    if last_profile != AUTO and len(cards.items) >= _MIN_CARDS and is_own:
        return cards
    from ilofeed.extract import autodetect  # noqa: PLC0415 - few pages have cards for the first time
    from ilofeed.extract.layouts.ilo_cards.page import without_cards  # noqa: PLC0415 - see above

    try:
        beside = autodetect.extract(without_cards(document))
    except ExtractError:
        return cards
    return beside if len(beside.items) > len(cards.items) else cards


def _load_data(name: str) -> DataProfile:
    return cast("DataProfile", import_module(f"ilofeed.extract.layouts.{_DATA[name]}"))


def _load(name: str) -> Profile:
    module = _MODULES.get(name) or _LAST[name]
    return cast("Profile", import_module(f"ilofeed.extract.layouts.{module}"))
