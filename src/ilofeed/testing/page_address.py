"""Find the address of a saved page in the page itself."""

from __future__ import annotations

import re

from ilofeed.core import urls
from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Page
from ilofeed.extract.document import Document

# Browsers write it into a page that they save.
_SAVED_FROM = re.compile(rb"<!--\s{0,9}saved from url=\(\d{1,9}\)(\S{1,2000}?)\s{0,9}-->")
_HEAD_LENGTH = 100_000


def address_of(body: bytes) -> str:
    """Return the address that the page *body* names as its own; empty if it names none.

    That is the one from which a browser saved it, else that of ``<link rel="canonical">``, else that of ``<base>``.
    """
    saved = _SAVED_FROM.search(body, 0, _HEAD_LENGTH)
    named = [saved[1].decode(errors="replace")] if saved else []
    try:
        soup = Document(Page(url="", body=body)).soup
    except ExtractError:
        return ""
    links = soup.find_all("link", rel=lambda value: (value or "").lower() == "canonical", href=True)
    named += [str(tag["href"]) for tag in (*links, *soup.find_all("base", href=True))]
    return next((url for href in named if (url := urls.absolute(href))), "")
