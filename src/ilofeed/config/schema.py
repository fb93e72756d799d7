"""The shape of config.toml and the meaning of each key; source of the JSON Schema and docs/configuration.md."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from ilofeed.config.alerts_table import AlertsTable
from ilofeed.config.fetch_table import FetchTable, SourceFetchTable
from ilofeed.config.json_table import JsonTable
from ilofeed.config.selectors_table import SelectorsTable
from ilofeed.config.sitemap_table import SitemapTable
from ilofeed.config.value_types import AUTHORITY, INCLUDE, Duration, Interval, Key, Language, Slug
from ilofeed.core import layout_names
from ilofeed.core.date_context import ORDERS
from ilofeed.core.language import DEFAULT_INTERFACE, INTERFACES


class GeneralTable(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """``[ilofeed]``: places of state and feeds, contact, intervals and hubs."""

    database: Annotated[
        str,
        Meta(
            description="the database for state: `sqlite:///` and a relative path, with a fourth slash an absolute"
            " path. Or a PostgreSQL server for several machines: `postgresql://user@host/name`; see"
            " [scaling](scaling.md)"
        ),
    ] = "sqlite:///ilofeed.db"
    output: Annotated[
        str,
        Meta(
            description="folder for the published files. With a database on a server it contains copies of the"
            " documents published there, and may be empty: no folder"
        ),
    ] = "feeds"
    base_url: Annotated[
        str,
        Meta(
            description="the address at which that folder is published. Feeds contain their own address (self"
            " links) only with it. Without it there are also no pages and no archives"
        ),
    ] = ""
    authority: Annotated[
        str,
        Meta(
            pattern=AUTHORITY,
            description='a domain or mail address of yours and a year, `"feeds.example.org,2026"`: ids become'
            " `tag:` URIs of it (RFC 4151). Without it they are UUIDs, which are just as permanent. Existing ids"
            " never change",
        ),
    ] = ""
    contact: Annotated[
        str,
        Meta(
            description="your mail address or page, sent to every site in the User-Agent. Some sites refuse"
            " programs without a contact"
        ),
    ] = ""
    interval: Annotated[
        Interval,
        Meta(
            description="time between two polls of a source, from `1s` to `30d`. Up to a tenth is added to spread"
            " the sources. From `10m` on, no poll is in the first minute of an hour. The polls of a failing source"
            ' back off to once a day. `"auto"`: an eighth of the time between two entries of the page, and longer'
            " the longer it has no new entry"
        ),
    ] = "1h"
    min_interval: Annotated[Duration, Meta(description='the shortest interval of `"auto"`')] = "15m"
    max_interval: Annotated[Duration, Meta(description='the longest interval of `"auto"`')] = "1d"
    timezone: Annotated[
        str,
        Meta(
            description="time zone of `cron` expressions and of the digest, a name of the IANA database:"
            ' `"Europe/Zurich"`'
        ),
    ] = "UTC"
    entries: Annotated[
        int,
        Meta(
            ge=10,
            le=500,
            description="number of entries that a feed shows: those first seen last, and all of the last two days"
            " before the newest",
        ),
    ] = 50
    interface_language: Annotated[
        str,
        Meta(
            description='language of the words around the entries on all pages, also those of `--admin`: `"en"`,'
            ' `"fr"` or `"es"`. Entries keep their own language. Feeds, messages and commands do not depend on it',
            extra_json_schema={"enum": list(INTERFACES)},
        ),
    ] = DEFAULT_INTERFACE
    hubs: Annotated[
        tuple[str, ...],
        Meta(
            description="addresses of WebSub hubs. Feeds name them. They are notified of every change once it is"
            " on disk, with retries for a day and a half. Name only hubs that accept such messages for your feeds"
        ),
    ] = ()


class SourceTable(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """``[[source]]``: one page to poll."""

    slug: Annotated[
        Slug,
        Meta(
            description="its permanent name: small letters, digits and hyphens, at most 64. Files and commands"
            " use it"
        ),
    ]
    url: Annotated[str, Meta(description="the address of the list page")]
    title: Annotated[
        str,
        Meta(description="title of the feed; left out: made of the page at the first poll, then kept"),
    ] = ""
    language: Annotated[
        Language,
        Meta(description='language of the page, `"en"`, `"fr"`, `"zh-Hans"`; left out: as the page declares'),
    ] = ""
    profile: Annotated[
        str,
        Meta(
            description="the layout by which the page is read; installed packages may offer [more](plugins.md)",
            extra_json_schema={
                "anyOf": [{"enum": list(layout_names.NAMES)}, {"pattern": f"^{layout_names.PLUGIN_NAME}$"}]
            },
        ),
    ] = layout_names.AUTO
    interval: Annotated[Interval | None, Meta(description="as in `[ilofeed]`; left out: that of `[ilofeed]`")] = (
        None
    )
    cron: Annotated[
        str,
        Meta(
            description='times of its polls, in place of the interval: five fields as in crontab(5), `"30 7 * *'
            ' 1-5"`. Polls are never in the first minute of an hour, and up to five minutes later'
        ),
    ] = ""
    max_pages: Annotated[
        int,
        Meta(
            ge=1,
            le=100,
            description="largest number of pages of the list that are read, from the first on, until known items"
            " follow below all new ones",
        ),
    ] = 5
    backfill: Annotated[
        int, Meta(ge=1, le=100, description="number of pages of the list that are read at the very first poll")
    ] = 1
    witness: Annotated[
        str,
        Meta(
            description="the address of the site's sitemap. It is compared with the list at most twice a day, and"
            " pages that the list never showed are reported: see [operations](operations.md#a-list-goes-blind)"
        ),
    ] = ""
    tags: Annotated[tuple[str, ...], Meta(description="words by which a `[[feed]]` can choose sources")] = ()
    full_text: Annotated[
        bool,
        Meta(
            description="whether the pages of its items are read too, once each and five a poll, for the text of"
            " the article and for titles that the list truncates. Needs the [extra](install.md#extras)"
            " `full-text`. Without a text the summary is kept"
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
            description="slugs that it had before: their state continues under the new one, and the old files are"
            " served permanently"
        ),
    ] = ()
    retire: Annotated[
        str,
        Meta(
            description="a sentence for its subscribers: the source is no longer polled, and its feed ends with"
            " this sentence as its last item"
        ),
    ] = ""
    paused: Annotated[
        bool,
        Meta(
            description="whether it is not polled for now. Its feeds stay as they are, without an alert. What the"
            " list showed in the meantime and does not show any more is reported as a gap after the next poll"
        ),
    ] = False
    kind: Annotated[
        str,
        Meta(
            description='the contents of the list, if the address does not show it. `"events"`: dates up to two'
            " years ahead are normal, and cards lead to events",
            extra_json_schema={"enum": list(layout_names.KINDS)},
        ),
    ] = ""
    date_order: Annotated[
        str,
        Meta(
            description='order of dates in numbers such as 05/06/2026, where the page does not show it: `"dmy"` is'
            ' 5 June, `"mdy"` 6 May, `"ymd"` is for years of two digits at the start; left out: such a date counts'
            " only if the page, earlier ones, or its language and country settle its order",
            extra_json_schema={"enum": ["", *ORDERS]},
        ),
    ] = ""
    key: Key = None
    selectors: Annotated[
        SelectorsTable | None, Meta(description='the table `[source.selectors]`, for `profile = "selectors"`')
    ] = None
    fetch: Annotated[
        SourceFetchTable | None, Meta(description="the table `[source.fetch]`: how its pages are requested")
    ] = None
    json: Annotated[JsonTable | None, Meta(description='the table `[source.json]`, for `profile = "json"`')] = None
    sitemap: Annotated[
        SitemapTable | None, Meta(description='the table `[source.sitemap]`, for `profile = "sitemap"`')
    ] = None


class FeedTable(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """``[[feed]]``: a feed of several sources, or of some of their entries."""

    slug: Annotated[Slug, Meta(description="its permanent name, like that of a source")]
    title: Annotated[str, Meta(description="title of the feed; left out: its slug")] = ""
    language: Annotated[
        Language,
        Meta(
            description="language of the feed; an entry in another language declares its own; left out: that of"
            " its sources, if they have one in common"
        ),
    ] = ""
    sources: Annotated[tuple[str, ...], Meta(description="slugs of sources; left out: all")] = ()
    tags: Annotated[tuple[str, ...], Meta(description="only sources with one of these tags; left out: any")] = ()
    include: Annotated[
        tuple[str, ...],
        Meta(
            description='words, or patterns between slashes; title or summary must contain one of them: `"SCORE"`,'
            ' `"/garment|textile/"`; left out: everything'
        ),
    ] = ()
    exclude: Annotated[
        tuple[str, ...],
        Meta(description="the same; title and summary must contain none of them; left out: nothing"),
    ] = ()
    languages: Annotated[
        tuple[Language, ...], Meta(description='languages of the entries: `"en"`, `"fr"`; left out: any')
    ] = ()
    kickers: Annotated[
        tuple[str, ...], Meta(description='kickers of the entries: `"Press release"`; left out: any')
    ] = ()
    former: Annotated[tuple[Slug, ...], Meta(description="slugs that it had before, served permanently")] = ()
    retire: Annotated[
        str,
        Meta(
            description="a sentence for its subscribers: the feed has ended, with this sentence as its last item"
        ),
    ] = ""
    key: Key = None


class File(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """The whole of config.toml."""

    include: Annotated[
        tuple[Annotated[str, Meta(pattern=INCLUDE)], ...],
        Meta(
            description="further files with `[[source]]` and `[[feed]]`, by their paths or by patterns:"
            ' `["sources.d/*.toml"]`. It comes before the first table'
        ),
    ] = ()
    ilofeed: GeneralTable = GeneralTable()
    fetch: FetchTable = FetchTable()
    alerts: AlertsTable = AlertsTable()
    source: tuple[SourceTable, ...] = ()
    feed: tuple[FeedTable, ...] = ()


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the configuration file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "ilofeed configuration",
    } | msgspec.json.schema(File)
