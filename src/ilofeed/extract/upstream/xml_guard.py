"""Check the XML of a feed before feedparser reads it, and mend what is surely meant.

feedparser takes anything: it also reads a feed that is cut in the middle, and expands entities. So each document is
parsed here first, by the same parser. What this module returns is well-formed, has no entities of its own and keeps
its limits. A document is refused if it

- declares entities, or anything else within a DTD;
- is cut off: it must not look like a list that has lost its items;
- is so broken that the borders of its items are not certain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5
from typing import cast
from xml.parsers import expat

from msgspec import Struct

from ilofeed.core.errors import ExtractError
from ilofeed.core.text import legal
from ilofeed.extract import page_limits

#: The elements that are items.
ITEMS = frozenset(("item", "entry"))
_ROOTS = frozenset(("rss", "feed", "rdf", "channel"))
_PARENTS = frozenset(("channel", "feed", "rdf", "items"))

_MAX_DEPTH = 100
_MAX_CHILDREN = 300
_MAX_ATTRIBUTE = 10_000
_MAX_NAMESPACES = 100
# feedparser searches these by patterns whose cost grows with the square of the length.
_SHORT = frozenset(
    "author creator name email managingeditor webmaster publisher owner contributor category keywords tags subject"
    " pubdate published updated date issued modified created lastbuilddate expirationdate".split()
)
_MAX_SHORT = 300
# Longer ones are cut there, between two characters or references: articles with hundreds of authors exist.
_LONG = re.compile(
    rf"(<(?:[\w.-]{{1,20}}:)?(?:{'|'.join(sorted(_SHORT))})(?:\s[^<>]*)?>(?:[^<&]|&[^;<&]{{1,10}};){{{_MAX_SHORT}}})[^<]+",
    re.IGNORECASE,
)
_MAX_BASE = 2048

_DECLARATION = re.compile(r"<\?xml\b[^>]{0,200}\?>")
_END = re.compile(r"</\s*(?:\w{1,20}:)?(\w{1,20})\s*>\s*(?:<!--(?:(?!-->).){0,1000}-->\s*)*\Z", re.DOTALL)
_TAIL = 3000
_STARTS = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)[\s/>]", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:(#\d{1,7}|#[xX][0-9a-fA-F]{1,6})|(\w{1,31}));|&")
_MAX_REFERENCES = 100_000
_OF_XML = frozenset(("amp", "lt", "gt", "quot", "apos"))
# Not allowed in XML 1.0, and not removed by `legal`.
_CONTROLS = dict.fromkeys((0x0B, 0x0C, 0x1C, 0x1D, 0x1E, 0x1F), " ")
_CDATA, _CDATA_END = "<![CDATA[", "]]>"
# Prefixes that feeds use without a declaration.
_USUAL = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
}
_PREFIXED = re.compile(r"<([A-Za-z][\w.-]{0,20}):\w")
_ROOT_TAG = re.compile(r"<[A-Za-z][\w:.-]{0,40}")


class Checked(Struct, frozen=True, kw_only=True):
    """A document that feedparser may read."""

    text: str
    items: int  #: number of its items


def checked(text: str, url: str) -> Checked:
    """Return the feed *text* from *url*, well-formed. Raises ExtractError."""
    text = _prepared(text)
    first = _Reader(url)
    if first.is_well_formed(text):
        return Checked(text=text, items=first.result())
    if _is_cut(text):
        raise ExtractError("truncated", f"{url} ends in the middle of the feed; the next poll fetches it again")
    for mended in _mended(text):
        reader = _Reader(url)
        if reader.is_well_formed(mended):
            if reader.items != _count(text):
                break
            return Checked(text=mended, items=reader.result())
    raise ExtractError(
        "not_well_formed",
        f"{url} is no well-formed XML ({first.error}), and where its items begin and end is not certain;"
        " ask its operator to correct it",
    )


def _prepared(text: str) -> str:
    text = _LONG.sub(r"\1", legal(text).translate(_CONTROLS).lstrip())
    return _DECLARATION.sub("", text, count=1).lstrip() if text.startswith("<?xml") else text


def _is_cut(text: str) -> bool:
    """Return whether the end tag of the root is missing."""
    end = _END.search(text[-_TAIL:])
    return end is None or end[1].lower() not in _ROOTS


def _mended(text: str) -> Iterator[str]:
    """Yield *text* with more and more corrections."""
    if text.count("&") > _MAX_REFERENCES:
        return
    text = "".join(part if part.startswith(_CDATA) else _REFERENCE.sub(_reference, part) for part in _parts(text))
    yield text
    text = _declared(text)
    yield text
    yield _recovered(text)


def _parts(text: str) -> Iterator[str]:
    """Yield *text* in pieces, each CDATA section in one of its own."""
    at = 0
    while (start := text.find(_CDATA, at)) >= 0 and (end := text.find(_CDATA_END, start)) >= 0:
        yield text[at:start]
        at = end + len(_CDATA_END)
        yield text[start:at]
    yield text[at:]


def _reference(match: re.Match[str]) -> str:
    """Return a reference as XML has it: a name of HTML as its character, a lone ampersand escaped."""
    number, name = match[1], match[2]
    if number:
        code = int(f"0{number[1:]}", 0) if number[1] in "xX" else int(number[1:])
        return "\ufffd" if 0xD800 <= code <= 0xDFFF else match[0]  # libxml2 makes no text of a surrogate
    if name in _OF_XML:
        return match[0]
    found = html5.get(f"{name};", "") if name else ""
    return found if found and not set(found) & set("<>&") else f"&amp;{match[0][1:]}"


def _declared(text: str) -> str:
    """Return *text* with declarations of the prefixes that have none."""
    used = {match[1] for match in _PREFIXED.finditer(text)}
    root = _ROOT_TAG.search(text)
    if root is None or len(used) > _MAX_NAMESPACES:
        return text
    missing = sorted(prefix for prefix in used if f"xmlns:{prefix}" not in text)
    names = "".join(f' xmlns:{prefix}="{_USUAL.get(prefix, f"urn:x-unknown:{prefix}")}"' for prefix in missing)
    return f"{text[: root.end()]}{names}{text[root.end() :]}"


def _recovered(text: str) -> str:
    """Return the document that libxml2 makes of *text*; empty if it makes none."""
    from lxml import etree  # noqa: PLC0415 - few feeds are broken

    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        # None for a document without any element; the types do not say so.
        root = cast("etree._Element | None", etree.fromstring(text.encode("utf-8", "replace"), parser))
    except (etree.XMLSyntaxError, ValueError):
        return ""
    return "" if root is None else etree.tostring(root, encoding="unicode")


def _count(text: str) -> int:
    return sum(len(_STARTS.findall(part)) for part in _parts(text) if not part.startswith(_CDATA))


class _Reader:
    """Handlers of expat that measure a document, and refuse what is dangerous."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._stack: list[str] = []
        self._children: list[int] = []
        self._elements = 0
        self._namespaces = 0
        self._short = 0
        self.items = 0
        self.error = ""
        self.root = ""

    def is_well_formed(self, text: str) -> bool:
        """Parse *text*. Raises ExtractError for a document that no mending makes safe."""
        parser = expat.ParserCreate("utf-8", namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartNamespaceDeclHandler = self._namespace
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        try:
            parser.Parse(text.encode("utf-8", "replace"), True)  # noqa: FBT003 - the signature of expat
        except expat.ExpatError as error:
            self.error = str(error)
            return False
        return True

    def result(self) -> int:
        """Return the number of items. Raises ExtractError if the document is no feed."""
        if self.root not in _ROOTS:
            raise ExtractError(
                "not_feed", f"{self._url} is XML, but no feed: its root element is {self.root[:50]!r}"
            )
        return self.items

    def _doctype(
        self,
        _name: str,
        _system: str | None,
        _public: str | None,
        has_internal_subset: bool,  # noqa: FBT001 - the signature of expat
    ) -> None:
        if has_internal_subset:
            raise ExtractError("not_feed", f"{self._url} declares entities in a DTD, which no feed needs")

    def _namespace(self, _prefix: str, _uri: str) -> None:
        self._namespaces += 1
        if self._namespaces > _MAX_NAMESPACES:
            raise self._too_complex(f"more than {_MAX_NAMESPACES} declarations of namespaces")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2].lower()
        self.root = self.root or local
        self._elements += 1
        self._short = 0
        if self._elements > page_limits.MAX_TAGS or len(self._stack) >= _MAX_DEPTH:
            raise self._too_complex(f"more than {page_limits.MAX_TAGS} elements, or they are nested too deep")
        for key, value in attributes.items():
            if len(value) > (_MAX_BASE if key.rpartition(" ")[2].lower() in ("base", "lang") else _MAX_ATTRIBUTE):
                raise self._too_complex("an attribute that is too long")
        if self._children:
            self._children[-1] += 1
            if self._children[-1] > _MAX_CHILDREN and self._stack[-1] in ITEMS:
                raise self._too_complex(f"more than {_MAX_CHILDREN} elements side by side in an item")
        if local in ITEMS and self._stack and self._stack[-1] in _PARENTS:
            self.items += 1
            if self.items > page_limits.MAX_ITEMS:
                raise self._too_complex(f"more than {page_limits.MAX_ITEMS} items")
        self._stack.append(local)
        self._children.append(0)

    def _end(self, _name: str) -> None:
        self._stack.pop()
        self._children.pop()
        self._short = 0

    def _characters(self, data: str) -> None:
        if self._stack and self._stack[-1] in _SHORT:
            self._short += len(data)
            if self._short > _MAX_SHORT:
                raise self._too_complex(f"more than {_MAX_SHORT} characters in {self._stack[-1]!r}")

    def _too_complex(self, what: str) -> ExtractError:
        return ExtractError("too_complex", f"{self._url} has {what}")
