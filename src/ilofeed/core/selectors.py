"""The CSS selectors by which a source is read, as a value."""

from __future__ import annotations

from msgspec import Struct

#: The extent of items that consist of several elements side by side.
UNTIL_NEXT = "until-next"

#: One CSS selector, or several that are tried in this order until one finds a value.
Alternatives = str | tuple[str, ...]


class Selectors(Struct, frozen=True, kw_only=True):
    """CSS selectors for a page that no built-in profile reads. Fields are searched within the item."""

    item: str
    title: Alternatives
    link: Alternatives = ""  #: empty: the title's own link, or the first in the item
    date: Alternatives = ""
    summary: Alternatives = ""
    kicker: Alternatives = ""
    place: Alternatives = ""
    image: Alternatives = ""
    next: Alternatives = ""  #: on the page: the link to the list's next page
    date_above: Alternatives = ""  #: on the page: the date above the item, if it has none itself
    date_format: str = ""  #: see `ilofeed.core.date_format`
    ignore: Alternatives = ""  #: elements of the item that are not read; all of them, not the first that is found
    span: str = ""  #: `UNTIL_NEXT`: the item continues until the next one; empty: it is one element


#: The keys whose values are CSS selectors.
SEARCHED = tuple(name for name in Selectors.__struct_fields__ if name not in ("date_format", "span"))


def alternatives(selectors: Alternatives) -> tuple[str, ...]:
    """Return *selectors* in the order in which they are tried; none for an empty string."""
    if isinstance(selectors, str):
        return (selectors,) if selectors else ()
    return selectors
