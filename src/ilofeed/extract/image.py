"""The picture of an item: the address its markup hides in one of several places."""

from __future__ import annotations

from bs4 import Tag

# Pages that load pictures late have a dot in "src" and the address elsewhere.
_ATTRIBUTES = ("src", "data-src", "data-lazy-src", "data-original")


def picture(tag: Tag) -> str | None:
    """The address, as written, of the picture that *tag* is or first holds."""
    for image in [tag] if tag.name in ("img", "source") else tag.find_all("img"):
        for name in _ATTRIBUTES:
            value = image.get(name)
            if isinstance(value, str) and value.strip() and not value.lstrip().lower().startswith("data:"):
                return value
        for name in ("srcset", "data-srcset"):
            value = image.get(name)
            # "small.jpg 400w, large.jpg 800w"
            if isinstance(value, str) and (words := value.partition(",")[0].split()):
                return words[0]
    return None
