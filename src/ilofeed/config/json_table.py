"""The shape of the table ``[source.json]`` of config.toml."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct


class JsonTable(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """``[source.json]``: JMESPath expressions for an address that answers JSON."""

    items: Annotated[
        str, Meta(description='the list, in the answer: `"data.articles"`; `"@"` is the answer itself')
    ]
    title: Annotated[str, Meta(description="within the item, as all below but `next` and `page`")]
    link: Annotated[
        str,
        Meta(
            description="the address of the item, or an address with expressions in braces:"
            ' `"https://example.org/news/{slug}"`. An item without one is skipped'
        ),
    ]
    date: Annotated[
        str, Meta(description="its date: ISO 8601, Unix time in seconds or milliseconds, or as a page prints it")
    ] = ""
    summary: Annotated[str, Meta(description="its summary; HTML becomes text, as in all texts")] = ""
    kicker: Annotated[str, Meta(description="the short line above the title")] = ""
    place: Annotated[str, Meta(description="a place")] = ""
    image: Annotated[str, Meta(description="the address of a picture, or an object with its `url`")] = ""
    author: Annotated[str, Meta(description="a name, or a list of names")] = ""
    id: Annotated[
        str,
        Meta(
            description="its id in the data of the site: evidence that an item with another address or title is the"
            " same"
        ),
    ] = ""
    updated: Annotated[str, Meta(description="the time of its last change")] = ""
    next: Annotated[
        str,
        Meta(
            description='in the answer: the address of the next page, `"links.next"`; parameters to set in the'
            ' address, `"?cursor={meta.cursor}"`; or a parameter of the address that counts, `"?page+=1"`'
        ),
    ] = ""
    page: Annotated[
        str,
        Meta(
            description="the address of the page for people that shows the list: home of the feed, and base of"
            " relative addresses; left out: the `url`"
        ),
    ] = ""
