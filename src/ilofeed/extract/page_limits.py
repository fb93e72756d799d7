"""Limits of size and depth of the pages that are parsed, and a tree that keeps the limit of depth."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

# A list has a few thousand tags in some hundred kB. The cost of a tree and of every search in it
# grows with them. Browsers have the same limit of depth.
MAX_BYTES = 4_000_000
MAX_TAGS = 50_000
MAX_ATTRIBUTES = 150_000
MAX_DEPTH = 512

#: Of one document of data. A feed of all episodes of a podcast has thousands.
MAX_ITEMS = 5000

_TAG = re.compile(r"<[^<>]+")
_BEFORE_ATTRIBUTE = re.compile(r"[\s/]+")
# Characters. A shorter page cannot contain more attributes than allowed.
_MIN_COUNTED_LENGTH = 500_000


class TooDeepError(Exception):
    """Elements nest deeper than in any page for people."""


class Soup(BeautifulSoup):
    """A tree with a limit of depth, for functions that recurse."""

    def pushTag(self, tag: Tag) -> None:  # noqa: N802 - bs4's name
        """Open *tag*. Raises TooDeepError beyond the limit."""
        super().pushTag(tag)
        if len(self.tagStack) > MAX_DEPTH:
            raise TooDeepError


def allow(text: str) -> bool:
    """Return whether the markup *text* has no more tags and attributes than a page to parse may have."""
    if text.count("<") > MAX_TAGS:
        return False
    if len(text) < _MIN_COUNTED_LENGTH:
        return True
    return sum(len(_BEFORE_ATTRIBUTE.findall(tag)) for tag in _TAG.findall(text)) <= MAX_ATTRIBUTES
