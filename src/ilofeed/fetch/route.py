"""How connections are made: which certificates they trust."""

from __future__ import annotations

from msgspec import Struct


class Route(Struct, frozen=True, kw_only=True):
    """The settings of all connections."""

    ca: str = ""  #: file with certificates that are trusted in addition to those of the system
