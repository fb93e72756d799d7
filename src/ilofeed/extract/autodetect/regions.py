"""Name the parts of a page that cannot contain its list: navigation, forms, header, footer, sidebars, comments."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bs4 import BeautifulSoup, Tag
from msgspec import Struct

_NAVIGATION, _FORM, _COMMENTS = "is navigation", "is a form", "are comments"
#: The region of lists beside the subject of the page.
BESIDE = "is beside the page's subject"
_BY_ROLE = {
    **dict.fromkeys(("navigation", "menu", "menubar", "tablist"), _NAVIGATION),
    "search": _FORM, "contentinfo": "is the page's footer", "banner": "is the page's header", "complementary": BESIDE,
}  # fmt: skip
_BY_TAG = {"nav": _NAVIGATION, "form": _FORM, "aside": BESIDE}
# HTML-AAM 1.0: a header or footer within one of these belongs to it and not to the page.
_SECTIONS = frozenset(("article", "aside", "li", "main", "nav", "section", "td"))
_OF_PAGE = {"header": "is the page's header", "footer": "is the page's footer"}
_BY_WORD = {
    **dict.fromkeys(("nav", "navbar", "navigation", "menu", "submenu", "breadcrumb", "breadcrumbs"), _NAVIGATION),
    **dict.fromkeys(("pager", "pagination", "tags", "tagcloud", "languages", "sitemap"), _NAVIGATION),
    **dict.fromkeys(("footer", "colophon"), "is the page's footer"),
    **dict.fromkeys(("sidebar", "aside", "related", "share", "social"), BESIDE),
    **dict.fromkeys(("comment", "comments", "commentlist", "respond"), _COMMENTS),
}
#: Values of ``id`` of the main part of a page.
MAIN_IDS = frozenset(("main", "content", "main-content", "maincontent"))

# A part with at least this share of the page's text is its subject, whatever its class says.
_SUBJECT_SHARE = 0.6
_MIN_DATES = 3


class Region(Struct, frozen=True, kw_only=True):
    """The role of an element, as far as the element itself says."""

    reason: str = ""  #: why it cannot contain the list; empty if it can
    is_certain: bool = True  #: whether its contents cannot refute that


_OPEN = Region()


class Regions:
    """The regions of one page."""

    def __init__(self, soup: BeautifulSoup) -> None:
        self._subjects = _around([*soup.find_all(["main", "h1"]), *soup.find_all(id=list(MAIN_IDS))])

    def of(self, tag: Tag, classes: Iterable[str]) -> Region:
        """Return the region that *tag* begins; *classes* are its classes in lower case."""
        if tag.name in ("html", "body") or id(tag) in self._subjects:
            return _OPEN
        if tag.name in _OF_PAGE and not any(parent.name in _SECTIONS for parent in tag.parents):
            return Region(reason=_OF_PAGE[tag.name])
        role = tag.get("role")
        named = _BY_TAG.get(tag.name) or (_BY_ROLE.get(role.lower()) if isinstance(role, str) else None)
        if named or tag.name in ("main", "article"):
            return Region(reason=named, is_certain=tag.name != "form") if named else _OPEN
        identifier = tag.get("id")
        words = [*classes, identifier.lower()] if isinstance(identifier, str) else classes
        parts = (part for word in words for part in re.split(r"[-_]+", word))
        reason = next((_BY_WORD[part] for part in parts if part in _BY_WORD), "")
        return Region(reason=reason, is_certain=reason != BESIDE) if reason else _OPEN


def is_subject(region: Region, *, dates: float, length: float, count: int) -> bool:
    """Return whether an element is the subject of the page in spite of *region*.

    *dates* and *length* are its share of the possible dates and of the text of the page, *count* the number of
    its possible dates. A page of ASP.NET is one form; a layout with a sidebar may have it in its name.
    """
    if region.is_certain or count < _MIN_DATES or dates < _SUBJECT_SHARE:
        return False
    return region.reason == _FORM or length >= _SUBJECT_SHARE


def _around(tags: Iterable[Tag]) -> set[int]:
    """Return the ids of *tags* and of all elements around them."""
    ids: set[int] = set()
    for tag in tags:
        for element in (tag, *tag.parents):
            if id(element) in ids:
                break
            ids.add(id(element))
    return ids
