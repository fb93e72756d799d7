"""The fields of an item as a layout reads them, before cleaning."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping
from datetime import date

from msgspec import Struct, field

from ilofeed.core.item_data import ItemData
from ilofeed.core.selectors import Alternatives


class RawItem(Struct, frozen=True, kw_only=True):
    """An item as found on the page, not cleaned."""

    title: str = ""
    href: str | None = None  #: None: it has no link of its own
    fragment: str = ""  #: its place on the page, if it has no link of its own
    published: date | None = None
    date_text: str = ""
    date_language: str = ""  #: BCP 47, of the item if it declares one, else of the page
    date_margin: int | None = None  #: days by which *published* may differ from the true date; None: it is printed
    summary: str = ""
    kicker: str = ""
    place: str = ""
    image: str | None = None  #: address as written
    author: str = ""
    data: ItemData | None = None  #: facts that only data have, cleaned
    left_out: str = ""  #: code of `ilofeed.core.skipped.LEFT_OUT`, if the layout decides that it is not an item
    text: str = ""  #: the whole text of the element, for the report if it cannot be read
    where: Mapping[str, Alternatives] = field(default_factory=dict)  #: field -> CSS selector of its element


def usual_selectors(raw_items: Iterable[RawItem], left_out: Container[int]) -> dict[str, Alternatives]:
    """Return the most frequent CSS selector of each field. Items whose numbers are in *left_out* do not count."""
    counts: dict[str, Counter[Alternatives]] = defaultdict(Counter)
    for number, raw_item in enumerate(raw_items, start=1):
        for name, css in raw_item.where.items() if number not in left_out else ():
            counts[name][css] += 1
    return {name: count.most_common(1)[0][0] for name, count in counts.items()}
