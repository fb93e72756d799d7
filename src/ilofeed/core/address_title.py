"""The title of an item of which only the address is known: the words in the address, until its page is read. Pure."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from ilofeed.core.lazy_pattern import LazyPattern
from ilofeed.core.text import fold, readable

_EXTENSION = LazyPattern(r"\.(?:html?|php|aspx?|jsp|pdf)$", re.IGNORECASE)
_BETWEEN = LazyPattern(r"[-_+.\s]+")
_LETTERS = LazyPattern(r"[^\W\d_]{2}")
# "index" names no document.
_NO_NAME = LazyPattern(r"index|default|view|node", re.IGNORECASE)


def title_of(url: str) -> str:
    """Return the words of the last part of *url* that has some, else the address itself: never an empty string."""
    parts = urlsplit(url)
    for segment in reversed(parts.path.split("/")):
        words = readable(_BETWEEN.sub(" ", _EXTENSION.sub("", unquote(segment, errors="replace")))).strip()
        if _LETTERS.search(words) and not _NO_NAME.fullmatch(words):
            return words[0].upper() + words[1:]
    return readable(url.partition("://")[2]) or url


def is_provisional(title: str, url: str) -> bool:
    """Return whether *title* is only that of the address *url*."""
    return title == title_of(url)


def best(titles: list[str], url: str) -> str:
    """Return that of the *titles* of the page at *url* which has most words of the address; empty without any.

    A page has other headings, too: the name of its site, or "News". Of equals the last one counts, which is the title
    that the page names for sharing.
    """
    words = set(fold(title_of(url)).split())
    return max(reversed(titles), key=lambda title: len(words.intersection(fold(title).split())), default="")
