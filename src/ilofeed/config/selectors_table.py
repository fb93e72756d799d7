"""The shape of the table ``[source.selectors]`` of config.toml."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from ilofeed.core.selectors import UNTIL_NEXT

#: One selector, or a list of them.
MAX_ALTERNATIVES = 10
_Alternatives = str | Annotated[tuple[str, ...], Meta(min_length=1, max_length=MAX_ALTERNATIVES)]


class SelectorsTable(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """``[source.selectors]``: CSS selectors for a page that no built-in profile reads."""

    item: Annotated[str, Meta(description="each item, on the page")]
    title: Annotated[_Alternatives, Meta(description="within the item, as all below: the first element with text")]
    link: Annotated[
        _Alternatives,
        Meta(
            description="the link to the item, or an element that contains it; left out: the link of the title,"
            " else the first in the item"
        ),
    ] = ""
    date: Annotated[_Alternatives, Meta(description="a date, perhaps with a place after it")] = ""
    summary: Annotated[_Alternatives, Meta(description="the text of all elements found, joined")] = ""
    kicker: Annotated[_Alternatives, Meta(description="the short line above the title")] = ""
    place: Annotated[_Alternatives, Meta(description="a place; left out: the text after the date")] = ""
    image: Annotated[
        _Alternatives, Meta(description="a picture, or an element that contains one or has one as its background")
    ] = ""
    next: Annotated[_Alternatives, Meta(description="on the page: the link to the list's next page")] = ""
    date_above: Annotated[
        _Alternatives,
        Meta(
            description='on the page: the heading with the date of the items below it, `"h2"`. The nearest one above'
            " an item counts, if the item has no date itself"
        ),
    ] = ""
    date_format: Annotated[
        str,
        Meta(
            description='the format of dates that are not read without it, `"* of %Y%m%d"`; see'
            " [profiles](profiles.md#date_format)"
        ),
    ] = ""
    ignore: Annotated[
        _Alternatives,
        Meta(description="elements of the item that are removed before it is read: all that any of them finds"),
    ] = ""
    span: Annotated[
        str,
        Meta(
            description='`"until-next"`: an item continues after the element that `item` finds, until the next item;'
            " left out: that element alone",
            extra_json_schema={"enum": ["", UNTIL_NEXT]},
        ),
    ] = ""
