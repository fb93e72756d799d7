"""How to read one layout. Each profile is a module with NAME, fits and extract.

A profile is loaded when it is first needed, and the parsers with it: most polls end
before any page has to be read.
"""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, cast

from ilofeed.errors import ExtractError
from ilofeed.model import Extraction, Page, Selectors, Source

if TYPE_CHECKING:
    from ilofeed.profiles.document import Document

#: Part of every source's recipe. Increase it with each change after which some page could be read
#: otherwise: profiles, encodings, text, dates, addresses, keys. The page that is kept of each source
#: is then read again once, and what only the reading changed is saved silently (`ilofeed.reread`).
READING = 3

AUTO = "auto"
SELECTORS = "selectors"

# In the order in which "auto" tries them.
_MODULES = MappingProxyType({"text": "text", "ilo-cards": "ilo_cards", "ilo-list": "ilo_list"})

# There is no text then to look into.
_UNREADABLE = ("empty", "not_html", "too_complex", "no_selectors")

#: What a source's ``profile`` may be.
NAMES = (AUTO, *_MODULES, SELECTORS)


class Profile(Protocol):
    """One layout."""

    NAME: str

    def fits(self, document: object, /) -> bool:
        """Whether the document has this layout."""

    def extract(self, document: object, /) -> Extraction:
        """Its items. Raises ExtractError where there are none."""


def read(page: Page, source: Source) -> Extraction:
    """Return the items of *page* as *source* is configured to be read. Raises ExtractError, PatternError."""
    found = extract(page, source.profile, language=source.language, selectors=source.selectors)
    if not source.ignore:
        return found
    from ilofeed.ignored import without  # noqa: PLC0415 - few sources ignore something

    return without(found, source.ignore)


def extract(
    page: Page, profile: str = AUTO, *, language: str = "", selectors: Selectors | None = None
) -> Extraction:
    """The items of *page*, read by *profile*.

    *language* overrides what the page says of itself; *selectors* are for the profile of that
    name. Raises ExtractError, with a reason, for everything that is not a list of at least one
    item: never an empty Extraction.
    """
    from ilofeed.profiles.later import without_soupsieve  # noqa: PLC0415 - most polls read no page

    with without_soupsieve():
        from ilofeed.profiles.document import Document  # noqa: PLC0415 - bs4 and lxml

    document = Document(page, language)
    try:
        return _read(document, profile, selectors)
    except ExtractError as error:
        from ilofeed.profiles.challenge import is_challenge  # noqa: PLC0415 - most pages are read

        if error.reason not in _UNREADABLE and is_challenge(document.text):
            raise ExtractError(
                "challenge", f"{page.url} wants to see a browser before it shows the page; write to its operator"
            ) from error
        raise


def _read(document: Document, profile: str, selectors: Selectors | None) -> Extraction:
    if profile == SELECTORS:
        from ilofeed.profiles.selectors import extract as extract_selected  # noqa: PLC0415 - soupsieve

        if selectors is None:
            raise ExtractError(
                "no_selectors", f"{document.url} needs a [source.selectors] table to be read by CSS"
            )
        return extract_selected(document, selectors)
    if profile != AUTO:
        return _load(profile).extract(document)
    # What fits decides, also where it finds nothing: an emptied list is no reason to guess.
    fitting = (candidate for name in _MODULES if (candidate := _load(name)).fits(document))
    found = next(fitting, None)
    if found is None:
        from ilofeed.profiles import repeated  # noqa: PLC0415 - large, and for unknown layouts alone

        return repeated.extract(document)
    return found.extract(document)


def _load(name: str) -> Profile:
    return cast("Profile", import_module(f"ilofeed.profiles.{_MODULES[name]}"))
