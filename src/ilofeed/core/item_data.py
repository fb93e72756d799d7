"""What only data, such as a feed, says of an item. A page for people has none of it."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace


class Enclosure(Struct, frozen=True, kw_only=True):
    """A file that belongs to an item, such as the sound of a podcast."""

    url: str
    type: str = ""  #: media type; empty: not known
    length: int | None = None  #: bytes; None: not known


class ItemData(Struct, frozen=True, kw_only=True):
    """Facts of an item for programs."""

    name: str = ""  #: its id in the feed (guid), if no other item has the same; never our own id
    at: datetime | None = None  #: exact time of its publication
    changed: datetime | None = None  #: time of its last change
    html: str = ""  #: its text, sanitised
    enclosures: tuple[Enclosure, ...] = ()
    categories: tuple[str, ...] = ()


def kept(data: ItemData | None, known: ItemData | None, *, keeps_date: bool) -> ItemData | None:
    """Return *data*, with what only the *known* data have.

    *keeps_date*: the item keeps its known date, so it keeps the time, too.
    """
    if data is None or known is None:
        return data or known
    return replace(
        data,
        name=data.name or known.name,
        at=known.at if keeps_date else data.at,
        changed=data.changed or known.changed,
        html=data.html or known.html,
        enclosures=data.enclosures or known.enclosures,
        categories=data.categories or known.categories,
    )


def is_older(data: ItemData | None, known: ItemData | None) -> bool:
    """Return whether *data* are an earlier version than the *known* ones, as a copy from before an edit is."""
    if data is None or known is None or data.changed is None or known.changed is None:
        return False
    return data.changed < known.changed
