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
            description="for the whole request, from the look-up of the name to the last byte, redirects"
            " included; from `100ms` to `10m`"
        ),
    ] = "30s"
    max_bytes: Annotated[Size, Meta(description="of a page, packed or unpacked, from `1kB` to `100MB`")] = "10MB"
    min_delay: Annotated[
        Duration,
        Meta(
            description="between two requests to one host, whichever process makes them; up to `1h`. A"
            " `Crawl-delay` in robots.txt is a floor, up to 30 seconds"
        ),
    ] = "1s"
    robots: Annotated[
        bool, Meta(description="whether robots.txt is asked first (RFC 9309); it is read once a day for each host")
    ] = True
    allow_private: Annotated[
        tuple[str, ...],
        Meta(
            description='host names, addresses or networks (`"10.0.0.0/8"`) that may be asked although they are'
            " not public"
        ),
    ] = ()
    user_agent: Annotated[
        UserAgent,
        Meta(
            description="the User-Agent of every request, in ASCII; it must name `ilofeed`, whose rules in"
            " robots.txt are followed. Left out: `Mozilla/5.0 (compatible; ilofeed/VERSION; +CONTACT)`",
        ),
    ] = ""
