"""Read RSS and Atom with feedparser. It is loaded only for this.

feedparser gets bytes, never an address: it would fetch that. Its own sanitising and its resolving of addresses are
off. Our policy for HTML decides, and the code of feedparser for both takes time that grows with the square of a text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any, TypeAlias

from msgspec import Struct

from ilofeed.core.errors import ExtractError
from ilofeed.core.item_data import Enclosure
from ilofeed.extract.upstream import xml_guard
from ilofeed.extract.upstream.feed_item import NOTHING, FeedItem, Markup

# The text is UTF-8, whatever its declaration was.
_HEADERS = {"content-type": "application/xml; charset=utf-8"}
_Fields: TypeAlias = dict[str, Any]
_HTML_TYPES = ("text/html", "application/xhtml+xml")
_TEXT_TYPES = ("text/plain", *_HTML_TYPES)


class XmlFeed(Struct, frozen=True, kw_only=True):
    """A feed as it was read."""

    items: tuple[FeedItem, ...]
    title: Markup = NOTHING
    home: str = ""  #: address of its page, as written
    language: str = ""
    following: str = ""  #: address of the document with older items (RFC 5005), as written


def read(text: str, url: str) -> XmlFeed:
    """Return the feed *text* from *url*. Raises ExtractError."""
    import feedparser  # noqa: PLC0415 - few sources are feeds

    document = xml_guard.checked(text, url)
    try:
        parsed = feedparser.parse(
            BytesIO(document.text.encode("utf-8", "replace")),
            response_headers=_HEADERS,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except (
        Exception
    ) as error:  # feedparser raises what it meets: a bad feed must not end the poll with a bug report
        raise ExtractError("not_feed", f"{url} could not be read as a feed: {error!r}") from error
    if not parsed["version"]:
        raise ExtractError("not_feed", f"{url} is XML, but no feed in a known format")
    if len(parsed["entries"]) != document.items:
        message = f"{url} has {document.items} items, of which feedparser reads {len(parsed['entries'])}"
        raise ExtractError("not_feed", message)
    feed = parsed["feed"]
    links = _dicts(feed, "links")
    return XmlFeed(
        items=tuple(_item(entry, is_atom=parsed["version"].startswith("atom")) for entry in parsed["entries"]),
        title=_markup(feed, "title"),
        home=_text(feed, "link"),
        language=_text(feed, "language"),
        following=next((href for rel in ("next", "prev-archive") for href in _hrefs(links, rel)), ""),
    )


def _item(entry: _Fields, *, is_atom: bool) -> FeedItem:
    published, updated = _text(entry, "published") or _text(entry, "created"), _text(entry, "updated")
    links = _dicts(entry, "links")
    files = (*_files(links), *_media_files(entry))
    # Only "summary_detail" shows that there is a summary: feedparser copies the content.
    return FeedItem(
        name=_text(entry, "id"),
        link=_text(entry, "link") or next(_hrefs(links, "alternate"), ""),
        title=_markup(entry, "title"),
        summary=_summary(entry),
        content=_content(entry),
        # To feedparser the only date of an RSS item, dc:date, is that of a change.
        published=published or ("" if is_atom else updated),
        updated=updated,
        authors=tuple(_person(_text(author, "name")) for author in _dicts(entry, "authors")),
        categories=tuple(_text(tag, "label") or _text(tag, "term") for tag in _dicts(entry, "tags")),
        image=_image(entry, files),
        enclosures=tuple(file for file in files if not file.type.startswith("image/")),
    )


def _person(name: str) -> str:
    """Return *name* without a mail address: "desk@example.org (A. N. Author)"."""
    if "@" not in name:
        return name
    _, bracket, inside = name.partition("(")
    return inside.partition(")")[0].strip() if bracket and "@" not in inside else ""


def _text(fields: _Fields, key: str) -> str:
    # Not by feedparser's own look-up, which gives the date of publication for that of a change.
    value = dict.get(fields, key)
    return value.strip() if isinstance(value, str) else ""


def _dicts(fields: _Fields, key: str) -> list[_Fields]:
    found = dict.get(fields, key)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _hrefs(links: Iterable[_Fields], relation: str) -> Iterator[str]:
    return (href for link in links if _text(link, "rel") == relation and (href := _text(link, "href")))


def _markup(fields: _Fields, key: str) -> Markup:
    detail = dict.get(fields, f"{key}_detail")
    return _as_markup(detail) if isinstance(detail, dict) else NOTHING


def _summary(entry: _Fields) -> Markup:
    """Return the summary of an entry. That of Media RSS replaces only the details of it in feedparser."""
    found, text = _markup(entry, "summary"), _text(entry, "summary")
    return found if found.text == text or found is NOTHING else Markup(text=text, is_html=True, base=found.base)


def _as_markup(detail: _Fields) -> Markup:
    return Markup(
        text=_text(detail, "value"), is_html=_text(detail, "type") in _HTML_TYPES, base=_text(detail, "base")
    )


def _content(entry: _Fields) -> Markup:
    """Return the text of an entry, as HTML if it has several forms."""
    texts = [each for each in _dicts(entry, "content") if _text(each, "type") in _TEXT_TYPES]
    found = [each for each in map(_as_markup, texts) if each.text]
    return next((each for each in found if each.is_html), next(iter(found), NOTHING))


def _files(links: Iterable[_Fields]) -> list[Enclosure]:
    return [
        Enclosure(url=_text(link, "href"), type=_text(link, "type").lower(), length=_number(_text(link, "length")))
        for link in links
        if _text(link, "rel") == "enclosure" and _text(link, "href")
    ]


def _media_files(entry: _Fields) -> list[Enclosure]:
    """Return the files of Media RSS; a picture without a type as one of ``image/*``."""
    found = []
    for media in _dicts(entry, "media_content"):
        kind = _text(media, "type").lower() or ("image/*" if _text(media, "medium") == "image" else "")
        if _text(media, "url"):
            found.append(Enclosure(url=_text(media, "url"), type=kind, length=_number(_text(media, "filesize"))))
    return found


def _image(entry: _Fields, files: Iterable[Enclosure]) -> str:
    pictures = (file.url for file in files if file.type.startswith("image/"))
    thumbnails = (_text(each, "url") for each in _dicts(entry, "media_thumbnail"))
    image = dict.get(entry, "image")
    own = _text(image, "href") if isinstance(image, dict) else ""
    return next(filter(None, (*pictures, *thumbnails, own)), "")


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
