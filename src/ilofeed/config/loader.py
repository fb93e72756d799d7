"""Read and check config.toml before anything is done with it.

A mistake is a ConfigError that names the file, the key, the value found and the allowed values. The shape
of the file is `ilofeed.config.schema.File`; the JSON Schema that ships with the package
(`ilofeed/config.schema.json`) is made from it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from ilofeed.config import json_paths
from ilofeed.config.alerts import Alerts, alerts
from ilofeed.config.documents import Documents, documents_of, of_text
from ilofeed.config.environment import general_values
from ilofeed.config.feeds import Plans, checked_words
from ilofeed.config.fetch_settings import FetchLimits, fetch_limits, request_settings
from ilofeed.config.fetch_table import FetchTable, SourceFetchTable
from ilofeed.config.intervals import Intervals
from ilofeed.config.messages import Location, read
from ilofeed.config.placeholders import filled_in
from ilofeed.config.schema import File, GeneralTable, SourceTable
from ilofeed.core import layout_names, urls
from ilofeed.core.date_context import ORDERS
from ilofeed.core.errors import ConfigError
from ilofeed.core.language import DEFAULT_INTERFACE, INTERFACES
from ilofeed.core.models import FeedConfig, Source
from ilofeed.core.name_lists import did_you_mean
from ilofeed.core.private_feeds import PrivateFeeds
from ilofeed.core.request_settings import RequestSettings
from ilofeed.core.selectors import Selectors
from ilofeed.core.sitemap_rules import SitemapRules


class Config(Struct, frozen=True, kw_only=True):
    """A valid configuration. Paths are absolute."""

    name: str  #: name of the file, for messages
    documents: Documents  #: the files, for messages that name a line, and for writers
    folder: Path  #: folder to which its paths are relative
    database: str
    output: Path | None  #: None: published documents are only in the database
    base_url: str = ""  #: empty, or ends with a slash
    authority: str = ""
    contact: str = ""
    interface_language: str = DEFAULT_INTERFACE
    fetch: FetchLimits = FetchLimits()
    sources: tuple[Source, ...] = ()
    plans: tuple[FeedConfig, ...] = ()  #: plans of all feeds to publish
    hubs: tuple[str, ...] = ()
    alerts: Alerts = field(default_factory=Alerts)

    @property
    def database_file(self) -> Path | None:
        """The file of an SQLite database; None for one in memory or another database."""
        path = self.database.removeprefix("sqlite:///")
        return None if path in (self.database, ":memory:") else self.folder / path

    def at(self, *path: str | int) -> Location:
        """Return the location of the value or table at *path*, for messages."""
        return Location(self.name, path, self.documents)

    def of_source(self, slug: str, *keys: str) -> Location:
        """Return the location of the source *slug*, or of its value at *keys*."""
        number = next(at for at, source in enumerate(self.sources) if source.slug == slug)
        return self.at("source", number, *keys)

    @property
    def private(self) -> PrivateFeeds:
        """The private feeds. Their documents are beside the database, which no web server serves either."""
        file = self.database_file
        return PrivateFeeds.of(self.plans, (file.parent if file else self.folder) / "private-feeds")

    @property
    def public_sources(self) -> tuple[Source, ...]:
        """The sources whose own feeds are public."""
        private = self.private
        return tuple(source for source in self.sources if not private.has(source.slug))

    @property
    def longest_timeout(self) -> timedelta:
        """The longest time limit of a request of any source."""
        own = (source.request.timeout for source in self.sources)
        return max((timeout for timeout in own if timeout is not None), default=self.fetch.timeout)

    def plan(self, slug: str) -> FeedConfig:
        """Return the plan of the feed *slug*. Raises ConfigError if there is none."""
        known = {plan.slug: plan for plan in self.plans}
        if slug not in known:
            raise ConfigError(
                f"{self.name}: no source and no feed is called {slug!r}{did_you_mean(slug, list(known))}"
            )
        return known[slug]

    def chosen(self, slugs: tuple[str, ...]) -> tuple[Source, ...]:
        """Return the sources *slugs* in the order of the file; all sources if *slugs* is empty.

        Raises ConfigError for a slug that no source has.
        """
        known = [source.slug for source in self.sources]
        for slug in slugs:
            if slug not in known:
                raise ConfigError(f"{self.name}: no source is called {slug!r}{did_you_mean(slug, known)}")
        return tuple(source for source in self.sources if not slugs or source.slug in slugs)


def load(path: Path, environ: Mapping[str, str] = os.environ) -> Config:
    """Read the configuration in the file *path*, and in *environ*. Raises ConfigError."""
    return build(documents_of(path, environ))


def parse(
    text: str, *, name: str = "config.toml", folder: Path = Path(), environ: Mapping[str, str] = {}
) -> Config:
    """Read the configuration in *text*, and in *environ*. Raises ConfigError."""
    return build(of_text(text, name=name, folder=folder, variables=general_values(environ)))


def build(documents: Documents, values: Mapping[str, Any] | None = None) -> Config:
    """Build the configuration from the *documents*. Raises ConfigError with the first mistake.

    *values* are those of the documents, corrected.
    """
    top = Location(documents.files[0].name, origin=documents)
    filled = filled_in(documents.values if values is None else values, top=top, folder=documents.folder)
    return _Checked(top).config(read(filled, top), documents)


class _Checked(Struct, frozen=True):
    """The checks that types and patterns cannot express."""

    top: Location

    def config(self, file: File, documents: Documents) -> Config:
        general, folder = file.ilofeed, documents.folder
        limits = fetch_limits(self.top.at("fetch"), file.fetch, folder)
        intervals = Intervals.of(self.top, general)
        sources = tuple(
            self._source(self.top.at("source", at), table, intervals, file.fetch)
            for at, table in enumerate(file.source)
        )
        return Config(
            name=self.top.file,
            documents=documents,
            folder=folder,
            database=general.database,
            output=self._output(general, folder),
            base_url=self._base_url(general.base_url),
            authority=general.authority,
            contact=_one_line(self.top.at("ilofeed", "contact"), general.contact),
            interface_language=self._interface_language(general.interface_language),
            fetch=limits,
            sources=sources,
            plans=Plans(self.top, file, sources).all(),
            hubs=tuple(self._hub(hub) for hub in general.hubs),
            alerts=alerts(
                self.top.at("alerts"), file.alerts, folder, limits.allow_private, timezone=general.timezone
            ),
        )

    def _source(self, here: Location, table: SourceTable, intervals: Intervals, fetch: FetchTable) -> Source:
        if table.kind not in layout_names.KINDS:
            raise here.at("kind").not_allowed(
                table.kind, '"events", or nothing', did_you_mean(table.kind, layout_names.KINDS)
            )
        if table.date_order not in ("", *ORDERS):
            hint = did_you_mean(table.date_order.lower(), ORDERS)
            raise here.at("date_order").not_allowed(table.date_order, f"{', '.join(ORDERS)}, or nothing", hint)
        url = urls.absolute(table.url)
        if url is None:
            raise here.at("url").not_allowed(table.url, "an http or https address without user name and password")
        return Source(
            slug=table.slug,
            url=url,
            profile=_profile(here.at("profile"), table.profile),
            title=_one_line(here.at("title"), table.title),
            language=table.language,
            max_pages=table.max_pages,
            backfill=table.backfill,
            full_text=table.full_text and self._has_reader(here),
            retired=_one_line(here.at("retire"), table.retire),
            paused=table.paused,
            ignore=checked_words(here.at("ignore"), table.ignore),
            witness=self._witness(here.at("witness"), table.witness, url),
            kind=table.kind,
            date_order=table.date_order,
            selectors=self._selectors(here, table),
            request=_request(here, table, fetch),
            json=json_paths.of_source(here, table),
            sitemap=_sitemap(here, table),
            **intervals.keys(here, table),
        )

    def _witness(self, here: Location, found: str, url: str) -> str:
        if not found:
            return ""
        witness = urls.absolute(found)
        is_own = witness is not None and urls.site(witness) == urls.site(url)
        if witness is None or not is_own or not urls.has_usual_port(witness, url):
            raise here.not_allowed(found, "the http or https address of a sitemap on the site of the source's url")
        return witness

    def _selectors(self, here: Location, table: SourceTable) -> Selectors | None:
        if table.selectors is None:
            if table.profile == layout_names.SELECTORS:
                raise here.at("profile").wrong(f"is {table.profile!r}, which needs a [source.selectors] table")
            return None
        if table.profile != layout_names.SELECTORS:
            raise here.at("profile").wrong(
                f"is {table.profile!r}, but there is a [source.selectors] table; "
                'set profile = "selectors" or take the table out'
            )
        from ilofeed.config.selectors import checked  # noqa: PLC0415 - most sources have no selectors

        return checked(here.at("selectors"), table.selectors)

    def _output(self, general: GeneralTable, folder: Path) -> Path | None:
        if not general.output and general.database.startswith(("postgresql://", "postgres://")):
            return None
        return self._folder(self.top.at("ilofeed", "output"), general.output, folder)

    def _folder(self, here: Location, found: str, folder: Path) -> Path:
        if not found or not found.isprintable():
            allowed = "the path of a folder; none is needed only with a database on a server"
            raise here.not_allowed(found, allowed)
        try:
            return folder / Path(found).expanduser()
        except RuntimeError:
            raise here.not_allowed(found, "a path without '~', or with that of a user of this machine") from None

    def _base_url(self, found: str) -> str:
        if not found:
            return ""
        url = urls.absolute(found)
        if url is None or "?" in url or "#" in url:
            raise self.top.at("ilofeed", "base_url").not_allowed(
                found, "an http or https address without query and fragment"
            )
        return url if url.endswith("/") else url + "/"

    def _interface_language(self, found: str) -> str:
        if found not in INTERFACES:
            here = self.top.at("ilofeed", "interface_language")
            raise here.not_allowed(found, ", ".join(INTERFACES), did_you_mean(found.lower(), INTERFACES))
        return found

    def _hub(self, found: str) -> str:
        url = urls.absolute(found)
        if url is None:
            raise self.top.at("ilofeed", "hubs").not_allowed(
                found, "an http or https address without user name and password"
            )
        return url

    def _has_reader(self, here: Location) -> bool:
        if find_spec("trafilatura") is None:
            from ilofeed.core import extras  # noqa: PLC0415 - for this message alone

            raise here.at("full_text").wrong(f"is true, which needs more packages: {extras.remedy('full-text')}")
        return True


def _profile(here: Location, found: str) -> str:
    """Return the profile *found*: one of ours, or one that an installed package can offer.

    If none offers it, only polls of its sources fail: a package that was lost in an upgrade must stop no other source.
    """
    if found not in layout_names.NAMES and not re.fullmatch(layout_names.PLUGIN_NAME, found):
        allowed = f"{', '.join(layout_names.NAMES)}, or the profile of an installed package"
        raise here.not_allowed(found, allowed, did_you_mean(found, layout_names.NAMES))
    return found


def _request(here: Location, table: SourceTable, of_all: FetchTable) -> RequestSettings:
    own = table.fetch or SourceFetchTable()
    accept = layout_names.ACCEPTED.get(table.profile, "")
    return request_settings(here.at("fetch"), own, of_all, accept=accept)


def _sitemap(here: Location, table: SourceTable) -> SitemapRules | None:
    if table.sitemap is None:
        return None
    from ilofeed.config.sitemap_rules import checked  # noqa: PLC0415 - few sources are sitemaps

    return checked(here.at("sitemap"), table.profile, table.sitemap)


def _one_line(here: Location, found: str) -> str:
    if not found.isprintable():
        raise here.not_allowed(found, "one line of printable text")
    return found
