"""Read the address of an item's image from the attributes that may contain it."""

from __future__ import annotations

from bs4 import Tag

# Pages that load images lazily have a placeholder in "src" and the address in another attribute.
_ATTRIBUTES = ("src", "data-src", "data-lazy-src", "data-original")


def image_address(tag: Tag) -> str | None:
    """Return the address, as written, of *tag* if it is an image, else of the first image in it."""
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
