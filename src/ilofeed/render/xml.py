"""RSS 2.0 and Atom 1.0, and the only door to feedgen.

feedgen 1.0.0 is right about the two formats but for a few points; what stands around it
here is for those:

- links of Atom entries keep nothing but ``href`` (feedgen issues 135, 143): given back;
- every date not given becomes "now", so each is given: the same feed, the same bytes;
- RSS ``link`` is the last link given, of any kind: the page's is given last;
- ``add_entry`` turns the order round: told not to;
- it knows no date of change, no language and no small picture for an RSS item: added;
- for each RSS date it sets the locale of the whole process to "C" and back: one at a time.
"""

from __future__ import annotations

from html import escape
from threading import Lock
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator
from lxml.etree import SubElement

from ilofeed.model import Entry, Feed
from ilofeed.render import MEDIA_TYPES, author, headline, own_language, whole_second

_ATOM = "http://www.w3.org/2005/Atom"
_MEDIA = "http://search.yahoo.com/mrss/"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

# The locale belongs to the process. Two renderings that set and restore it in turns
# can leave it at "C" for good, and open() without an encoding at ASCII.
_ONE_AT_A_TIME = Lock()


def rss(feed: Feed) -> bytes:
    """*feed* as RSS 2.0."""
    generator = _channel(feed, "rss")
    for entry in feed.entries:
        generator.add_entry(_RssItem(entry, feed), order="append")
    with _ONE_AT_A_TIME:
        document: bytes = generator.rss_str(pretty=True)
    return document


def atom(feed: Feed) -> bytes:
    """*feed* as Atom 1.0 (RFC 4287)."""
    generator = _channel(feed, "atom")
    for entry in feed.entries:
        generator.add_entry(_AtomEntry(entry, feed), order="append")
    with _ONE_AT_A_TIME:
        document: bytes = generator.atom_str(pretty=True)
    return document


def _channel(feed: Feed, format: str) -> Any:  # noqa: ANN401 - feedgen has no types
    """What stands above the entries."""
    generator = FeedGenerator()
    generator.generator("ilofeed")  # without its version: an upgrade is no news
    generator.id(feed.id)
    generator.title(feed.title)
    generator.description(feed.description or feed.title)  # RSS must have one
    generator.updated(whole_second(feed.updated))
    generator.author(name=author(feed))
    # feedgen leaves a ttl of 0 out, and readers take that for their own default.
    generator.ttl(max(1, int(feed.ttl.total_seconds()) // 60))
    if feed.language:
        generator.language(feed.language)
    if format in feed.locations:
        generator.link(href=feed.locations[format], rel="self", type=MEDIA_TYPES[format])
    generator.link(href=feed.home, rel="alternate", type="text/html")
    if any(entry.item.image for entry in feed.entries):
        generator.register_extension("pictures", _Pictures)
    return generator


class _Pictures(BaseExtension):
    """Names the namespace of ``media:thumbnail`` once, above the entries."""

    def extend_ns(self) -> dict[str, str]:
        return {"media": _MEDIA}


class _Entry(FeedEntry):
    """What RSS and Atom say alike."""

    def __init__(self, entry: Entry, feed: Feed) -> None:
        super().__init__()
        item = entry.item
        self._own_language = own_language(item, feed)
        self._image = item.image
        self.guid(entry.id, permalink=False)
        self.title(headline(item))
        self.published(whole_second(entry.published))
        self.updated(whole_second(entry.updated))
        if item.kicker:
            self.category(term=item.kicker)
        link = {"href": item.link, "rel": "alternate", "type": "text/html"}
        self.link(link | ({"hreflang": item.language} if item.language else {}))

    def _completed(self, element: Any) -> Any:  # noqa: ANN401 - feedgen has no types
        """*element* with its language (XML 1.0 section 2.12) and its picture."""
        if self._own_language:
            element.set(_LANGUAGE, self._own_language)
        if self._image:
            # Not an enclosure: readers would offer it for download.
            SubElement(element, f"{{{_MEDIA}}}thumbnail", url=self._image)
        return element


class _RssItem(_Entry):
    def __init__(self, entry: Entry, feed: Feed) -> None:
        super().__init__(entry, feed)
        if entry.item.summary:
            # RSS descriptions are HTML (RSS 2.0, "Elements of <item>"); ours is plain text.
            self.description(escape(entry.item.summary, quote=False), isSummary=True)

    def rss_entry(self, extensions: bool = True) -> Any:  # noqa: ANN401, FBT001, FBT002 - feedgen's signature
        element = super().rss_entry(extensions)
        # RSS has no date of change of its own; readers know Atom's.
        SubElement(element, f"{{{_ATOM}}}updated").text = self.updated().isoformat()
        return self._completed(element)


class _AtomEntry(_Entry):
    def __init__(self, entry: Entry, feed: Feed) -> None:
        super().__init__(entry, feed)
        # Without content, an entry should have a summary (RFC 4287 section 4.1.1.1).
        self.summary(entry.item.summary or headline(entry.item), type="text")

    def atom_entry(self, extensions: bool = True) -> Any:  # noqa: ANN401, FBT001, FBT002 - feedgen's signature
        element = super().atom_entry(extensions)
        element.find("title").set("type", "text")
        for written, link in zip(element.findall("link"), self.link(), strict=True):
            for name, value in link.items():
                written.set(name, value)
        return self._completed(element)
