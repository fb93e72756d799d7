"""The words of pages in the language of the interface, from the catalogues in ``locale/``.

`scripts/catalogues.py` makes the catalogues. English words are those of the code and of the templates, so that
English pages load neither gettext nor a catalogue.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from functools import cache
from io import BytesIO

from msgspec import Struct

from ilofeed.core.language import DEFAULT_INTERFACE

#: The name of the catalogues in each folder of ``locale/``.
DOMAIN = "ilofeed"


class Catalogue(Struct, frozen=True, kw_only=True):
    """The functions of gettext for one language."""

    language: str
    gettext: Callable[[str], str]
    ngettext: Callable[[str, str, int], str]
    pgettext: Callable[[str, str], str]
    npgettext: Callable[[str, str, str, int], str]


@cache
def catalogue(language: str) -> Catalogue:
    """Return the catalogue of *language*, one of `ilofeed.core.language.INTERFACES`."""
    if language == DEFAULT_INTERFACE:
        return _ENGLISH
    from gettext import GNUTranslations  # noqa: PLC0415 - for pages in other languages than English

    data = pkgutil.get_data(__package__, f"locale/{language}/LC_MESSAGES/{DOMAIN}.mo")
    assert data is not None  # noqa: S101 - the loader of our own modules always provides it
    found = GNUTranslations(BytesIO(data))
    return Catalogue(
        language=language,
        gettext=found.gettext,
        ngettext=found.ngettext,
        pgettext=found.pgettext,
        npgettext=found.npgettext,
    )


_ENGLISH = Catalogue(
    language=DEFAULT_INTERFACE,
    gettext=lambda message: message,
    ngettext=lambda one, several, count: one if count == 1 else several,
    pgettext=lambda _context, message: message,
    npgettext=lambda _context, one, several, count: one if count == 1 else several,
)
