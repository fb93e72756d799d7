"""The least that steps of ours can cost: the same done barely, for pages and feeds of the bench alone."""

from __future__ import annotations

import json
from email.utils import format_datetime
from html import escape
from urllib.parse import urljoin

import httpx
import lxml.html

from ilofeed.core.models import Entry, Feed


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


def join(feed: Feed) -> dict[str, bytes]:
    """*feed* in all formats by joining texts: right for what the bench has in a feed, and for nothing else."""
    said = [_said(entry) for entry in feed.entries]
    head = {
        "id": escape(feed.id),
        "title": escape(feed.title),
        "description": escape(feed.description),
        "home": escape(feed.home),
        "updated": feed.updated.isoformat(),
        "built": format_datetime(feed.updated),
        **{f"own_{format}": escape(place) for format, place in feed.locations.items()},
    }
    return {
        "rss": "\n".join([_RSS % head, *(_RSS_ITEM % each for each in said), "</channel></rss>"]).encode(),
        "atom": "\n".join([_ATOM % head, *(_ATOM_ENTRY % each for each in said), "</feed>"]).encode(),
        "json": (_JSON % head + ",".join(_JSON_ITEM % each for each in said) + "]}").encode(),
    }


def _said(entry: Entry) -> dict[str, str]:
    item = entry.item
    return {
        "id": escape(entry.id),
        "title": escape(item.title),
        "link": escape(item.link),
        "summary": escape(item.summary),
        "kicker": escape(item.kicker or ""),
        "day": format_datetime(entry.published),
        "published": entry.published.isoformat(),
        "updated": entry.updated.isoformat(),
        "first_seen": entry.first_seen.isoformat(),
        "date_text": json.dumps(item.date_text),
        "json_title": json.dumps(item.title),
        "json_link": json.dumps(item.link),
        "json_summary": json.dumps(item.summary),
        "json_kicker": json.dumps(item.kicker),
    }


_ILO = "International Labour Organization"
_RSS = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<rss xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc='
    '"http://purl.org/dc/elements/1.1/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" version="2.0">'
    "<channel><title>%(title)s</title><link>%(home)s</link><description>%(description)s</description><atom:link"
    ' href="%(own_rss)s" rel="self" type="application/rss+xml"/><language>en</language><ttl>60</ttl>'
    "<lastBuildDate>%(built)s</lastBuildDate><sy:updatePeriod>hourly</sy:updatePeriod>"
    "<sy:updateFrequency>1</sy:updateFrequency>"
)
_RSS_ITEM = (
    "<item><title>%(title)s</title><link>%(link)s</link><description>%(summary)s</description>"
    '<guid isPermaLink="false">%(id)s</guid><category>%(kicker)s</category><pubDate>%(day)s</pubDate>'
    f"<dc:creator>{_ILO}</dc:creator><atom:updated>%(updated)s</atom:updated></item>"
)
_ATOM = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">'
    "<id>%(id)s</id><title>%(title)s</title><updated>%(updated)s</updated><author>"
    f'<name>{_ILO}</name></author><link href="%(home)s" rel="alternate"/>'
    '<link href="%(own_atom)s" rel="self" type="application/atom+xml"/><subtitle>%(description)s</subtitle>'
)
_ATOM_ENTRY = (
    '<entry><id>%(id)s</id><title type="text">%(title)s</title><updated>%(updated)s</updated>'
    '<link href="%(link)s" rel="alternate" type="text/html" hreflang="en"/>'
    '<summary type="text">%(summary)s</summary>'
    '<category term="%(kicker)s"/><published>%(published)s</published></entry>'
)
_JSON = (
    '{"version": "https://jsonfeed.org/version/1.1", "title": "%(title)s", "home_page_url": "%(home)s",'
    ' "feed_url": "%(own_json)s", "description": "%(description)s", "language": "en",'
    f' "authors": [{{"name": "{_ILO}"}}], "items": ['
)
_JSON_ITEM = (
    '{"id": "%(id)s", "url": %(json_link)s, "title": %(json_title)s, "content_text": %(json_summary)s,'
    ' "summary": %(json_summary)s, "date_published": "%(published)s", "date_modified": "%(updated)s",'
    ' "tags": [%(json_kicker)s], "_ilofeed": {"date_text": %(date_text)s, "first_seen": "%(first_seen)s"}}'
)
