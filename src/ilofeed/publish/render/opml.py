"""OPML 2.0 (http://opml.org/spec2.opml): all feeds in one file that readers can import."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from lxml import etree

from ilofeed.core import markup
from ilofeed.core.models import Feed


def opml(title: str, feeds: Iterable[Feed]) -> bytes:
    """Render the subscription list of those *feeds* that have an RSS address."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = _label(title)
    body = etree.SubElement(root, "body")
    for feed in feeds:
        if "rss" not in feed.locations:
            continue
        name = _label(feed.title)
        outline = etree.SubElement(body, "outline", text=name, title=name, type="rss")
        outline.set("xmlUrl", feed.locations["rss"])
        outline.set("htmlUrl", feed.home)
        if feed.language:
            outline.set("language", feed.language)
    document: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return document


def _label(title: str) -> str:
    """Return *title* as the label of an outline, which may contain markup (OPML 2.0, "Text attribute").

    Most readers show it as it is written, so that only a title with a tag or a character reference is escaped.
    """
    return escape(title, quote=False) if "<" in title or markup.first(title) else title
