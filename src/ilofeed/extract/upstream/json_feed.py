"""Read JSON Feed (https://www.jsonfeed.org/version/1.1/ and version 1)."""

from __future__ import annotations

from contextlib import suppress

import msgspec
from msgspec import Struct, structs

from ilofeed.core.errors import ExtractError
from ilofeed.core.item_data import Enclosure
from ilofeed.extract.upstream.feed_item import NOTHING, FeedItem, Markup
from ilofeed.extract.upstream.xml_feed import XmlFeed as Feed

_VERSION = "https://jsonfeed.org/version/"


class _Author(Struct, frozen=True, kw_only=True):
    name: str | None = None


class _Attachment(Struct, frozen=True, kw_only=True):
    url: str
    mime_type: str | None = None
    size_in_bytes: int | float | None = None


class _Item(Struct, frozen=True, kw_only=True):
    id: str | int | float | None = None  # numbers are to be read as strings ("Items")
    url: str | None = None
    external_url: str | None = None
    title: str | None = None
    content_html: str | None = None
    content_text: str | None = None
    summary: str | None = None
    image: str | None = None
    banner_image: str | None = None
    date_published: str | None = None
    date_modified: str | None = None
    author: _Author | None = None  # version 1
    authors: tuple[_Author, ...] | None = None
    tags: tuple[str, ...] | None = None
    attachments: tuple[_Attachment, ...] | None = None


class _Feed(Struct, frozen=True, kw_only=True):
    version: str
    items: tuple[msgspec.Raw, ...]  # each alone: one bad item must not hide the others
    title: str | None = None
    home_page_url: str | None = None
    language: str | None = None
    next_url: str | None = None


_feed = msgspec.json.Decoder(_Feed)
_item = msgspec.json.Decoder(_Item)


def read(text: str, url: str) -> Feed:
    """Return the feed *text* from *url*; what breaks the format in an item is left out. Raises ExtractError."""
    try:
        feed = _feed.decode(text)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise ExtractError(_reason(text), f"{url} is no whole JSON Feed: {error}") from error
    if not feed.version.replace("http:", "https:", 1).startswith(_VERSION):
        raise ExtractError("not_feed", f"{url} is JSON, but no JSON Feed")
    return Feed(
        items=tuple(map(_read_item, feed.items)),
        title=_plain(feed.title),
        home=feed.home_page_url or "",
        language=feed.language or "",
        following=feed.next_url or "",
    )


def _reason(text: str) -> str:
    return "not_feed" if text.rstrip().endswith("}") else "truncated"


def _read_item(raw: msgspec.Raw) -> FeedItem:
    try:
        item = _decoded(raw)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return FeedItem()
    content = Markup(text=item.content_html, is_html=True) if item.content_html else _plain(item.content_text)
    files = tuple(
        Enclosure(
            url=file.url,
            type=(file.mime_type or "").lower(),
            length=int(file.size_in_bytes) if file.size_in_bytes and 0 < file.size_in_bytes < 10**15 else None,
        )
        for file in item.attachments or ()
    )
    return FeedItem(
        name="" if item.id is None else str(item.id).strip(),
        link=item.url or item.external_url or "",
        title=_plain(item.title),
        summary=_plain(item.summary),
        content=content,
        published=item.date_published or "",
        updated=item.date_modified or "",
        authors=tuple(author.name or "" for author in item.authors or ((item.author,) if item.author else ())),
        categories=item.tags or (),
        image=item.image or item.banner_image or "",
        enclosures=files,
    )


def _decoded(raw: msgspec.Raw) -> _Item:
    """Return the item without those of its members that have values of other types than the format says."""
    with suppress(msgspec.ValidationError):
        return _item.decode(raw)
    values = msgspec.json.decode(raw)
    fields: dict[str, object] = {}
    for field in structs.fields(_Item) if isinstance(values, dict) else ():
        with suppress(msgspec.ValidationError):
            fields[field.name] = msgspec.convert(values.get(field.name), field.type)
    return _Item(**fields)  # type: ignore[arg-type]  # each was checked against its type


def _plain(text: str | None) -> Markup:
    return Markup(text=text, is_html=False) if text else NOTHING
