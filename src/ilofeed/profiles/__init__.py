"""How to read one layout. Each profile is a module with NAME, fits and extract.

A profile is loaded when it is first needed, and the parsers with it: most polls end
before any page has to be read.
"""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import Protocol, cast

from ilofeed.errors import ExtractError
from ilofeed.model import Extraction, Page, Selectors

AUTO = "auto"
SELECTORS = "selectors"

# In the order in which "auto" tries them.
_MODULES = MappingProxyType({"text": "text", "ilo-list": "ilo_list"})

#: What a source's ``profile`` may be.
NAMES = (AUTO, *_MODULES)


class Profile(Protocol):
    """One layout."""

    NAME: str

    def fits(self, document: object, /) -> bool:
        """Whether the document has this layout."""

    def extract(self, document: object, /) -> Extraction:
        """Its items. Raises ExtractError where there are none."""


def extract(
    page: Page, profile: str = AUTO, *, language: str = "", selectors: Selectors | None = None
) -> Extraction:
    """The items of *page*, read by *profile*.

    *language* overrides what the page says of itself. Raises ExtractError, with a reason,
    for everything that is not a list of at least one item: never an empty Extraction.
    """
    from ilofeed.profiles.document import Document  # noqa: PLC0415 - bs4 and lxml, not needed by most polls

    document = Document(page, language)
    if profile != AUTO:
        return _load(profile).extract(document)
    for name in _MODULES:
        candidate = _load(name)
        if candidate.fits(document):
            return candidate.extract(document)
    raise ExtractError("no_items", f"{page.url} shows no list that any profile knows; try one with --profile")


def _load(name: str) -> Profile:
    return cast("Profile", import_module(f"ilofeed.profiles.{_MODULES[name]}"))
