"""Give elements of a page keys, by which `ilofeed.extract.known_pages` remembers how they were read."""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping
from hashlib import blake2b

from bs4 import Tag
from lxml import etree
from msgspec import msgpack

Element = etree._Element

_KEY_BYTES = 16


class Copies:
    """The elements of a part of a page that may be known, and their copies in the soup of the part."""

    def __init__(self, keys: Mapping[Element, bytes], known: Container[bytes] | None) -> None:
        """*keys* are those of the elements; *known* are the keys of those of which only the start tag is copied."""
        self.known = {element for element, key in keys.items() if key in known} if known is not None else set()
        self._key_of = keys
        self._of_tags: dict[int, bytes] = {}
        self._tags: dict[Element, Tag] = {}

    @property
    def keys(self) -> Collection[bytes]:
        """The keys of the elements."""
        return self._key_of.values()

    @property
    def elements(self) -> Collection[Element]:
        """The elements that have keys."""
        return self._key_of.keys()

    def add(self, element: Element, tag: Tag) -> None:
        """Remember *tag* as the copy of *element*."""
        if (key := self._key_of.get(element)) is not None:
            self._of_tags[id(tag)] = key
            self._tags[element] = tag

    def key_of(self, tag: Tag) -> bytes | None:
        """Return the key of the element whose copy *tag* is; None if it must not be remembered."""
        return self._of_tags.get(id(tag))

    def key_of_element(self, element: Element) -> bytes:
        """Return the key of *element*."""
        return self._key_of[element]

    def tag_of(self, element: Element) -> Tag:
        """Return the copy of *element*, which is in the soup."""
        return self._tags[element]


#: No element may be known.
NO_COPIES = Copies({}, None)


def keys_of(layout: str, elements: Collection[Element]) -> dict[Element, bytes]:
    """Return the keys of *elements* for the readings of a *layout*: by their content and the start tags around it."""
    around: dict[Element, bytes] = {}
    start = layout.encode()
    return {
        element: _digest(start + _around(element.getparent(), around) + etree.tostring(element, with_tail=False))
        for element in elements
    }


def key_of(value: object) -> bytes | None:
    """Return the key of *value*; None if it contains characters that are none."""
    try:
        return _digest(msgpack.encode(value))
    except UnicodeEncodeError:
        return None


def _around(element: Element | None, known: dict[Element, bytes]) -> bytes:
    """Return a digest of the start tags from the root of the page to *element*."""
    if element is None:
        return b""
    if element not in known:
        start_tag = repr((element.tag, element.items())).encode(errors="surrogatepass")
        known[element] = _digest(_around(element.getparent(), known) + start_tag)
    return known[element]


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=_KEY_BYTES).digest()
