"""What of a page makes up an item, before it is cleaned."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping
from datetime import date

from msgspec import Struct, field


class RawItem(Struct, frozen=True, kw_only=True):
    """An item as it was found on the page, uncleaned."""

    title: str = ""
    href: str | None = None  #: None: it has no link of its own
    published: date | None = None
    date_text: str = ""
    summary: str = ""
    kicker: str = ""
    place: str = ""
    image: str | None = None  #: address as written
    author: str = ""
    left_out: str = ""  #: code of `ilofeed.core.models.LEFT_OUT`, if the layout decides that it is no item
    text: str = ""  #: all that the element says, for the report if it cannot be read
    where: Mapping[str, str] = field(default_factory=dict)  #: field -> CSS of the element it stood in


def usual_places(found: Iterable[RawItem], left_out: Container[int]) -> dict[str, str]:
    """Return the CSS that each field of most items was read by, but for those parts that are *left_out*."""
    places: dict[str, Counter[str]] = defaultdict(Counter)
    for number, parts in enumerate(found, start=1):
        for name, place in parts.where.items() if number not in left_out else ():
            places[name][place] += 1
    return {name: count.most_common(1)[0][0] for name, count in places.items()}
