"""Read the address of an item's image from the attributes that may contain it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from bs4 import Tag

from ilofeed.core import urls
from ilofeed.extract import srcset
from ilofeed.extract.soup_search import around

# Pages that load images late have the address in one of these attributes, and often a blank in "src".
_LATE = ("data-src", "data-lazy-src", "data-original", "data-original-src", "data-lazy")
_LATE_SETS = ("data-srcset", "data-lazy-srcset")
_LATE_BACKGROUNDS = ("data-bg", "data-background", "data-background-image")
_STYLED = frozenset(("style", *_LATE_BACKGROUNDS))

# An image of nothing, by the name of its file: blank.gif, placeholder-16x9.png, 1x1.png.
_BLANK_WORD = r"(?:blank|empty|lazy(?:load)?|loader|loading|pixel|spacer|trans(?:parent)?|\d{1,2}(?:x\d{1,2}|px))"
_BLANK = re.compile(
    rf"(?:(?:bg|image|img)[-_])?+(?:{_BLANK_WORD}[-_]?)++(?:(?:bg|image|img|square|\d{{1,4}}(?:x\d{{1,4}})?)[-_]?)*+"
    r"\.(?:gif|png|svg)"
    r"|(?:.*[-_.])?place-?holder(?:[-_.].*|\d*)",
    re.IGNORECASE,
)
# A background that is drawn, not photographed: an icon, a pattern.
_PATTERN = re.compile(r"\.svg(?:[?#]|\Z)", re.IGNORECASE)
_DATA = re.compile(r"\s*(?:data|about|blob|javascript):", re.IGNORECASE)

# Declarations in a style attribute (CSS Syntax Level 3), each character read once.
_STRING = r""""[^"]*+"|'[^']*+'"""
_BACKGROUND = re.compile(
    rf"(?:^|;)\s*+background(?:-image)?\s*+:((?:[^;\"'(]|{_STRING}|\((?:[^()\"']|{_STRING}|\([^()]*+\))*+\))*+)",
    re.IGNORECASE,
)
_URL = re.compile(r"""\burl\(\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'()]++))\s*+\)""", re.IGNORECASE)
_MAX_STYLE_LENGTH = 5000

# Elements and texts before an image among which the other sources of its picture are.
_MAX_SIBLINGS = 20
# Images without an address that are passed over in one element.
_MAX_BLANKS = 100

# Formats that some readers cannot show. Another source of the same picture comes first.
_RARE_TYPES = ("image/avif", "image/jxl", "image/webp")


def image_address(tag: Tag) -> str | None:
    """Return the address, as written, of *tag* if it is an image, else of the first image in it.

    Images in ``<img>`` come first, then other sources of a ``<picture>``, then backgrounds.
    """
    sources: list[Tag] = []
    backgrounds: list[Tag] = []
    blanks = 0
    for element in chain((tag,), tag.descendants):
        if not isinstance(element, Tag):
            continue
        if element.name == "img" and blanks < _MAX_BLANKS:
            if address := next(_of_picture(element), None):
                return address
            blanks += 1
        elif element.name == "source":
            if element is tag or around(element, "picture") is not None:
                sources.append(element)
        elif not _STYLED.isdisjoint(element.attrs):
            backgrounds.append(element)
    pictured = (address for source in _usual_first(sources) for address in _of_element(source))
    behind = (address for element in backgrounds for address in _of_background(element))
    return next(pictured, None) or next(behind, None)


def may_be_image(tag: Tag) -> bool:
    """Return whether *tag* itself may have the address of an image."""
    return tag.name in ("img", "picture") or not _STYLED.isdisjoint(tag.attrs)


def _of_picture(image: Tag) -> Iterator[str]:
    """Yield the addresses of *image*, and those of the other sources of the picture that it stands for."""
    if _is_dot(image):
        return
    yield from _of_element(image)
    if image.parent is not None and image.parent.name == "picture":
        before = list(islice(image.previous_siblings, _MAX_SIBLINGS))
        sources = (tag for tag in reversed(before) if isinstance(tag, Tag) and tag.name == "source")
        for source in _usual_first(sources):
            yield from _of_element(source)


def _is_dot(image: Tag) -> bool:
    """Return whether *image* is one pixel, which counts readers or keeps a place."""
    return all(str(image.get(name, "")).strip() in ("0", "1") for name in ("width", "height"))


def _of_element(tag: Tag) -> Iterator[str]:
    """Yield the addresses of an ``<img>`` or ``<source>``, the best first."""
    for name in (*_LATE, "src"):
        value = tag.get(name)
        if isinstance(value, str) and _is_image(value) and ("." in value or "/" in value):
            yield value
    for name in (*_LATE_SETS, "srcset"):
        value = tag.get(name)
        if isinstance(value, str):
            yield from filter(_is_image, srcset.largest_first(value))


def _of_background(tag: Tag) -> Iterator[str]:
    """Yield the addresses of the background images of *tag*."""
    style = str(tag.get("style", ""))[:_MAX_STYLE_LENGTH]
    values = [match[1] for match in _BACKGROUND.finditer(style)]
    for name in _LATE_BACKGROUNDS:
        value = str(tag.get(name, ""))[:_MAX_STYLE_LENGTH].strip()
        values.append(value if "(" in value or not value else f"url('{value}')")
    for value in values:
        for match in _URL.finditer(value):
            url = match[1] or match[2] or match[3] or ""
            if _is_image(url) and not _PATTERN.search(url):
                yield url


def _is_image(address: str) -> bool:
    """Return whether *address* may be that of an image that shows something."""
    if not address.strip() or len(address) > urls.LIMIT or _DATA.match(address):
        return False
    path = address.strip().partition("?")[0].partition("#")[0]
    return _BLANK.fullmatch(path.rpartition("/")[2]) is None


def _usual_first(sources: Iterable[Tag]) -> list[Tag]:
    return sorted(sources, key=lambda source: str(source.get("type", "")).strip().lower() in _RARE_TYPES)
