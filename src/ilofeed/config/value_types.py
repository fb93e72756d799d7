"""Patterns of the values in config.toml, and types for the tables of `ilofeed.config.schema`."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from ilofeed.core.language import LANGUAGE_TAG

# "$" alone would accept a line break at the end.
DURATION = r"^(\d{1,9}(\.\d{1,3})?(ms|s|m|h|d|w))+(?!\n)$"
INTERVAL = r"^(auto|(\d{1,9}(\.\d{1,3})?(ms|s|m|h|d|w))+)(?!\n)$"
SIZE = r"^\d{1,9}(\.\d{1,3})?(B|kB|MB|KiB|MiB)(?!\n)$"
SLUG = r"^[a-z0-9][a-z0-9-]{0,63}(?!\n)$"
INCLUDE = r"^[^\0]+$"
LANGUAGE = rf"^({LANGUAGE_TAG.pattern})?(?!\n)$"
AUTHORITY = r"^([a-z0-9._@-]+,\d{4}(-\d{2}(-\d{2})?)?)?(?!\n)$"
# Printable ASCII with our product token in it (RFC 9309 section 2.2.1), or nothing.
USER_AGENT = r"^((?=.*(?<![A-Za-z_-])ilofeed(?![A-Za-z_-]))[ -~]{1,300})?(?!\n)$"
ACCEPT_LANGUAGE = r"^([A-Za-z0-9*][A-Za-z0-9*;=., -]{0,199})?(?!\n)$"

# Letters that no address encodes, and as many as a guess cannot reach.
KEY = r"^[A-Za-z0-9_-]{20,200}(?!\n)$"

Duration = Annotated[str, Meta(pattern=DURATION, examples=["30s", "1h", "1h30m"])]
Interval = Annotated[str, Meta(pattern=INTERVAL, examples=["1h", "auto"])]
Size = Annotated[str, Meta(pattern=SIZE, examples=["10MB", "500kB"])]
Slug = Annotated[str, Meta(pattern=SLUG)]
Language = Annotated[str, Meta(pattern=LANGUAGE)]
UserAgent = Annotated[str, Meta(pattern=USER_AGENT)]
AcceptLanguage = Annotated[str, Meta(pattern=ACCEPT_LANGUAGE)]
Key = Annotated[
    str | None,
    Meta(
        description="makes the feed private: `ilofeed serve` answers only addresses that end in `?key=` and this"
        " secret, of 20 letters, digits, hyphens or underscores at least; best as `{env:NAME}` or `{file:PATH}`. See"
        " [private feeds](serving.md#private-feeds); left out: public",
    ),
]
