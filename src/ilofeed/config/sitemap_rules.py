"""Check the table ``[source.sitemap]`` of a source."""

from __future__ import annotations

import msgspec
from msgspec.structs import asdict

from ilofeed.config.messages import Location
from ilofeed.config.sitemap_table import SitemapTable
from ilofeed.core import layout_names, urls
from ilofeed.core.sitemap_rules import SitemapRules


def checked(here: Location, profile: str, table: SitemapTable) -> SitemapRules:
    """Return the rules of *table*, which is at *here* in a source with *profile*. Raises ConfigError."""
    if profile != layout_names.SITEMAP:
        raise here.wrong(f'needs profile = "{layout_names.SITEMAP}", and the profile is {profile!r}')
    for name in ("include", "exclude"):
        for words in getattr(table, name):
            if problem := _problem(words):
                raise here.at(name).wrong(f"is {words!r}; allowed is a regular expression: {problem}")
    if table.page and urls.absolute(table.page) is None:
        raise here.at("page").not_allowed(table.page, "an http or https address without user name and password")
    return msgspec.convert(asdict(table), SitemapRules)


def _problem(words: str) -> str:
    """Return what is wrong with the pattern *words*, or an empty string."""
    from ilofeed.core.errors import PatternError  # noqa: PLC0415 - few sources have patterns
    from ilofeed.core.patterns import compiled  # noqa: PLC0415 - see above

    try:
        return "it fits everything" if compiled(words).search("") else ""
    except (ValueError, PatternError) as error:
        return str(error)
