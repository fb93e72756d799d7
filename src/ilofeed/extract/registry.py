"""How to read one layout. Each profile is a module with NAME, fits and extract.

A profile is loaded when it is first needed, and the parsers with it: most polls end
before any page has to be read.
"""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, cast

from ilofeed.core.errors import ExtractError, LayoutNotFoundError
from ilofeed.core.layout_names import AUTO, SELECTORS
from ilofeed.core.models import Extraction, Page, Selectors, Source

if TYPE_CHECKING:
    from ilofeed.extract.document import Document

# In the order in which "auto" tries them.
_MODULES = MappingProxyType({"text": "plain_text", "ilo-cards": "ilo_cards", "ilo-list": "ilo_list"})

# What is beside the items of these layouts is navigation.
_WHOLE = ("text", "ilo-list")

# There is no text then to look into.
_UNREADABLE = ("empty", "not_html", "too_complex", "no_selectors")

# Fewer cards may be items that stand beside a list.
_MIN_LIST = 3


class Profile(Protocol):
    """One layout."""

    NAME: str

    def fits(self, document: object, /, *, was_read: bool = False) -> bool:
        """Return whether the document has this layout. *was_read*: this profile read the list before."""

    def extract(self, document: object, /) -> Extraction:
        """Its items. Raises ExtractError where there are none."""


def read(page: Page, source: Source, *, last_profile: str = "") -> Extraction:
    """Return the items of *page* as *source* is configured to be read. Raises ExtractError, PatternError.

    *last_profile* is the profile that read the last good page of this list; see `extract`.
    """
    found = extract(
        page,
        source.profile,
        language=source.language,
        selectors=source.selectors,
        last_profile=last_profile,
        kind=source.kind,
    )
    if not source.ignore:
        return found
    from ilofeed.extract.ignored_text import without  # noqa: PLC0415 - few sources ignore something

    return without(found, source.ignore)


def extract(
    page: Page,
    profile: str = AUTO,
    *,
    language: str = "",
    selectors: Selectors | None = None,
    last_profile: str = "",
    kind: str = "",
) -> Extraction:
    """The items of *page*, read by *profile*.

    *language* overrides what the page says of itself; *selectors* are for the profile of that
    name. *last_profile* is the profile that read the list before: a page that shows nothing of its
    layout any more is an emptied list, and not a reason for "auto" to read something else. *kind*
    overrides what the address says of what is listed. Raises ExtractError, with a reason, for
    everything that is not a list of at least one item: never an empty Extraction.
    """
    from ilofeed.extract.lazy_soupsieve import without_soupsieve  # noqa: PLC0415 - most polls read no page

    with without_soupsieve():
        from ilofeed.extract.document import Document  # noqa: PLC0415 - bs4 and lxml

    document = Document(page, language, kind)
    try:
        return _read(document, profile, selectors, last_profile)
    except ExtractError as error:
        from ilofeed.core.bot_challenge import is_challenge  # noqa: PLC0415 - most pages are read

        if error.reason not in _UNREADABLE and is_challenge(document.text):
            raise ExtractError(
                "challenge", f"{page.url} wants to see a browser before it shows the page; write to its operator"
            ) from error
        raise


def _read(document: Document, profile: str, selectors: Selectors | None, last_profile: str) -> Extraction:
    if profile == SELECTORS:
        from ilofeed.extract.layouts.css import extract as extract_selected  # noqa: PLC0415 - soupsieve

        if selectors is None:
            raise ExtractError(
                "no_selectors", f"{document.url} needs a [source.selectors] table to be read by CSS"
            )
        return extract_selected(document, selectors)
    return _choose(document, last_profile) if profile == AUTO else _load(profile).extract(document)


def _choose(document: Document, last_profile: str) -> Extraction:
    """Read *document* by the first profile that fits, else by its shape.

    A profile that fits decides, also where it finds nothing: an emptied list is no reason to guess.
    The exception is a page that was never read by its cards: none of them may be an item, or a few
    may be items beside the list.
    """
    refusal: LayoutNotFoundError | None = None
    for name in _MODULES:
        profile = _load(name)
        if not profile.fits(document, was_read=name == last_profile):
            continue
        try:
            found = profile.extract(document)
            is_first = name not in (last_profile, *_WHOLE)
            return _longer(found, document, last_profile) if is_first else found
        except LayoutNotFoundError as error:
            if name in (last_profile, *_WHOLE):
                raise
            refusal = error
    from ilofeed.extract import autodetect  # noqa: PLC0415 - large, and for unknown layouts alone

    if refusal is None:
        return autodetect.extract(document)
    from ilofeed.extract.layouts.ilo_cards.page import without_cards  # noqa: PLC0415 - most pages are read by now

    try:
        return autodetect.extract(without_cards(document))
    except ExtractError as error:
        candidates = refusal.candidates + error.candidates
        raise ExtractError(error.reason, f"{refusal}. {error}", candidates=candidates) from error


def _longer(cards: Extraction, document: Document, last_profile: str) -> Extraction:
    """Return *cards*, or the list beside them where that is longer and was read before, or *cards* are no list."""
    if last_profile != AUTO and len(cards.items) >= _MIN_LIST:
        return cards
    from ilofeed.extract import autodetect  # noqa: PLC0415 - few pages have cards for the first time
    from ilofeed.extract.layouts.ilo_cards.page import without_cards  # noqa: PLC0415 - see above

    try:
        beside = autodetect.extract(without_cards(document))
    except ExtractError:
        return cards
    return beside if len(beside.items) > len(cards.items) else cards


def _load(name: str) -> Profile:
    return cast("Profile", import_module(f"ilofeed.extract.layouts.{_MODULES[name]}"))
