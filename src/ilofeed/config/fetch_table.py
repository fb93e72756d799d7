"""The table ``[fetch]`` of config.toml."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from ilofeed.config.value_types import Duration, Size, UserAgent


class FetchTable(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """``[fetch]``: limits of every request."""

    timeout: Annotated[
        Duration,
        Meta(
            description="time limit of the whole request, from the look-up of the name to the last byte, redirects"
            " included; from `100ms` to `10m`"
        ),
    ] = "30s"
    max_bytes: Annotated[
        Size, Meta(description="size limit of a page, compressed or not, from `1kB` to `100MB`")
    ] = "10MB"
    min_delay: Annotated[
        Duration,
        Meta(
            description="least time between two requests to one host, by any process; up to `1h`. A `Crawl-delay`"
            " in robots.txt is a lower limit, up to 30 seconds"
        ),
    ] = "1s"
    robots: Annotated[
        bool, Meta(description="whether robots.txt is read first (RFC 9309), once a day for each host")
    ] = True
    allow_private: Annotated[
        tuple[str, ...],
        Meta(
            description='host names, addresses or networks (`"10.0.0.0/8"`) that are allowed although they are not'
            " public"
        ),
    ] = ()
    user_agent: Annotated[
        UserAgent,
        Meta(
            description="the User-Agent of every request, in ASCII; it must contain `ilofeed`, whose rules in"
            " robots.txt are followed. Left out: `Mozilla/5.0 (compatible; ilofeed/VERSION; +CONTACT)`",
        ),
    ] = ""
