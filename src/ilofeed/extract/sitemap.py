"""Read a sitemap (sitemaps.org protocol 0.9): the listed addresses, or the parts of an index.

A document with a DTD is refused, so that no entity is ever expanded. Only addresses, dates and titles are kept. A
document that exceeds the limits of the protocol is refused.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from datetime import date
from xml.parsers import expat

from msgspec import Struct

from ilofeed.core import urls
from ilofeed.core.errors import ExtractError
from ilofeed.core.gzip_members import CHUNK, GzipError, inflated
from ilofeed.core.sitemap_state import Location

#: The limit of addresses in a sitemap or an index (sitemaps.org, "Sitemap file format").
MAX_LOCATIONS = 50_000
# Of one document, decompressed.
_MAX_BYTES = 52_428_800
_MAX_DEPTH = 20

_GZIP = b"\x1f\x8b"
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?!\d)")
_NUMBER = re.compile(r"(\d+)(\D*)$")
_ROOTS = ("urlset", "sitemapindex")
# Bytes. White space, comments and style sheets may be before the root element.
_SEARCHED = 4_000
_ROOT = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s++|<\?[^>]*+>|<!--.*?-->)*+<(?:[\w.-]{1,20}:)?(\w{1,20})[\s>]", re.DOTALL
)

# The extension for news, and the fields of a location that its elements fill.
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9 "
_OF_NEWS = {
    ("url", f"{_NEWS}news", f"{_NEWS}title"): "title",
    ("url", f"{_NEWS}news", f"{_NEWS}publication_date"): "published",
    ("url", f"{_NEWS}news", f"{_NEWS}publication", f"{_NEWS}language"): "language",
}


class Sitemap(Struct, frozen=True, kw_only=True):
    """The content of one document: either pages or parts."""

    locations: tuple[Location, ...] = ()  #: in the order of the document, translations after their page
    parts: tuple[str, ...] = ()  #: addresses of further documents; only in an index


def root_of(body: bytes) -> str:
    """Return the name of the root element if *body* looks like a sitemap or an index, else an empty string."""
    head = body[:_SEARCHED]
    if body.startswith(_GZIP):
        try:
            head = zlib.decompressobj(wbits=31).decompress(body, _SEARCHED)
        except zlib.error:
            return ""
    found = _ROOT.match(head)
    name = found[1].decode("ascii", "replace") if found else ""
    return name if name in _ROOTS else ""


def read(body: bytes, url: str) -> Sitemap:
    """Return the content of the sitemap *body* from *url*. Raises ExtractError.

    Addresses of other sites are left out: a sitemap is valid for its own site only.
    """
    reader = _Reader(url)
    try:
        for chunk in _unpacked(body, url):
            reader.parser.Parse(chunk, False)  # noqa: FBT003 - the signature of expat
        reader.parser.Parse(b"", True)  # noqa: FBT003
    except (expat.ExpatError, LookupError, ValueError) as error:  # the last two: an unknown encoding
        raise ExtractError("not_sitemap", f"{url} is not a well-formed sitemap: {error}") from error
    if reader.root not in _ROOTS:
        raise ExtractError("not_sitemap", f"{url} is not a sitemap: its root element is {reader.root[:50]!r}")
    return reader.result()


def latest_parts(parts: tuple[str, ...], language: str, count: int) -> tuple[str, ...]:
    """Return the last *count* of the *parts* of an index, which list the newest pages, in their order.

    Parts that differ only in a number are ordered by it: page 10 comes after page 9. If the addresses of some
    parts are of *language*, only these count.
    """
    own = [part for part in parts if urls.language(part) == language] or list(parts)
    if len({_NUMBER.sub("", part) for part in own}) == 1:
        own.sort(key=_number)
    return tuple(own[-count:])


def _number(part: str) -> int:
    found = _NUMBER.search(part)
    return int(found[1][:18]) if found else 0


def _unpacked(body: bytes, url: str) -> Iterator[bytes]:
    """Yield the document in chunks, decompressed if it is a gzip file, at most _MAX_BYTES."""
    too_large = ExtractError("too_complex", f"{url} is larger than a sitemap may be ({_MAX_BYTES} bytes)")
    if not body.startswith(_GZIP):
        if len(body) > _MAX_BYTES:
            raise too_large
        yield body
        return
    size = 0
    try:
        # In slices: what follows the end of each member is copied.
        for piece in inflated(body[at : at + CHUNK] for at in range(0, len(body), CHUNK)):
            size += len(piece)
            if size > _MAX_BYTES:
                raise too_large
            yield piece
    except GzipError as error:
        raise ExtractError("not_sitemap", f"{url} {error}") from error


class _Reader:
    """Handlers of expat, and the data that they have collected."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._stack: list[str] = []
        self._namespace = ""
        self._text: list[str] = []
        self._length = 0
        self._found: list[str] = []  #: addresses of the page or part that is being read
        self._has_own = False  #: whether the first of them is the page itself
        self._modified = ""
        self._news: dict[str, str] = {}
        self._all: dict[str, Location] = {}
        self.root = ""
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters

    def result(self) -> Sitemap:
        """Return what was read."""
        if self.root == "sitemapindex":
            return Sitemap(parts=tuple(self._all))
        return Sitemap(locations=tuple(self._all.values()))

    def _refuse_doctype(self, *_: object) -> None:
        raise ExtractError("not_sitemap", f"{self._url} has a DTD, which no sitemap needs")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        if not self._stack:
            self.root, self._namespace = local, namespace
        if len(self._stack) >= _MAX_DEPTH:
            raise ExtractError("too_complex", f"{self._url} has elements nested deeper than in any sitemap")
        is_ours = namespace == self._namespace
        # Extensions have elements of the same names: <image:loc>.
        self._stack.append(local if is_ours else name)
        self._text, self._length = [], 0
        if self._is_at("url") or self._is_at("sitemap"):
            self._found, self._modified, self._news, self._has_own = [], "", {}, False
        elif not is_ours and local == "link" and self._stack[-2:-1] == ["url"]:
            self._find(attributes.get("href", ""))  # the page in another language

    def _end(self, _name: str) -> None:
        # A longer text was not collected to its end.
        text = "".join(self._text).strip() if self._length <= urls.LIMIT else ""
        if self._is_at("url", "loc") or self._is_at("sitemap", "loc"):
            self._find(text, is_first=True)
        elif self._is_at("url", "lastmod"):
            self._modified = text
        elif (field := _OF_NEWS.get(tuple(self._stack[1:]))) is not None:
            self._news.setdefault(field, text)
        elif self._is_at("url") or self._is_at("sitemap"):
            self._keep()
        self._stack.pop()
        self._text, self._length = [], 0

    def _characters(self, data: str) -> None:
        self._length += len(data)
        if self._length <= urls.LIMIT:
            self._text.append(data)

    def _is_at(self, *path: str) -> bool:
        """Return whether the element that is open is at *path* below the root."""
        return tuple(self._stack[1:]) == path

    def _find(self, href: str, *, is_first: bool = False) -> None:
        url = urls.absolute(href, self._url) if href else None
        if url is None or not self._is_own(url):
            return
        self._found.insert(0 if is_first else len(self._found), url)
        self._has_own = self._has_own or is_first

    def _is_own(self, url: str) -> bool:
        is_downgrade = self._url.startswith("https:") and not url.startswith("https:")
        is_same_site = urls.site(url) == urls.site(self._url)
        return is_same_site and urls.has_usual_port(url, self._url) and not is_downgrade

    def _keep(self) -> None:
        modified = _date(self._modified)
        for at, url in enumerate(self._found):
            is_own = self._has_own and at == 0
            if url not in self._all or (is_own and self._all[url].is_translation):
                news = self._news if is_own else {}
                self._all[url] = Location(url=url, modified=modified, is_translation=not is_own, **news)
        if len(self._all) > MAX_LOCATIONS:
            raise ExtractError("too_complex", f"{self._url} lists more than {MAX_LOCATIONS} addresses")


def _date(text: str) -> date | None:
    """Return the date of a W3C date and time; None where it is no date."""
    found = _DATE.match(text)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
