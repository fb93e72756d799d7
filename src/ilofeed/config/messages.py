"""Convert a configuration into the shape of `ilofeed.config.schema`, and locate and explain its mistakes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Protocol

import msgspec
from msgspec import Struct

from ilofeed.config.alerts_table import AlertsTable
from ilofeed.config.fetch_table import FetchTable, SourceFetchTable
from ilofeed.config.json_table import JsonTable
from ilofeed.config.schema import FeedTable, File, GeneralTable, SourceTable
from ilofeed.config.selectors_table import SelectorsTable
from ilofeed.config.sitemap_table import SitemapTable
from ilofeed.config.value_types import (
    ACCEPT_LANGUAGE,
    AUTHORITY,
    DURATION,
    INCLUDE,
    INTERVAL,
    LANGUAGE,
    SIZE,
    SLUG,
    USER_AGENT,
)
from ilofeed.core.errors import ConfigError
from ilofeed.core.name_lists import did_you_mean

# Pattern -> the allowed values, in words for people.
_ALLOWED = {
    DURATION: "a duration such as '30s', '15m', '1h' or '1h30m'",
    INTERVAL: "a duration such as '15m', '1h' or '1h30m', or 'auto'",
    SIZE: "a size such as '500kB' or '10MB'",
    SLUG: "small letters, digits and hyphens, at most 64, beginning with a letter or digit",
    INCLUDE: "a path or a pattern of files, such as 'sources.d/*.toml'",
    LANGUAGE: "a language tag such as 'en', 'fr' or 'zh-Hans'",
    AUTHORITY: "your domain or mail address and a year, such as 'feeds.example.org,2026' (RFC 4151)",
    USER_AGENT: "at most 300 characters of ASCII that name 'ilofeed', such as 'ilofeed/1.0 (+ops@example.org)'",
    ACCEPT_LANGUAGE: "languages as in the header, such as 'fr' or 'fr, en;q=0.5'",
}

# If one of these keys has a number, the message describes its pattern.
_KINDS = {
    "interval": INTERVAL,
    "min_interval": DURATION,
    "max_interval": DURATION,
    "timeout": DURATION,
    "max_bytes": SIZE,
    "min_delay": DURATION,
}

# Keys whose values can be passwords as a whole.
_SECRET_KEYS = frozenset(("key", "notify", "webhook", "headers", "cookies"))


class Origin(Protocol):
    """Knows where the values of a configuration are from: see `ilofeed.config.documents.Documents`."""

    def where(self, path: tuple[str | int, ...]) -> str:
        """Return the file and the line of what is at *path*, or its variable."""

    def owner(self, path: tuple[str | int, ...]) -> str:
        """Return the source or feed to which *path* belongs; empty if it belongs to none."""


class PlacedError(ConfigError):
    """A mistake at one place: ``where`` is its file and line, ``owner`` the source or feed, or empty."""

    def __init__(self, problem: str, *, where: str, owner: str, place: tuple[str | int, ...]) -> None:
        super().__init__(f"{where}: {f'{owner}: ' if owner else ''}{problem}", place=place)
        self.problem = problem
        self.where = where
        self.owner = owner


class Location(Struct, frozen=True):
    """The place of a value or a table in a configuration.

    As text, the keys that lead to it, ``fetch.timeout``; in a source or feed, which messages name, those below it.
    """

    file: str
    path: tuple[str | int, ...] = ()
    origin: Origin | None = None

    def __str__(self) -> str:
        keys = self.path[2:] if self.owner else self.path
        return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in keys).removeprefix(".")

    @property
    def where(self) -> str:
        """The file and the line, or the variable of the environment."""
        return self.origin.where(self.path) if self.origin else self.file

    @property
    def owner(self) -> str:
        """The source or feed to which it belongs; empty if it belongs to none."""
        return self.origin.owner(self.path) if self.origin else ""

    def at(self, *parts: str | int) -> Location:
        """Return the location *parts* below this one."""
        return Location(self.file, (*self.path, *parts), self.origin)

    def error(self, message: str) -> ConfigError:
        """Return an error here, with *message* after the place and the source."""
        return PlacedError(message, where=self.where, owner=self.owner, place=self.path)

    def wrong(self, problem: str) -> ConfigError:
        """Return an error here, with *problem* after the names of the place, the source and the key."""
        return self.error(f"{self} {problem}".lstrip())

    def not_allowed(self, found: object, allowed: str, hint: str = "") -> ConfigError:
        """Return an error for the value *found* here, where *allowed* describes the valid ones."""
        return self.wrong(f"is {_shown(found, self.path)}; allowed is {allowed}{hint}")


def read(raw: Mapping[str, Any], top: Location) -> File:
    """Convert the TOML values *raw* of the configuration at *top*. Raises ConfigError with the first mistake."""
    try:
        return msgspec.convert(raw, File)
    except msgspec.ValidationError as error:
        raise _explained(str(error), raw, top) from error


def _explained(message: str, raw: Mapping[str, Any], top: Location) -> ConfigError:
    """Return the *message* of msgspec in the words of the configuration file."""
    complaint, _, path = message.partition(" - at `$")
    key = path.rstrip("`").removeprefix(".").replace("[...]", "[]")
    here = top.at(*(int(part) if part.isdecimal() else part for part in re.findall(r"\w+", key)))
    if unknown := re.match(r"Object contains unknown field `(.*)`", complaint, re.DOTALL):
        allowed = _keys(key)
        names = ".".join(part for part in here.path if isinstance(part, str))
        table = "the top level" if not key else f"[[{names}]]" if names in ("source", "feed") else f"[{names}]"
        return here.at(unknown[1]).error(
            f"{table} has no key {unknown[1]!r}{_elsewhere(unknown[1], key) or did_you_mean(unknown[1], allowed)};"
            f" allowed are {', '.join(allowed)}"
        )
    if missing := re.match(r"Object missing required field `(.*)`", complaint):
        return here.at(missing[1]).error(f"{here} lacks the key {missing[1]!r}, which it needs".lstrip())
    found = _value(raw, here.path)
    if key.endswith("[]") and isinstance(found, dict):
        name, found = next(item for item in found.items() if not isinstance(item[1], str))
        here = here.at(name)
    shown = _shown(found, here.path)
    if pattern := re.search(r"matching regex '(.*)'$", complaint):
        kind = pattern[1].replace(r"\\", "\\")  # it is quoted as Python quotes it
    else:
        kind = _KINDS.get(key.rpartition(".")[2], "")
    if bound := re.match(r"Expected `int` ([<>]=) (\d+)", complaint):
        return here.wrong(f"is {shown}; allowed is a whole number {bound[1]} {bound[2]}")
    if length := re.match(r"Expected `array` of length ([<>]=) (\d+)", complaint):
        return here.wrong(f"is {shown}; allowed is a list of length {length[1]} {length[2]}")
    wanted = re.match(r"Expected `(\w+(?: \| array)?)", complaint)
    types = {
        "str": "a string",
        "int": "a whole number",
        "bool": "true or false",
        "array": "a list",
        "str | array": "a string or a list of strings",
        "object": "a table",
    }
    allowed_type = types.get(wanted[1], wanted[1]) if wanted else complaint
    return here.wrong(f"is {shown}; allowed is {_ALLOWED.get(kind, allowed_type)}")


def _shown(found: object, path: tuple[str | int, ...]) -> str:
    """Return the value *found* at *path* as it is shown in a message, which must not contain a password."""
    if not _SECRET_KEYS.isdisjoint(path):
        return "of another type"
    return re.sub(r"//[^/?#]*@", "//…@", repr(found))


def _elsewhere(unknown: str, key: str) -> str:
    """Return a hint if *unknown*, in the table at *key* of a source or of [fetch], is a key of a table beside it."""
    if key.startswith("feed"):
        return ""
    if unknown == "include" and not key.startswith("source"):
        return ", which must be before the first table of the file"
    tables = {
        "fetch": FetchTable,
        "source.fetch": SourceFetchTable,
        "source.json": JsonTable,
        "source.sitemap": SitemapTable,
        "source.selectors": SelectorsTable,
    }
    if not key.startswith("source"):
        del tables["fetch"]
    found = [f"[{name}]" for name, table in tables.items() if unknown in table.__struct_fields__]
    return f", which is a key of {' and '.join(found)}" if found else ""


def _keys(key: str) -> tuple[str, ...]:
    """Return the keys of the table at *key*."""
    tables = {"": File, "ilofeed": GeneralTable, "fetch": FetchTable, "alerts": AlertsTable}
    other = FeedTable if key.startswith("feed") else SourceTable
    within = {"selectors": SelectorsTable, "fetch": SourceFetchTable, "json": JsonTable, "sitemap": SitemapTable}
    table = tables.get(key) or within.get(key.rpartition(".")[2], other)
    return table.__struct_fields__


def _value(raw: Any, path: tuple[str | int, ...]) -> Any:  # noqa: ANN401 - any value of TOML
    """Return the value at *path*, or None."""
    for part in path:
        try:
            raw = raw[part]
        except (KeyError, IndexError, TypeError):
            return None
    return raw
