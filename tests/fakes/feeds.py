"""Feeds of another publisher, in the three formats, with as little as a test cares about."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape

from msgspec import Struct

FIRST = datetime(2026, 11, 1, 8, 15, 30, tzinfo=UTC)
HOME = "https://harbour.example.org/"
FEED = f"{HOME}feed"


class Post(Struct, frozen=True, kw_only=True):
    """A post of the harbour office."""

    number: int
    title: str = ""
    link: str = ""
    guid: str = ""
    at: datetime | None = None
    summary: str = ""
    html: str = ""
    more: str = ""  #: elements, or members, as they are written

    @property
    def heading(self) -> str:
        return self.title or f"Post {self.number} of the harbour office"

    @property
    def address(self) -> str:
        return self.link or f"{HOME}posts/{self.number}"

    @property
    def name(self) -> str:
        return self.guid or f"tag:harbour.example.org,2026:{self.number}"

    @property
    def time(self) -> datetime:
        return self.at or FIRST + timedelta(days=self.number, minutes=self.number)


def posts(numbers: Iterable[int]) -> list[Post]:
    return [Post(number=number) for number in numbers]


def rss(items: Iterable[Post], *, head: str = "") -> str:
    """Return an RSS feed of *items*."""
    parts = (
        f"<item><title>{escape(item.heading)}</title><link>{escape(item.address)}</link>"
        f'<guid isPermaLink="false">{escape(item.name)}</guid><pubDate>{format_datetime(item.time)}</pubDate>'
        f"<description>{escape(item.summary)}</description>"
        + (f"<content:encoded>{escape(item.html)}</content:encoded>" if item.html else "")
        + f"{item.more}</item>\n"
        for item in items
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
        f"<title>Harbour office</title><link>{HOME}</link><description>News</description>"
        f"<language>en</language>{head}{''.join(parts)}</channel></rss>"
    )


def atom(items: Iterable[Post], *, head: str = "") -> str:
    """Return an Atom feed of *items*."""
    parts = (
        f"<entry><id>{escape(item.name)}</id><title>{escape(item.heading)}</title>"
        f'<link href="{escape(item.address)}"/><published>{item.time.isoformat()}</published>'
        f"<updated>{item.time.isoformat()}</updated>"
        + (f"<summary>{escape(item.summary)}</summary>" if item.summary else "")
        + (f'<content type="html">{escape(item.html)}</content>' if item.html else "")
        + f"{item.more}</entry>\n"
        for item in items
    )
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><id>tag:harbour.example.org,2026:feed</id>'
        f'<title>Harbour office</title><updated>{FIRST.isoformat()}</updated><link href="{HOME}"/>'
        f"{head}{''.join(parts)}</feed>"
    )


def json_feed(items: Iterable[Post], **head: object) -> str:
    """Return a JSON Feed of *items*."""
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "Harbour office",
            "home_page_url": HOME,
            "language": "en",
            "items": [
                {
                    "id": item.name,
                    "url": item.address,
                    "title": item.heading,
                    "date_published": item.time.isoformat(),
                    "summary": item.summary,
                    "content_html": item.html,
                }
                | (json.loads(item.more) if item.more else {})
                for item in items
            ],
        }
        | head
    )
