"""RSS 2.0 and Atom 1.0. Only this module uses feedgen.

feedgen 1.0.0 is correct in the two formats except for a few points, which this module corrects:

- Links of Atom entries lose all attributes except ``href`` (feedgen issues 135, 143). They are restored.
- Each missing date becomes "now". All dates are set, so that the same feed gives the same bytes.
- RSS ``link`` is the last link of any kind. The link to the page is set last.
- ``add_entry`` reverses the order by default. The order is set.
- It writes RSS ``guid`` after ``link``, and Atom ``published`` after ``updated``. Each pair is swapped: libgrss takes
  the first of the two for the id, libmrss takes the first date for the date.
- It supports no date of change, no language, no picture and, without a mail address, no author
  for an RSS item, and no archives and hubs for RSS. They are added.
- For each RSS date it sets the locale of the whole process to "C" and back, which other threads of a program notice.
  Dates of items are written here. That of the feed is left to it; a lock serialises that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from email.utils import format_datetime
from functools import partial
from html import escape
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator
from lxml.etree import SubElement

from ilofeed.core import markup
from ilofeed.core.models import Entry, Feed
from ilofeed.core.process_lock import ProcessLock
from ilofeed.publish.render import (
    MEDIA_TYPES,
    UNKNOWN_TYPE,
    author,
    body,
    categories,
    enclosures,
    entry_author,
    headline,
    own_language,
    text,
    whole_second,
)
from ilofeed.publish.render.pictures import media_type

_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "dc": "http://purl.org/dc/elements/1.1/",
    "fh": "http://purl.org/syndication/history/1.0",
    "media": "http://search.yahoo.com/mrss/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
}
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

# How often a feed changes, by the longest interval for which each word is used (RSS 1.0
# module "Syndication").
_PERIODS = (
    ("hourly", timedelta(hours=1)),
    ("daily", timedelta(days=1)),
    ("weekly", timedelta(days=7)),
    ("monthly", timedelta(days=30)),
)

_ESCAPED_MARKUP = re.compile(r"&lt;|&amp;#?\w+;")
# Marks for references to "&" and "<": noncharacters, which `ilofeed.core.text.legal` removes from all texts.
_AMPERSAND, _LESS = "\ufdd1", "\ufdd2"

# The locale belongs to the process. Two renderings that set and restore it in turns
# can leave it at "C" permanently, and open() without an encoding at ASCII.
_ONE_AT_A_TIME = ProcessLock()


def rss(feed: Feed, entries: Sequence[Entry]) -> bytes:
    """Render *feed* with *entries*, which are some or all of its own, as RSS 2.0."""
    generator = _channel(feed, "rss")
    for entry in entries:
        generator.add_entry(_RssItem(entry, feed), order="append")
    with _ONE_AT_A_TIME:
        document: bytes = generator.rss_str(pretty=True)
    return _referenced(document)


def atom(feed: Feed, entries: Sequence[Entry]) -> bytes:
    """Render *feed* with *entries*, which are some or all of its own, as Atom 1.0 (RFC 4287)."""
    generator = _channel(feed, "atom")
    for entry in entries:
        generator.add_entry(_AtomEntry(entry, feed), order="append")
    with _ONE_AT_A_TIME:
        document: bytes = generator.atom_str(pretty=True)
    return _referenced(document)


def _plain(text: str) -> str:
    """Return *text* for an element of plain text, with marks in place of characters that need a reference.

    RSS does not say if its titles are HTML. A text that looks like it is written with hexadecimal references, as the
    RSS Advisory Board advises, so that validators accept it. An end tag or reference is broken by an invisible
    character, because some readers take it for HTML in every spelling.
    """
    text = markup.broken(text)
    return text.replace("&", _AMPERSAND).replace("<", _LESS) if markup.first(text) else text


def _html(html: str) -> str:
    """Return *html* for an element of HTML; escaped markup stays escaped if a reader decodes references twice."""
    return html.replace("&", _AMPERSAND) if _ESCAPED_MARKUP.search(html) else html


def _referenced(document: bytes) -> bytes:
    """Return *document* with the references for which `_plain` and `_html` wrote marks. lxml cannot write them."""
    return document.replace(_AMPERSAND.encode(), b"&#x26;").replace(_LESS.encode(), b"&#x3C;")


def _channel(feed: Feed, format: str) -> Any:  # noqa: ANN401 - feedgen has no types
    """Return a generator with all elements of *feed* except its entries."""
    generator = FeedGenerator()
    generator.generator("ilofeed")  # without its version, so that an upgrade changes no bytes
    generator.id(feed.id)
    generator.title(_plain(feed.title))
    generator.description(_plain(feed.description or feed.title))  # RSS must have one
    generator.updated(whole_second(feed.updated))
    generator.author(name=_plain(author(feed)))
    generator.ttl(_minutes(feed))
    if feed.language:
        generator.language(feed.language)
    generator.link(href=feed.home, rel="alternate", type="text/html")
    generator.register_extension("whole", partial(_Whole, feed, format))
    return generator


def _minutes(feed: Feed) -> int:
    # feedgen omits a ttl of 0, and readers then use their own default.
    return max(1, int(feed.ttl.total_seconds()) // 60)


def _rhythm(minutes: int) -> tuple[str, int]:
    """Return the update period and frequency of a feed that is polled every *minutes*."""
    interval = timedelta(minutes=minutes)
    word, period = next((each for each in _PERIODS if interval <= each[1]), _PERIODS[-1])
    return word, max(1, period // interval)


class _Whole(BaseExtension):
    """The elements of a whole feed that feedgen does not support: links, rhythm and history."""

    def __init__(self, feed: Feed, format: str) -> None:
        self.feed = feed
        self.format = format

    def extend_ns(self) -> dict[str, str]:
        """Return the namespaces in use, which are declared once, above the entries."""
        feed = self.feed
        # feedgen declares that of Atom itself.
        used = {
            "dc": self.format == "rss" or any(entry.item.place for entry in feed.entries),
            "fh": feed.is_archive,
            "media": any(entry.item.image for entry in feed.entries),
            "sy": self.format == "rss",
        }
        return {prefix: _NAMESPACES[prefix] for prefix, is_used in used.items() if is_used}

    def extend_rss(self, root: Any) -> Any:  # noqa: ANN401 - feedgen has no types
        """Add the elements of the channel that feedgen does not write."""
        channel = root[0]
        self._extend(channel, f"{{{_NAMESPACES['atom']}}}link")
        word, frequency = _rhythm(_minutes(self.feed))
        SubElement(channel, _name("sy", "updatePeriod")).text = word
        SubElement(channel, _name("sy", "updateFrequency")).text = str(frequency)
        return root

    def extend_atom(self, root: Any) -> Any:  # noqa: ANN401 - feedgen has no types
        """Add the elements of an Atom feed. Its tags have no namespace until feedgen writes them."""
        return self._extend(root, "link")

    def _extend(self, element: Any, tag: str) -> Any:  # noqa: ANN401 - feedgen has no types
        feed, format = self.feed, self.format
        links = (("self", feed.locations), ("current", feed.current), ("prev-archive", feed.previous))
        for relation, places in links:
            if format in places:
                SubElement(element, tag, href=places[format], rel=relation, type=MEDIA_TYPES[format])
        for hub in feed.hubs if format in feed.locations else ():
            SubElement(element, tag, href=hub, rel="hub")
        if feed.is_archive:
            SubElement(element, _name("fh", "archive"))
        return element


def _put_first(element: Any, first: str, second: str) -> None:  # noqa: ANN401 - feedgen has no types
    """Move the child *first* of *element* before its child *second*."""
    element.find(second).addprevious(element.find(first))


def _name(prefix: str, tag: str) -> str:
    return f"{{{_NAMESPACES[prefix]}}}{tag}"


class _Entry(FeedEntry):
    """The elements that RSS and Atom have in common."""

    def __init__(self, entry: Entry, feed: Feed) -> None:
        super().__init__()
        item = entry.item
        self._own_language = own_language(item, feed)
        self._image = item.image
        self._place = _plain(item.place or "")
        self._creator = _plain(entry_author(entry, feed))
        self._body = body(entry, feed)
        self.guid(entry.id, permalink=False)
        self.title(_plain(headline(item)))
        self.updated(whole_second(entry.updated))
        for category in categories(item):
            self.category(term=_plain(category))
        link = {"href": item.link, "rel": "alternate", "type": "text/html"}
        self.link(link | ({"hreflang": item.language} if item.language else {}))

    def _completed(self, element: Any) -> Any:  # noqa: ANN401 - feedgen has no types
        """Add the language (XML 1.0 section 2.12), the place and the picture to *element*."""
        if self._own_language:
            element.set(_LANGUAGE, self._own_language)
        if self._place:
            SubElement(element, _name("dc", "coverage")).text = self._place
        if self._image:
            self._add_picture(element, self._image)
        return element

    def _add_picture(self, element: Any, url: str) -> None:  # noqa: ANN401 - feedgen has no types
        """Add the picture at *url*; not as an enclosure, which readers would offer for download.

        Readers that show each ``media:content`` below a text would show one of the text twice.
        """
        if f'src="{escape(url, quote=False)}"' not in self._body:
            picture = SubElement(element, _name("media", "content"), url=url, medium="image")
            if kind := media_type(url):
                picture.set("type", kind)
        SubElement(element, _name("media", "thumbnail"), url=url)


class _RssItem(_Entry):
    def __init__(self, entry: Entry, feed: Feed) -> None:
        super().__init__(entry, feed)
        self._published = format_datetime(whole_second(entry.published))
        # RSS descriptions are HTML (RSS 2.0, "Elements of <item>"); ours is plain text.
        description = text(entry)
        if description or self._body:
            self.summary(_html(escape(description or headline(entry.item), quote=False)))
        if self._body:
            self.content(_html(self._body), type="html")
        # An RSS item has one enclosure at most (RSS Best Practices Profile), with a type and a length.
        for file in enclosures(entry.item)[:1]:
            self.link(href=file.url, rel="enclosure", type=file.type or UNKNOWN_TYPE, length=str(file.length or 0))

    def rss_entry(self, extensions: bool = True) -> Any:  # noqa: ANN401, FBT001, FBT002 - feedgen's signature
        element = super().rss_entry(extensions)
        _put_first(element, "guid", "link")
        SubElement(element, "pubDate").text = self._published
        SubElement(element, _name("dc", "creator")).text = self._creator
        # RSS has no date of change; readers support that of Atom.
        SubElement(element, _name("atom", "updated")).text = self.updated().isoformat()
        return self._completed(element)


class _AtomEntry(_Entry):
    def __init__(self, entry: Entry, feed: Feed) -> None:
        super().__init__(entry, feed)
        self.published(whole_second(entry.published))
        # Without content, an entry should have a summary (RFC 4287 section 4.1.1.1).
        summary = text(entry) or headline(entry.item)
        if markup.first(summary):  # readers would take it for markup that was not declared
            self.summary(_html(escape(summary, quote=False)), type="html")
        else:
            self.summary(summary, type="text")
        if self._body:
            self.content(_html(self._body), type="html")
        self.author(name=self._creator)
        for file in enclosures(entry.item):
            known = {"type": file.type, "length": file.length and str(file.length)}
            self.link(
                {"href": file.url, "rel": "enclosure"} | {name: each for name, each in known.items() if each}
            )

    def atom_entry(self, extensions: bool = True) -> Any:  # noqa: ANN401, FBT001, FBT002 - feedgen's signature
        element = super().atom_entry(extensions)
        _put_first(element, "published", "updated")
        element.find("title").set("type", "text")
        for written, link in zip(element.findall("link"), self.link(), strict=True):
            for name, value in link.items():
                written.set(name, value)
        return self._completed(element)
