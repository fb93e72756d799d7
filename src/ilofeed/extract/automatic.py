"""Read a page whose layout is not configured: ``profile = "auto"``.

    the plugin that read it before ─► named layouts ─► plugins, by name ─► autodetection ─► data of the page

A list that autodetection or the data of the page had before keep it: plugins are asked after them. So a package that
is installed changes no reading that works. The layouts of data come before all this (`ilofeed.extract.registry`).
"""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, cast

from ilofeed.core import plugins, urls
from ilofeed.core.errors import ExtractError, LayoutNotFoundError
from ilofeed.core.layout_names import AUTO, NAMES, PAGE_DATA
from ilofeed.core.models import Extraction

if TYPE_CHECKING:
    from ilofeed.extract.document import Document

# "auto" tries them in this order.
_MODULES = MappingProxyType({"text": "plain_text", "ilo-cards": "ilo_cards", "ilo-list": "ilo_list"})

# "auto" tries it where the markup has no list, and first on a page that was read by it.
_LAST = MappingProxyType({PAGE_DATA: "page_data"})

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


def read(document: Document, last_profile: str) -> Extraction:
    """Read *document* by the first profile that fits, else by autodetection.

    *last_profile* read the last good page of the list; it is empty if there is none. Raises ExtractError.
    """
    if last_profile and last_profile not in NAMES:
        from ilofeed.extract.plugins import reader  # noqa: PLC0415 - few installations have any

        plugin = reader(last_profile, document)
        if plugin.fits(was_read=True):
            return plugin.extract()
    if last_profile == PAGE_DATA:
        with suppress(LayoutNotFoundError):
            return load(PAGE_DATA).extract(document)
    found = _by_name(document, last_profile)
    if isinstance(found, Extraction):
        return found
    if last_profile != AUTO and (read_by_plugin := _by_plugin(document, last_profile)) is not None:
        return read_by_plugin
    try:
        return _detect_without_cards(document, found) if found else _detect_or_read_data(document)
    except ExtractError:
        if last_profile == AUTO and (read_by_plugin := _by_plugin(document, last_profile)) is not None:
            return read_by_plugin
        raise


def load(name: str) -> Profile:
    """Import the profile *name*, one of ours that reads pages."""
    module = _MODULES.get(name) or _LAST[name]
    return cast("Profile", import_module(f"ilofeed.extract.layouts.{module}"))


def _by_name(document: Document, last_profile: str) -> Extraction | LayoutNotFoundError | None:
    """Read *document* by the first named layout that fits; return its refusal if another may read it, else None.

    A profile that fits decides, even if it finds nothing: an empty list is not a reason to guess. The
    exception is a page that was not read by its cards before: perhaps none of them is an item, or a
    few are items beside the list.
    """
    refusal: LayoutNotFoundError | None = None
    for name in _MODULES:
        profile = load(name)
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
    return refusal


def _by_plugin(document: Document, last_profile: str) -> Extraction | None:
    """Return the items of *document*, which *last_profile* does not read now, by a plugin; None if none reads it."""
    if not plugins.installed().by_name:
        return None
    from ilofeed.extract.plugins import read_any  # noqa: PLC0415 - few installations have any

    return read_any(document, but=last_profile)


def _detect_without_cards(document: Document, refusal: LayoutNotFoundError) -> Extraction:
    """Return the list that autodetection finds beside the cards of *document*, which met with *refusal*."""
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
            return load(PAGE_DATA).extract(document)
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
