"""The shape of config.toml, and what to say where a file has another one."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from ilofeed import profiles

# "$" alone would let a line break through at the end.
_DURATION = r"^(\d{1,9}(\.\d{1,3})?(ms|s|m|h|d|w))+(?!\n)$"
_INTERVAL = r"^(auto|(\d{1,9}(\.\d{1,3})?(ms|s|m|h|d|w))+)(?!\n)$"
_SIZE = r"^\d{1,9}(\.\d{1,3})?(B|kB|MB|KiB|MiB)(?!\n)$"
_SLUG = r"^[a-z0-9][a-z0-9-]{0,63}(?!\n)$"
_LANGUAGE = r"^([A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*)?(?!\n)$"
_AUTHORITY = r"^([a-z0-9._@-]+,\d{4}(-\d{2}(-\d{2})?)?)?(?!\n)$"

# What is allowed, in words; the patterns are for programs.
_ALLOWED = {
    _DURATION: "a duration such as '30s', '15m', '1h' or '1h30m'",
    _INTERVAL: "a duration such as '15m', '1h' or '1h30m', or 'auto'",
    _SIZE: "a size such as '500kB' or '10MB'",
    _SLUG: "small letters, digits and hyphens, at most 64, beginning with a letter or digit",
    _LANGUAGE: "a language tag such as 'en', 'fr' or 'zh-Hans'",
    _AUTHORITY: "your domain or mail address and a year, such as 'feeds.example.org,2026' (RFC 4151)",
}

# Where a number is given for one of these, the pattern says what was meant.
_KINDS = {
    "interval": _INTERVAL,
    "min_interval": _DURATION,
    "max_interval": _DURATION,
    "timeout": _DURATION,
    "max_bytes": _SIZE,
    "min_delay": _DURATION,
}

Duration = Annotated[str, Meta(pattern=_DURATION, examples=["30s", "1h", "1h30m"])]
Interval = Annotated[str, Meta(pattern=_INTERVAL, examples=["1h", "auto"])]
Size = Annotated[str, Meta(pattern=_SIZE, examples=["10MB", "500kB"])]
Slug = Annotated[str, Meta(pattern=_SLUG)]
Language = Annotated[str, Meta(pattern=_LANGUAGE)]


class GeneralTable(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """``[ilofeed]``: where state and feeds are kept, and who answers for them."""

    database: Annotated[str, Meta(description="sqlite:///FILE, relative to the configuration")] = (
        "sqlite:///ilofeed.db"
    )
    output: Annotated[str, Meta(description="folder for the published files")] = "feeds"
    base_url: Annotated[str, Meta(description="address at which the output is published; for self links")] = ""
    authority: Annotated[
        str, Meta(pattern=_AUTHORITY, description="domain,year for tag: ids (RFC 4151); never changed later")
    ] = ""
    contact: Annotated[str, Meta(description="mail address or page of the operator, told to every site")] = ""
    interval: Annotated[
        Interval, Meta(description='time between two polls of a source; "auto" follows the rhythm of its page')
    ] = "1h"
    min_interval: Annotated[Duration, Meta(description='how short "auto" may make it')] = "15m"
    max_interval: Annotated[Duration, Meta(description='how long "auto" may make it')] = "1d"
    timezone: Annotated[
        str, Meta(description="of cron expressions, as the IANA database names it, such as 'Europe/Zurich'")
    ] = "UTC"
    entries: Annotated[int, Meta(ge=10, le=500, description="how many a feed shows: those first seen last")] = 50
    hubs: Annotated[
        tuple[str, ...], Meta(description="addresses of WebSub hubs, which are told of every change")
    ] = ()


class FetchTable(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """``[fetch]``: limits of every request."""

    timeout: Annotated[Duration, Meta(description="for the whole request, from name look-up to last byte")] = "30s"
    max_bytes: Annotated[Size, Meta(description="of a page, after decompression")] = "10MB"
    min_delay: Annotated[Duration, Meta(description="between two requests to one host, of all processes")] = "1s"
    robots: Annotated[bool, Meta(description="whether robots.txt is asked first (RFC 9309)")] = True
    allow_private: Annotated[
        tuple[str, ...], Meta(description="hosts, addresses or networks that need not be public")
    ] = ()


class AlertsTable(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """``[alerts]``: how the operator is told of what is wrong, and of what is well again."""

    command: Annotated[
        tuple[str, ...], Meta(description="a program and its arguments; gets JSON on its standard input")
    ] = ()
    webhook: Annotated[str, Meta(description="https address that gets the same JSON, signed")] = ""
    secret_file: Annotated[
        str, Meta(description="file with the secret for the signature, 'whsec_' and Base64 (Standard Webhooks)")
    ] = ""
    after: Annotated[int, Meta(ge=1, le=100, description="failures in a row that are worth telling")] = 3


class SelectorsTable(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """``[source.selectors]``: CSS for a page that no built-in profile reads."""

    item: Annotated[str, Meta(description="each item, on the page; the others are looked for within it")]
    title: Annotated[str, Meta(description="the first that says anything")]
    link: Annotated[str, Meta(description="left out: the title's own, else the first in the item")] = ""
    date: Annotated[str, Meta(description="a day, perhaps with a place behind it")] = ""
    summary: Annotated[str, Meta(description="all that it finds, joined")] = ""
    kicker: Annotated[str, Meta(description="the short line above the title")] = ""
    place: Annotated[str, Meta(description="left out: what stands behind the day")] = ""
    image: Annotated[str, Meta(description="a picture, or what holds one")] = ""
    next: Annotated[str, Meta(description="the link to the list's next page, on the page")] = ""


class SourceTable(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """``[[source]]``: one page to watch."""

    slug: Annotated[Slug, Meta(description="permanent name, in file names and commands")]
    url: Annotated[str, Meta(description="address of the list page")]
    title: Annotated[str, Meta(description="of the feed; left out: what the page calls itself")] = ""
    language: Annotated[Language, Meta(description="of the page; left out: what the page says")] = ""
    profile: Annotated[
        str, Meta(description="how to read the page", extra_json_schema={"enum": list(profiles.NAMES)})
    ] = profiles.AUTO
    interval: Annotated[Interval | None, Meta(description="left out: that of [ilofeed]")] = None
    cron: Annotated[
        str, Meta(description="when to poll, in place of the interval: a crontab(5) expression, '30 7 * * 1-5'")
    ] = ""
    max_pages: Annotated[
        int, Meta(ge=1, le=100, description="pages of the list read while nothing known is met")
    ] = 5
    backfill: Annotated[int, Meta(ge=1, le=100, description="pages of the list read at the first poll")] = 1
    tags: Annotated[tuple[str, ...], Meta(description="words by which a [[feed]] can choose sources")] = ()
    full_text: Annotated[bool, Meta(description="whether the pages behind the items are read too")] = False
    revisions: Annotated[bool, Meta(description="whether there is a feed of its edits, {slug}.revisions")] = False
    former: Annotated[tuple[Slug, ...], Meta(description="slugs it had before, served for ever")] = ()
    retire: Annotated[str, Meta(description="why it is not polled any more, as the last item of its feed")] = ""
    selectors: Annotated[SelectorsTable | None, Meta(description='for profile = "selectors"')] = None


class FeedTable(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """``[[feed]]``: a feed over several sources, or of some of their entries."""

    slug: Annotated[Slug, Meta(description="permanent name, in file names and commands")]
    title: Annotated[str, Meta(description="of the feed; left out: its slug")] = ""
    language: Annotated[Language, Meta(description="of the feed; left out: that of all its sources")] = ""
    sources: Annotated[tuple[str, ...], Meta(description="slugs; left out: all")] = ()
    tags: Annotated[tuple[str, ...], Meta(description="only sources that have one of these")] = ()
    include: Annotated[
        tuple[str, ...], Meta(description="words or /patterns/, one of which title or summary must have")
    ] = ()
    exclude: Annotated[
        tuple[str, ...], Meta(description="words or /patterns/, none of which title and summary may have")
    ] = ()
    languages: Annotated[tuple[Language, ...], Meta(description="of the entries; left out: any")] = ()
    kickers: Annotated[tuple[str, ...], Meta(description="of the entries; left out: any")] = ()
    former: Annotated[tuple[Slug, ...], Meta(description="slugs it had before, served for ever")] = ()
    retire: Annotated[str, Meta(description="why the feed has ended, as its last item")] = ""


class File(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """The whole of config.toml."""

    ilofeed: GeneralTable = GeneralTable()
    fetch: FetchTable = FetchTable()
    alerts: AlertsTable = AlertsTable()
    source: tuple[SourceTable, ...] = ()
    feed: tuple[FeedTable, ...] = ()


def read(raw: Mapping[str, Any]) -> File:
    """*raw*, as TOML gives it, in its shape. Raises ValueError with one sentence about the first mistake."""
    try:
        return msgspec.convert(raw, File)
    except msgspec.ValidationError as error:
        raise ValueError(_explained(str(error), raw)) from error


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the configuration file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "ilofeed configuration",
    } | msgspec.json.schema(File)


def _explained(message: str, raw: Mapping[str, Any]) -> str:
    """msgspec's complaint in the words of the configuration file."""
    complaint, _, path = message.partition(" - at `$")
    key = path.rstrip("`").removeprefix(".").replace("[...]", "[]")
    if unknown := re.match(r"Object contains unknown field `(.*)`", complaint):
        allowed = _keys(key)
        where = f"[{key}]" if key else "the top level"
        return f"{where} has no key {unknown[1]!r}{instead(unknown[1], allowed)}; allowed are {', '.join(allowed)}"
    if missing := re.match(r"Object missing required field `(.*)`", complaint):
        return f"{key} lacks the key {missing[1]!r}, which it needs"
    found = _value(raw, key)
    if pattern := re.search(r"matching regex '(.*)'$", complaint):
        kind = pattern[1].replace(r"\\", "\\")  # it is quoted as Python quotes it
    else:
        kind = _KINDS.get(key.rpartition(".")[2], "")
    if bound := re.match(r"Expected `int` ([<>]=) (\d+)", complaint):
        return f"{key} is {found!r}; allowed is a whole number {bound[1]} {bound[2]}"
    wanted = re.match(r"Expected `(\w+)", complaint)
    types = {
        "str": "a string",
        "int": "a whole number",
        "bool": "true or false",
        "array": "a list",
        "object": "a table",
    }
    allowed_type = types.get(wanted[1], wanted[1]) if wanted else complaint
    return f"{key} is {found!r}; allowed is {_ALLOWED.get(kind, allowed_type)}"


def _keys(key: str) -> tuple[str, ...]:
    """The keys of the table at *key*."""
    tables = {"": File, "ilofeed": GeneralTable, "fetch": FetchTable, "alerts": AlertsTable}
    other = FeedTable if key.startswith("feed") else SourceTable
    table = SelectorsTable if key.endswith(".selectors") else tables.get(key, other)
    return table.__struct_fields__


def _value(raw: Any, key: str) -> Any:  # noqa: ANN401 - whatever TOML holds
    """What stands at *key*, such as ``source[0].url``."""
    for name in re.findall(r"\w+", key):
        try:
            raw = raw[int(name) if isinstance(raw, list) else name]
        except (KeyError, IndexError, TypeError, ValueError):
            return None
    return raw


def instead(found: str, allowed: Sequence[str]) -> str:
    """A hint for the one who has misspelt *found*, or nothing."""
    near = difflib.get_close_matches(found, allowed, n=1)
    return f", did you mean {near[0]!r}?" if near else ""
