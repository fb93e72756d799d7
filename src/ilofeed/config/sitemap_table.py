"""The shape of the table ``[source.sitemap]`` of config.toml."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct


class SitemapTable(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """``[source.sitemap]``: which addresses of a sitemap are items."""

    include: Annotated[
        tuple[str, ...],
        Meta(
            description='regular expressions, one of which must be in the address: `"/news/"`, `"/20[0-9]{2}/"`; left'
            " out: every address is an item"
        ),
    ] = ()
    exclude: Annotated[
        tuple[str, ...], Meta(description="the same; none of them may be in the address; left out: nothing")
    ] = ()
    page: Annotated[
        str, Meta(description="the address of the home page of the feed; left out: the front page of the site")
    ] = ""
