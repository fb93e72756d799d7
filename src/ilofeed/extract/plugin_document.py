"""The page as the profile of another package sees it: what is promised of a document, and no more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import islice
from types import MappingProxyType, NoneType
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup, Tag
from msgspec import Struct

from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Extraction
from ilofeed.extract import page_limits
from ilofeed.extract.item_date import find_date
from ilofeed.extract.page_dates import context_at
from ilofeed.extract.raw_item import RawItem
from ilofeed.extract.text_lines import Line, lines

if TYPE_CHECKING:
    from ilofeed.extract import document


# Types of the fields of a raw item that are promised.
_TYPES: Mapping[str, tuple[type, ...]] = MappingProxyType(
    {
        **dict.fromkeys(("title", "fragment", "date_text", "date_language"), (str,)),
        **dict.fromkeys(("summary", "kicker", "place", "author", "text"), (str,)),
        **dict.fromkeys(("href", "image"), (str, NoneType)),
        "published": (date, NoneType),
    }
)


class FoundDate(Struct, frozen=True, kw_only=True):
    """A date on a page."""

    published: date | None  #: None where only the whole list shows which date is meant, as for 05/11/2026
    text: str  #: as printed
    place: str = ""  #: what follows it, as in "3 May 2026, Geneva"


class Document:
    """A page to read, for a profile of another package. It is a copy, which the profile may change."""

    def __init__(self, page: document.Document) -> None:
        self._page = page

    @property
    def url(self) -> str:
        """The address of the page, after all redirects."""
        return self._page.url

    @property
    def base(self) -> str:
        """The address to which the relative links of the page are relative."""
        return self._page.base

    @property
    def text(self) -> str:
        """The decoded characters of the page. Raises ExtractError if its bytes are no text."""
        return self._page.text

    @property
    def is_html(self) -> bool:
        """True if the text contains markup."""
        return self._page.is_html

    @property
    def soup(self) -> BeautifulSoup:
        """The tree of the page, made by lxml at the first use. Raises ExtractError if it is too large or too deep."""
        return self._page.soup

    @property
    def language(self) -> str:
        """The BCP 47 tag of the language of the source, else of the page; may be empty."""
        return self._page.language

    def find_date(self, place: Tag | str) -> FoundDate | None:
        """Return the date in *place*, an element or a text that is no prose: "Tabled: 3 March 2026"."""
        context = self._page.date_context
        if isinstance(place, str):
            rows = [Line(text=place)]
        else:
            context = context_at(place, context)
            rows = lines(place, context, itself=True)
        found = find_date(rows, context)
        return FoundDate(published=found.published, text=found.text, place=found.place) if found else None

    def extraction(
        self, name: str, raw_items: Iterable[RawItem], *, title: str = "", following: str | None = None
    ) -> Extraction:
        """Return the result of the profile *name*: each raw item as an item, or skipped with the reason.

        *title* is the name of the list; empty: that of the page. *following* is the address of its next page, as
        written. Raises ExtractError: ``no_items`` if no item remains, ``too_complex`` for more than 5,000; TypeError.
        """
        read = tuple(islice(raw_items, page_limits.MAX_ITEMS + 1))
        if len(read) > page_limits.MAX_ITEMS:
            raise ExtractError(
                "too_complex", f"{self.url} has more than {page_limits.MAX_ITEMS} items for {name!r}"
            )
        for number, raw_item in enumerate(read, start=1):
            _check_types(raw_item, number)
        return self._page.extraction(name, read, title=title, following=following)


def _check_types(raw_item: object, number: int) -> None:
    """Check the types of *raw_item*, which Python does not. Raises TypeError."""
    if not isinstance(raw_item, RawItem):
        raise TypeError(f"raw item {number} is of type {type(raw_item).__name__!r}, not a RawItem")
    for name, allowed in _TYPES.items():
        value = getattr(raw_item, name)
        if not isinstance(value, allowed) or isinstance(value, datetime):
            names = " or ".join("None" if each is NoneType else each.__name__ for each in allowed)
            raise TypeError(f"{name} of raw item {number} is {repr(value)[:80]}, not {names}")
