"""Read the declared encoding of a page by the labels of the WHATWG Encoding Standard.

Python has codecs that browsers do not have (``hex``, ``zlib``, ``punycode``): a page must not reach
them. An unknown label is ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from webencodings import Encoding, lookup

from ilofeed.core.lazy_pattern import LazyPattern

#: A browser looks at the first 1024 bytes ahead of parsing, and at later elements while it parses.
_PRESCAN_LIMIT = 4096

# RFC 9110 section 5.6.6: a value is a token or a quoted string; "charset=" in the quoted string
# of another parameter does not count. A comma ends the first of several headers.
_PARAMETER = LazyPattern(
    r";[ \t]*(?P<name>[^\s;=,\"]+)=(?:\"(?P<quoted>[^\"\\]*(?:\\.[^\"\\]*)*)\"|(?P<token>[^;,\s]*))"
)

# Markup that the prescan of WHATWG HTML section 13.2.3.2 skips, and the attributes that it reads.
_NEXT_TAG = re.compile(
    rb"<(?:!--(?P<comment>)|(?P<meta>meta(?=[\t\n\f\r />]))|(?P<element>/?[a-z][^\t\n\f\r >]*)|(?P<other>[!/?]))",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    rb"[\t\n\f\r /]*(?P<name>[^\t\n\f\r />][^\t\n\f\r />=]*)"
    rb"(?:[\t\n\f\r ]*=[\t\n\f\r ]*"
    rb"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\t\n\f\r >\"'][^\t\n\f\r >]*)?))?"
)
# WHATWG HTML section 2.4.4, "extracting a character encoding from a meta element".
_CONTENT_CHARSET = re.compile(
    rb"charset[\t\n\f\r ]*=[\t\n\f\r ]*(?:\"([^\"]*)\"|'([^']*)'|([^\t\n\f\r ;\"']+))", re.IGNORECASE
)
_XML_ENCODING = re.compile(rb"<\?xml[\t\n\r ][^>]*?encoding[\t\n\r ]*=[\t\n\r ]*[\"']([^\"'>]*)[\"']")


def declared_encoding(body: bytes, content_type: str) -> Encoding | None:
    """Return the encoding that a page declares; None if it declares none of the standard.

    The header *content_type* wins over a meta element, and a meta element over an XML declaration.
    """
    return _from_header(content_type) or _from_markup(body[:_PRESCAN_LIMIT])


def _from_header(content_type: str) -> Encoding | None:
    for parameter in _PARAMETER.finditer(content_type):
        if parameter["name"].lower() == "charset":
            return _encoding(parameter["token"] if parameter["quoted"] is None else parameter["quoted"])
    return None


def _encoding(label: str) -> Encoding | None:
    return lookup(label) if label.isascii() else None


def _from_markup(head: bytes) -> Encoding | None:
    """Return the encoding of the first meta element with a known label, else of the XML declaration."""
    for attributes in _meta_elements(head):
        encoding = _from_meta(attributes)
        if encoding is not None:
            return _effective(encoding)
    declaration = _XML_ENCODING.match(head)
    encoding = _encoding(declaration[1].decode("latin-1")) if declaration else None
    return _effective(encoding) if encoding else None


def _effective(encoding: Encoding) -> Encoding | None:
    """Return the effective encoding if markup declares *encoding*: markup that can be read is not UTF-16."""
    if encoding.name in ("utf-16le", "utf-16be"):
        return lookup("utf-8")
    return lookup("windows-1252") if encoding.name == "x-user-defined" else encoding


def _meta_elements(head: bytes) -> Iterator[dict[bytes, bytes]]:
    """Yield the attributes of every meta element, with lower-case names; the first of a name counts."""
    at = 0
    while tag := _NEXT_TAG.search(head, at):
        if tag["comment"] is not None:
            end = head.find(b"-->", tag.start() + 2)
            at = len(head) if end < 0 else end + 3
        elif tag["other"] is not None:
            end = head.find(b">", tag.end())
            at = len(head) if end < 0 else end + 1
        else:
            attributes: dict[bytes, bytes] = {}
            at = tag.end()
            while attribute := _ATTRIBUTE.match(head, at):
                at = attribute.end()
                value = attribute["double"] or attribute["single"] or attribute["bare"] or b""
                attributes.setdefault(attribute["name"].lower(), value)
            if tag["meta"] is not None:
                yield attributes


def _from_meta(attributes: dict[bytes, bytes]) -> Encoding | None:
    label = attributes.get(b"charset")
    if label is None and attributes.get(b"http-equiv", b"").lower() == b"content-type":
        charset = _CONTENT_CHARSET.search(attributes.get(b"content", b""))
        label = next(filter(None, charset.groups()), b"") if charset else None
    return _encoding(label.decode("latin-1")) if label is not None else None
