"""Recover entries from a published feed after the database was lost or restored from an old backup.

The JSON feed is read because it contains all parts of an entry except its former keys. So
ids survive, and no entry is announced a second time.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
from msgspec.structs import replace

from ilofeed.core import ids, link_rules, urls
from ilofeed.core.models import Entry, Item, Publication, Source, noon
from ilofeed.core.state import RecoveredFeed


class _Own(msgspec.Struct):
    place: str | None = None
    date_text: str = ""
    date_ahead: str = ""
    first_seen: datetime | None = None


class _Author(msgspec.Struct):
    name: str = ""


class _FeedItem(msgspec.Struct):
    id: str
    url: str
    title: str
    date_published: datetime
    date_modified: datetime
    summary: str = ""
    image: str | None = None
    tags: tuple[str, ...] = ()
    authors: tuple[_Author, ...] = ()
    language: str = ""
    own: _Own = msgspec.field(default_factory=_Own, name="_ilofeed")


class _Feed(msgspec.Struct):
    version: str
    title: str = ""
    home_page_url: str = ""
    language: str = ""
    authors: tuple[_Author, ...] = ()
    items: tuple[_FeedItem, ...] = ()


def read(path: Path, source: Source) -> RecoveredFeed:
    """Read the JSON feed at *path* and its archives; return an empty RecoveredFeed if it is no feed of ours."""
    feed = _feed(path)
    if feed is None:
        return RecoveredFeed()
    found = {entry.id: entry for entry in _entries(feed, source)}
    # The newest archive first: its entries were above those of older archives on the page.
    for archive in sorted(path.parent.glob(f"{path.stem}.[0-9]*-*.json"), reverse=True):
        part = _feed(archive)
        for entry in _entries(part, source) if part else ():
            found.setdefault(entry.id, entry)
    # Number them as if all were on the page in this order.
    for number, entry in enumerate(found.values(), start=1):
        found[entry.id] = replace(entry, item=replace(entry.item, number=number))
    found = _told_apart(found, source)
    entries = sorted(found.values(), key=lambda entry: (entry.first_seen, entry.id), reverse=True)
    return RecoveredFeed(
        title=feed.title,
        language=feed.language,
        home=feed.home_page_url,
        entries=tuple(entries),
        ended=next(
            (
                each.date_modified
                for each in feed.items
                if _is_farewell(each, source) and _is_instant(each.date_modified)
            ),
            None,
        ),
    )


def is_unknown(path: Path, published: Publication | None) -> bool:
    """Return whether the file at *path* differs from the one that was *published* last, by size and time."""
    try:
        found = path.stat()
    except OSError:
        return False
    if not stat.S_ISREG(found.st_mode):
        return False
    if published is None:
        return True
    return (found.st_size, int(found.st_mtime)) != (published.size, int(published.modified.timestamp()))


def _feed(path: Path) -> _Feed | None:
    try:
        feed = msgspec.json.decode(path.read_bytes(), type=_Feed)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return feed if feed.version.startswith("https://jsonfeed.org/version/1") else None


def _entries(feed: _Feed, source: Source) -> Iterator[Entry]:
    for each in feed.items:
        if _is_farewell(each, source):
            continue
        link = urls.absolute(each.url, was_published=True)
        if link is None or not each.id:
            continue
        if not (_is_instant(each.date_modified) and _is_instant(each.date_published)):
            continue
        published = _printed_date(each)
        language = each.language or feed.language
        key = ids.key(link, language)
        if link.partition("#")[0] == link and urls.canonical(link) == urls.canonical(source.url):
            key = ids.key_within(source.url, each.title, published)
        item = Item(
            key=key,
            title=each.title,
            link=link,
            language=language,
            summary=each.summary,
            published=published,
            date_text=each.own.date_text,
            kicker=next(iter(each.tags), None),
            place=each.own.place,
            image=each.image,
            author=_person(each, feed),
        )
        yield Entry(
            id=each.id,
            item=item,
            first_seen=_first_seen(each),
            updated=each.date_modified,
            aliases=ids.aliases(item),
            noon_offset=_noon_offset(each),
        )


def _is_farewell(each: _FeedItem, source: Source) -> bool:
    return each.id.endswith(f":feed/{source.slug}/end") or each.id == ids.mint_farewell(source.slug)


def _person(each: _FeedItem, feed: _Feed) -> str | None:
    """Return the author that the page names. An item without one repeats the author of the feed."""
    return next((author.name for author in each.authors if author.name and author not in feed.authors), None)


def _told_apart(found: Mapping[str, Entry], source: Source) -> dict[str, Entry]:
    """Return the entries by id, with separate keys for those that share an address."""
    items = {(entry.item.link, entry.item.title, entry.item.published): entry.id for entry in found.values()}
    separated = link_rules.apply((entry.item for entry in found.values()), source.url)
    keyed = {items[item.link, item.title, item.published]: item for item in separated.items}
    return {
        entry_id: replace(entry, item=item, aliases=ids.aliases(item))
        if (item := keyed.get(entry_id)) is not None
        else entry
        for entry_id, entry in found.items()
    }


def _is_instant(value: datetime) -> bool:
    """Return whether *value* has a time zone and is in the range of UTC.

    The first and the last hours of the calendar may be outside of that range.
    """
    try:
        return value.tzinfo is not None and bool(value.astimezone(UTC))
    except OverflowError:
        return False


def _printed_date(each: _FeedItem) -> date | None:
    """Return the date of an item; None for one without, which was published when it was first seen."""
    if ahead := _date_ahead(each):
        return ahead
    is_earlier = each.own.first_seen is not None and each.date_published < _first_seen(each)
    return each.date_published.astimezone(UTC).date() if each.own.date_text or is_earlier else None


def _noon_offset(each: _FeedItem) -> int:
    """Return the offset with which an item has the time of its publication; 0 for one without a date."""
    day = _printed_date(each)
    return int((each.date_published - noon(day)).total_seconds()) if day else 0


def _date_ahead(each: _FeedItem) -> date | None:
    """Return the printed date of an item that was published before that date."""
    try:
        day = date.fromisoformat(each.own.date_ahead)
    except ValueError:
        return None
    return day if day > each.date_published.astimezone(UTC).date() else None


def _first_seen(each: _FeedItem) -> datetime:
    """Return when the item was first seen: never before its publication, nor after its last change."""
    first_seen = each.own.first_seen
    if first_seen is not None and _is_instant(first_seen):
        return min(max(first_seen, each.date_published), each.date_modified)
    return each.date_modified if each.own.date_text else each.date_published
