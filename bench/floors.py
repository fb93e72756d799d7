"""The least that steps of ours can cost: the same done barely, for pages and feeds of the bench alone."""

from __future__ import annotations

from html import escape
from itertools import chain
from urllib.parse import urljoin

import httpx
import lxml.html

from ilofeed.model import Entry, Feed


def client() -> httpx.Client:
    """A bare client."""
    return httpx.Client()


def walk(body: bytes) -> list[dict[str, str]]:
    """The items of a page of ``bench.pages``, by a plain walk over lxml's tree."""
    found = []
    for element in lxml.html.fromstring(body).iterfind(".//ol[@class='item-list']/li"):
        kicker, title, day, summary = element
        link = title[0]
        found.append(
            {
                "kicker": kicker.text_content().strip(),
                "title": link.text_content().strip(),
                "link": urljoin("https://www.ilo.org/", link.get("href")),
                "day": day.text_content().strip(),
                "summary": summary.text_content().strip(),
            }
        )
    return found


def join(feed: Feed) -> bytes:
    """What RSS, Atom and JSON Feed say of *feed*, as one text that is joined."""
    said = [_said(entry) for entry in feed.entries]
    texts = [[head, *(form % each for each in said), foot] for head, form, foot in _FORMS]
    return "\n".join(chain.from_iterable(texts)).encode()


def _said(entry: Entry) -> dict[str, str]:
    item = entry.item
    return {
        "id": escape(entry.id),
        "title": escape(item.title),
        "link": escape(item.link),
        "summary": escape(item.summary),
        "kicker": escape(item.kicker or ""),
        "published": entry.published.isoformat(),
        "updated": entry.updated.isoformat(),
        "first_seen": entry.first_seen.isoformat(),
        "date_text": item.date_text,
    }


_RSS_ITEM = (
    "<item><guid>%(id)s</guid><title>%(title)s</title><link>%(link)s</link><description>%(summary)s</description>"
    "<category>%(kicker)s</category><pubDate>%(published)s</pubDate><updated>%(updated)s</updated></item>"
)
_ATOM_ENTRY = (
    '<entry><id>%(id)s</id><title>%(title)s</title><link href="%(link)s"/><summary>%(summary)s</summary>'
    '<category term="%(kicker)s"/><published>%(published)s</published><updated>%(updated)s</updated></entry>'
)
_JSON_ITEM = (
    '{"id": "%(id)s", "title": "%(title)s", "url": "%(link)s", "content_text": "%(summary)s",'
    ' "tags": ["%(kicker)s"], "date_published": "%(published)s", "date_modified": "%(updated)s",'
    ' "_ilofeed": {"first_seen": "%(first_seen)s", "date_text": "%(date_text)s"}},'
)
_FORMS = (
    ('<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>', _RSS_ITEM, "</channel></rss>"),
    ('<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">', _ATOM_ENTRY, "</feed>"),
    ('{"version": "https://jsonfeed.org/version/1.1", "items": [', _JSON_ITEM, "]}"),
)
