"""OPML 2.0 (http://opml.org/spec2.opml): all feeds in one file that readers can import."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from types import MappingProxyType

from lxml import etree

from ilofeed.core import markup
from ilofeed.core.models import Feed
from ilofeed.core.opml_names import NAMESPACE

_NO_PAGES: Mapping[str, str] = MappingProxyType({})


def opml(title: str, feeds: Iterable[Feed], pages: Mapping[str, str] = _NO_PAGES) -> bytes:
    """Render the subscription list of those *feeds* that have an RSS address.

    The outline of a feed whose slug is among *pages* names that page, too, in attributes of our own.
    """
    root = etree.Element("opml", {"version": "2.0"}, nsmap={"ilofeed": NAMESPACE} if pages else None)
    etree.SubElement(etree.SubElement(root, "head"), "title").text = _label(title)
    body = etree.SubElement(root, "body")
    for feed in feeds:
        if "rss" not in feed.locations:
            continue
        name = _label(feed.title)
        outline = etree.SubElement(body, "outline", text=name, title=name, type="rss")
        outline.set("xmlUrl", feed.locations["rss"])
        outline.set("htmlUrl", feed.home)
        if page := pages.get(feed.slug):
            outline.set(f"{{{NAMESPACE}}}slug", feed.slug)
            outline.set(f"{{{NAMESPACE}}}url", page)
        if feed.language:
            outline.set("language", feed.language)
    document: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return document


def _label(title: str) -> str:
    """Return *title* as the label of an outline, which may contain markup (OPML 2.0, "Text attribute").

    Most readers show it as it is written, so that only a title with a tag or a character reference is escaped.
    """
    return escape(title, quote=False) if "<" in title or markup.first(title) else title
