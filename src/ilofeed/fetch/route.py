"""How connections are made: which certificates they trust, and through which proxies."""

from __future__ import annotations

from msgspec import Struct, field

from ilofeed.core.proxies import Proxies


class Route(Struct, frozen=True, kw_only=True):
    """The settings of all connections."""

    ca: str = ""  #: file with certificates that are trusted in addition to those of the system
    proxies: Proxies = field(default_factory=Proxies)
