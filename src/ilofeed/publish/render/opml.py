"""OPML 2.0 (http://opml.org/spec2.opml): all feeds in one file that readers can import."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from ilofeed.core.models import Feed
from ilofeed.publish.render import unmarked


def opml(title: str, feeds: Iterable[Feed]) -> bytes:
    """Render the subscription list of those *feeds* that have an RSS address."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = unmarked(title)
    body = etree.SubElement(root, "body")
    for feed in feeds:
        if "rss" not in feed.locations:
            continue
        name = unmarked(feed.title)
        outline = etree.SubElement(body, "outline", text=name, title=name, type="rss")
        outline.set("xmlUrl", feed.locations["rss"])
        outline.set("htmlUrl", feed.home)
        if feed.language:
            outline.set("language", feed.language)
    document: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return document
