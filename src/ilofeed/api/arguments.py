"""Check the values that programs pass to the public functions.

Items, entries and feeds may be made by hand out of any data. Texts are cleaned as those of a page are. A value of a
wrong type is a TypeError, a value that cannot be used is a ValueError; both name the argument.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core import urls
from ilofeed.core.item_data import ItemData
from ilofeed.core.item_dates import ANY_MARGIN
from ilofeed.core.language import LANGUAGE_TAG
from ilofeed.core.models import Entry, Extraction, Feed, Item
from ilofeed.core.text import SUMMARY_LIMIT, clean, legal, readable

_Value = TypeVar("_Value", bound=Struct)

_AUTHOR_LIMIT = 200
# Values of these types are not converted: bytes are no text, and a text is no date.
_EXACT = (bytes, bytearray, date, datetime, timedelta, UUID)
# Of instants: a margin for all that is added to them.
_FIRST_YEAR, _LAST_YEAR = 1000, 9000
_LONGEST_TTL = timedelta(days=365)
# Most characters of a value that a message shows.
_SHOWN = 100


def instant(value: object, name: str) -> datetime:
    """Return the datetime *value* in UTC. *name* is that of the argument."""
    if not isinstance(value, datetime):
        raise TypeError(f"{name} is {_shown(value)}, which is no datetime")
    if value.utcoffset() is None:
        raise ValueError(
            f"{name} is {_shown(value)} without a time zone; use an aware datetime, such as datetime.now(UTC)"
        )
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        raise ValueError(f"{name} is {_shown(value)}; the years are {_FIRST_YEAR} to {_LAST_YEAR}")
    return value.astimezone(UTC)


def text(value: object, name: str) -> str:
    """Return *value*, which must be a str."""
    if not isinstance(value, str):
        raise TypeError(f"{name} is {_shown(value)}, which is no str")
    return value


def address(value: object, name: str) -> str:
    """Return *value* as an absolute http or https address in ASCII."""
    value = text(value, name)
    found = urls.absolute(value)
    if found is None and len(value) > urls.LIMIT:
        raise ValueError(f"{name} is {_shown(value)}; an address has at most {urls.LIMIT} characters")
    if found is None:
        raise ValueError(
            f"{name} is {_shown(value)}, which is no http or https address without user name and password"
        )
    return found


def name_of(value: object, name: str) -> str:
    """Return *value*, a key or an id. It is never changed, as it names a thing."""
    value = text(value, name)
    if not value or value != clean(value, len(value)):
        raise ValueError(f"{name} is {_shown(value)}; it must be a line of text without control characters")
    return value


def language(value: object, name: str) -> str:
    """Return *value*, a BCP 47 tag or an empty string."""
    value = text(value, name)
    if value and not LANGUAGE_TAG.fullmatch(value):
        raise ValueError(f"{name} is {_shown(value)}, which is no BCP 47 tag such as 'en' or 'zh-Hans'")
    return value


def items(given: Iterable[Item], name: str = "items") -> tuple[Item, ...]:
    """Return the items *given*, cleaned, with the numbers of their places if any has none."""
    found = tuple(_item(item, f"{name}[{at}]") for at, item in enumerate(_iterable(given, name)))
    if all(item.number is not None for item in found):
        return found
    return tuple(replace(item, number=number) for number, item in enumerate(found, start=1))


def extraction(given: Extraction) -> Extraction:
    """Return the extraction *given*, cleaned; its items may be none."""
    found = _checked(replace(given, items=()), Extraction, "items")
    return replace(found, url=address(found.url, "items.url"), items=items(given.items, "items.items"))


def entries(given: Iterable[Entry], name: str = "entries") -> tuple[Entry, ...]:
    """Return the entries *given*, cleaned, with times in UTC. No two have one id."""
    found: dict[str, Entry] = {}
    for at, value in enumerate(_iterable(given, name)):
        entry = _entry(value, f"{name}[{at}]")
        if entry.id in found:
            raise ValueError(f"{name}[{at}] has the id {_shown(entry.id)}, which an entry before it has")
        found[entry.id] = entry
    return tuple(found.values())


def feed(given: Feed) -> Feed:
    """Return the feed *given*, cleaned; its entries are not checked."""
    _check_type(given, Feed, "feed")
    found = _checked(replace(given, entries=()), Feed, "feed")
    if not timedelta(0) < found.ttl <= _LONGEST_TTL:
        raise ValueError(f"feed.ttl is {found.ttl}; it is more than nothing, and at most {_LONGEST_TTL.days} days")
    title = readable(found.title)
    if not title:
        raise ValueError(f"feed.title is {_shown(found.title)}; a feed needs a title")
    return replace(
        found,
        id=name_of(found.id, "feed.id"),
        slug=name_of(found.slug, "feed.slug"),
        title=title,
        description=readable(found.description, SUMMARY_LIMIT),
        home=address(found.home, "feed.home"),
        language=language(found.language, "feed.language"),
        locations=_addresses(found.locations, "feed.locations"),
        previous=_addresses(found.previous, "feed.previous"),
        current=_addresses(found.current, "feed.current"),
        hubs=tuple(address(hub, f"feed.hubs[{at}]") for at, hub in enumerate(found.hubs)),
        authors={
            each: name for each, author in found.authors.items() if (name := readable(author, _AUTHOR_LIMIT))
        },
        farewell=readable(found.farewell),
        key=found.key and name_of(found.key, "feed.key"),
        entries=given.entries,
    )


def _item(value: object, name: str) -> Item:
    item = _check_type(value, Item, name)
    if isinstance(item.published, datetime):
        item = replace(item, published=item.published.date())
    item = _checked(item, Item, name)
    if not 0 <= (item.date_margin or 0) <= ANY_MARGIN:
        raise ValueError(f"{name}.date_margin is {item.date_margin}; it is a number of days, at most {ANY_MARGIN}")
    return replace(
        item,
        key=name_of(item.key, f"{name}.key"),
        title=readable(item.title),
        link=address(item.link, f"{name}.link"),
        language=language(item.language, f"{name}.language"),
        summary=readable(item.summary, SUMMARY_LIMIT),
        date_text=readable(item.date_text),
        kicker=readable(item.kicker or "") or None,
        place=readable(item.place or "") or None,
        image=urls.absolute(item.image) if item.image else None,
        author=readable(item.author or "", _AUTHOR_LIMIT) or None,
        data=item.data and _data(item.data, f"{name}.data"),
    )


def _data(data: ItemData, name: str) -> ItemData:
    return replace(
        data,
        name=clean(data.name),
        at=data.at and instant(data.at, f"{name}.at"),
        changed=data.changed and instant(data.changed, f"{name}.changed"),
        html=legal(data.html),
        enclosures=tuple(
            replace(
                enclosure, url=address(enclosure.url, f"{name}.enclosures[{at}].url"), type=clean(enclosure.type)
            )
            for at, enclosure in enumerate(data.enclosures)
        ),
        categories=tuple(filter(None, map(readable, data.categories))),
    )


def _entry(value: object, name: str) -> Entry:
    entry = _check_type(value, Entry, name)
    item = _item(entry.item, f"{name}.item")
    entry = _checked(replace(entry, item=item), Entry, name)
    entry = replace(
        entry,
        id=name_of(entry.id, f"{name}.id"),
        first_seen=instant(entry.first_seen, f"{name}.first_seen"),
        updated=instant(entry.updated, f"{name}.updated"),
        withdrawn=entry.withdrawn and instant(entry.withdrawn, f"{name}.withdrawn"),
    )
    try:
        _ = entry.published
    except OverflowError:
        raise ValueError(f"{name}.noon_offset is {entry.noon_offset}, which leads to no time") from None
    return entry


def _iterable(given: Iterable[_Value], name: str) -> Iterable[_Value]:
    if not isinstance(given, Iterable):
        raise TypeError(f"{name} is {_shown(given)}, which cannot be iterated over")
    return given


def _check_type(value: object, kind: type[_Value], name: str) -> _Value:
    if not isinstance(value, kind):
        raise TypeError(f"{name} is {_shown(value)}, which is no ilofeed.{kind.__name__}")
    return value


def _checked(value: _Value, kind: type[_Value], name: str) -> _Value:
    """Return *value* with fields of the types that *kind* declares: a Struct does not check them when it is made."""
    try:
        return msgspec.convert(msgspec.to_builtins(value, builtin_types=_EXACT), kind, builtin_types=_EXACT)
    except (msgspec.ValidationError, TypeError, ValueError, RecursionError) as error:
        raise TypeError(f"{name} is no complete ilofeed.{kind.__name__}: {error}") from None


def _addresses(values: Mapping[str, str], name: str) -> dict[str, str]:
    return {format: address(value, f"{name}[{format!r}]") for format, value in values.items()}


def _shown(value: object) -> str:
    text = ascii(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."
