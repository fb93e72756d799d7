"""The shape of config.toml, and what each key means: the JSON Schema and docs/configuration.md are made of it."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from ilofeed.config.fetch_table import FetchTable
from ilofeed.config.value_types import AUTHORITY, Duration, Interval, Language, Slug
from ilofeed.core import layout_names


class GeneralTable(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """``[ilofeed]``: where state and feeds are kept, and who answers for them."""

    database: Annotated[
        str,
        Meta(
            description="where state is kept: `sqlite:///` and a path; with a fourth slash an absolute one. Or a"
            " PostgreSQL server for many machines: `postgresql://user@host/name`; see [scaling](scaling.md)"
        ),
    ] = "sqlite:///ilofeed.db"
    output: Annotated[
        str,
        Meta(
            description="folder for the published files. With a database on a server it holds copies of what"
            " is published there, and may be empty: no folder"
        ),
    ] = "feeds"
    base_url: Annotated[
        str,
        Meta(
            description="the address at which that folder is published. Feeds name themselves with it (self"
            " links); without it they do not, and there are no pages and no archives"
        ),
    ] = ""
    authority: Annotated[
        str,
        Meta(
            pattern=AUTHORITY,
            description='a domain or mail address of yours and a year, `"feeds.example.org,2026"`: ids become'
            " `tag:` URIs of it (RFC 4151). Without it they are UUIDs, just as permanent. Ids already minted"
            " never change",
        ),
    ] = ""
    contact: Annotated[
        str,
        Meta(
            description="your mail address or page, sent to every site in the User-Agent. Some sites refuse"
            " programs that send none"
        ),
    ] = ""
    interval: Annotated[
        Interval,
        Meta(
            description="time between two polls of a source, from `1s` to `30d`; up to a tenth is added so that"
            " sources spread, and from `10m` on no poll falls into the first minute of an hour. A failing source"
            ' is asked ever more rarely, at last once a day. `"auto"`: an eighth of the time between two entries'
            " of the page, and rarer the longer it is silent"
        ),
    ] = "1h"
    min_interval: Annotated[Duration, Meta(description='how short `"auto"` may make it')] = "15m"
    max_interval: Annotated[Duration, Meta(description='how long `"auto"` may make it')] = "1d"
    timezone: Annotated[
        str, Meta(description='of `cron` expressions, as the IANA database names it: `"Europe/Zurich"`')
    ] = "UTC"
    entries: Annotated[
        int,
        Meta(
            ge=10,
            le=500,
            description="how many a feed shows: those first seen last, and all of the last two days before the"
            " newest",
        ),
    ] = 50
    hubs: Annotated[
        tuple[str, ...],
        Meta(
            description="addresses of WebSub hubs. Feeds name them, and they are told of every change, once it"
            " is on disk; tried again for a day and a half. Name only hubs that take such messages for your"
            " feeds"
        ),
    ] = ()


class AlertsTable(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """``[alerts]``: how the operator is told of what is wrong, and of what is well again."""

    command: Annotated[
        tuple[str, ...],
        Meta(
            description='a program and its arguments: `["/usr/local/bin/tell-me"]`. It gets the message as JSON'
            " on its standard input, runs in the folder of the configuration, and has 30 seconds. What it leaves"
            " in the background is ended with it, unless that has a session of its own (`setsid`)"
        ),
    ] = ()
    webhook: Annotated[
        str,
        Meta(
            description="an `https` address that gets the same JSON as a POST, signed as Standard Webhooks says;"
            " `http` to hosts of `allow_private` only"
        ),
    ] = ""
    secret_file: Annotated[
        str,
        Meta(
            description="the file with the secret for the signature: `whsec_` and the Base64 of 24 to 64 random"
            " bytes"
        ),
    ] = ""
    after: Annotated[int, Meta(ge=1, le=100, description="how many failures in a row are worth telling")] = 3


class SelectorsTable(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """``[source.selectors]``: CSS for a page that no built-in profile reads."""

    item: Annotated[str, Meta(description="each item, on the page")]
    title: Annotated[str, Meta(description="within the item, as all below: the first that says anything")]
    link: Annotated[
        str,
        Meta(
            description="what leads to the item, or holds what does; left out: the title's own, else the first"
            " in the item"
        ),
    ] = ""
    date: Annotated[str, Meta(description="a day, perhaps with a place behind it")] = ""
    summary: Annotated[str, Meta(description="all that it finds, joined")] = ""
    kicker: Annotated[str, Meta(description="the short line above the title")] = ""
    place: Annotated[str, Meta(description="a place; left out: what stands behind the day")] = ""
    image: Annotated[str, Meta(description="a picture, or what holds one")] = ""
    next: Annotated[str, Meta(description="on the page: the link to the list's next page")] = ""


class SourceTable(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """``[[source]]``: one page to watch."""

    slug: Annotated[
        Slug,
        Meta(
            description="its permanent name: small letters, digits and hyphens, at most 64. Files and commands"
            " use it"
        ),
    ]
    url: Annotated[str, Meta(description="the address of the list page")]
    title: Annotated[str, Meta(description="of the feed; left out: what the page calls itself")] = ""
    language: Annotated[
        Language, Meta(description='of the page, `"en"`, `"fr"`, `"zh-Hans"`; left out: what the page says')
    ] = ""
    profile: Annotated[
        str, Meta(description="how the page is read", extra_json_schema={"enum": list(layout_names.NAMES)})
    ] = layout_names.AUTO
    interval: Annotated[Interval | None, Meta(description="as in `[ilofeed]`; left out: that of `[ilofeed]`")] = (
        None
    )
    cron: Annotated[
        str,
        Meta(
            description='when it is polled, in place of the interval: five fields as in crontab(5), `"30 7 * *'
            ' 1-5"`. Never in the first minute of an hour, but up to five minutes later'
        ),
    ] = ""
    max_pages: Annotated[
        int,
        Meta(
            ge=1,
            le=100,
            description="how many pages of the list are read at most, from the first on, until known items follow"
            " below all that is new",
        ),
    ] = 5
    backfill: Annotated[
        int, Meta(ge=1, le=100, description="how many pages of the list are read at the first poll of all")
    ] = 1
    witness: Annotated[
        str,
        Meta(
            description="the address of the site's sitemap. At most twice a day it is compared with the list, and"
            " pages that the list never showed are reported: see [operations](operations.md#a-list-goes-blind)"
        ),
    ] = ""
    tags: Annotated[tuple[str, ...], Meta(description="words by which a `[[feed]]` can choose sources")] = ()
    full_text: Annotated[
        bool,
        Meta(
            description="whether the pages behind its items are read too, once each and five a poll, for the"
            " text of the article and for titles that the list cuts. Needs `pip install 'ilofeed[full-text]'`."
            " Where there is no text the summary stays"
        ),
    ] = False
    ignore: Annotated[
        tuple[str, ...],
        Meta(description="words, or patterns between slashes, to cut out of titles, summaries and kickers"),
    ] = ()
    revisions: Annotated[bool, Meta(description="whether there is a feed of its edits, `{slug}.revisions`")] = (
        False
    )
    former: Annotated[
        tuple[Slug, ...],
        Meta(
            description="slugs that it had before: what is known under them goes on under the new one, and the"
            " old files are served for ever"
        ),
    ] = ()
    retire: Annotated[
        str,
        Meta(
            description="a sentence for its subscribers: the source is not polled any more, and its feed ends"
            " with this sentence as its last item"
        ),
    ] = ""
    kind: Annotated[
        str,
        Meta(
            description='what the page lists, if its address does not say it. `"events"`: dates up to two years'
            " ahead are normal, and cards lead to events",
            extra_json_schema={"enum": list(layout_names.KINDS)},
        ),
    ] = ""
    selectors: Annotated[
        SelectorsTable | None, Meta(description='the table `[source.selectors]`, for `profile = "selectors"`')
    ] = None


class FeedTable(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """``[[feed]]``: a feed over several sources, or of some of their entries."""

    slug: Annotated[Slug, Meta(description="its permanent name, as that of a source")]
    title: Annotated[str, Meta(description="of the feed; left out: its slug")] = ""
    language: Annotated[
        Language,
        Meta(
            description="of the feed; each entry says its own where it differs; left out: that of its sources,"
            " if they have one"
        ),
    ] = ""
    sources: Annotated[tuple[str, ...], Meta(description="slugs of sources; left out: all")] = ()
    tags: Annotated[tuple[str, ...], Meta(description="only sources that have one of these; left out: any")] = ()
    include: Annotated[
        tuple[str, ...],
        Meta(
            description='words, or patterns between slashes, one of which title or summary must have: `"SCORE"`,'
            ' `"/garment|textile/"`; left out: everything'
        ),
    ] = ()
    exclude: Annotated[
        tuple[str, ...],
        Meta(description="the same, none of which title and summary may have; left out: nothing"),
    ] = ()
    languages: Annotated[
        tuple[Language, ...], Meta(description='of the entries: `"en"`, `"fr"`; left out: any')
    ] = ()
    kickers: Annotated[tuple[str, ...], Meta(description='of the entries: `"Press release"`; left out: any')] = ()
    former: Annotated[tuple[Slug, ...], Meta(description="slugs that it had before, served for ever")] = ()
    retire: Annotated[
        str, Meta(description="a sentence for its subscribers: the feed has ended, with it as its last item")
    ] = ""


class File(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """The whole of config.toml."""

    ilofeed: GeneralTable = GeneralTable()
    fetch: FetchTable = FetchTable()
    alerts: AlertsTable = AlertsTable()
    source: tuple[SourceTable, ...] = ()
    feed: tuple[FeedTable, ...] = ()


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the configuration file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "ilofeed configuration",
    } | msgspec.json.schema(File)
