"""Read the attribute ``srcset`` by the rules of WHATWG HTML (section 4.8.4.3.10, parsing a srcset attribute)."""

from __future__ import annotations

import re

_BEFORE = re.compile(r"[\s,]*+")
_URL = re.compile(r"\S++")
# Descriptors up to a comma that is not within brackets.
_DESCRIPTORS = re.compile(r"(?:[^,(]|\([^)]*+(?:\)|\Z))*+")
_WIDTH = re.compile(r"\d{1,9}w")
_DENSITY = re.compile(r"\d{1,9}(?:\.\d{1,9})?x|\.\d{1,9}x")
_HEIGHT = re.compile(r"\d{1,9}h")

# Characters, and images. A page has a few hundred of one and a dozen of the other.
_MAX_LENGTH = 20_000
_MAX_IMAGES = 100


def largest_first(value: str) -> list[str]:
    """Return the addresses in *value*, those of the widest or densest images first."""
    value = value[:_MAX_LENGTH]
    found: list[tuple[tuple[int, float], str]] = []
    at = _end(_BEFORE, value, 0)
    while len(found) < _MAX_IMAGES and (match := _URL.match(value, at)) is not None:
        url = match[0].rstrip(",")
        at = match.end()
        descriptors = ""
        if url == match[0]:
            end = _end(_DESCRIPTORS, value, at)
            descriptors, at = value[at:end], end
        if url and (size := _size(descriptors)) is not None:
            found.append((size, url))
        at = _end(_BEFORE, value, at)
    return [url for _, url in sorted(found, key=lambda each: each[0], reverse=True)]


def _end(pattern: re.Pattern[str], value: str, at: int) -> int:
    match = pattern.match(value, at)
    return match.end() if match else at


def _size(descriptors: str) -> tuple[int, float] | None:
    """Return width and density; None if the descriptors are wrong, as then the image does not count."""
    width, density = 0, 1.0
    for descriptor in descriptors.split():
        if _WIDTH.fullmatch(descriptor) and int(descriptor[:-1]) > 0:
            width = int(descriptor[:-1])
        elif _DENSITY.fullmatch(descriptor):
            density = float(descriptor[:-1])
        elif not _HEIGHT.fullmatch(descriptor):
            return None
    return width, density
