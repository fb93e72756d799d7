"""Suggest the configuration of a new source, and check that its page can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilofeed.app import use_cases
from ilofeed.app.page_input import checked
from ilofeed.config import catalogue, suggest
from ilofeed.config.catalogue import CatalogueEntry
from ilofeed.config.loader import parse
from ilofeed.config.messages import did_you_mean
from ilofeed.config.toml_values import SourceKeys
from ilofeed.config.writer import with_source
from ilofeed.core import layout_names, urls
from ilofeed.core.errors import ConfigError
from ilofeed.core.models import Extraction, Page
from ilofeed.extract import registry

if TYPE_CHECKING:
    from ilofeed.app.container import Container

_LONGEST = 120


def page_to_add(app: Container, url: str) -> tuple[Page, str]:
    """Return the page at *url*, and the address to watch. Raises ConfigError if it is watched, FetchError."""
    return _fetched(app, checked("URL", url))


def suggested(app: Container, page: Page, url: str, slug: str = "") -> tuple[SourceKeys, Extraction]:
    """Return the keys of the ``[[source]]`` for *page* at *url*, and its current content.

    A given *slug* is used. Raises ExtractError if it cannot be read.
    """
    found = registry.extract(page, layout_names.AUTO)
    return suggested_keys(app, found, url, slug), found


def suggested_keys(app: Container, found: Extraction, url: str, slug: str = "") -> SourceKeys:
    """Return the keys of the ``[[source]]`` for the page at *url* with the content *found*."""
    taken = _taken(app)
    keys: dict[str, str] = {
        "slug": slug or suggest.slug(url, found.title, language=found.language, taken=taken),
        "url": url,
    }
    title = " ".join(found.title.split())
    if title and title.isprintable():
        keys["title"] = title if len(title) <= _LONGEST else title[:_LONGEST].rpartition(" ")[0]
    if (paths := suggest.json_paths(found)) is not None:
        return keys | {"profile": found.profile, "json": paths}
    if registry.is_data(found.profile):
        keys["profile"] = found.profile
    return keys


def suggested_entry(app: Container, entry: CatalogueEntry, slug: str = "") -> tuple[SourceKeys, Extraction]:
    """Return the keys of the ``[[source]]`` for a list of the catalogue, and its current content.

    Raises ConfigError if the page is watched already, PollError if it cannot be read.
    """
    page, url = _fetched(app, entry.url)
    found = read_entry(page, entry)
    return entry.source_keys(url=url, slug=slug, taken=_taken(app)), found


def read_entry(page: Page, entry: CatalogueEntry) -> Extraction:
    """Read *page* as the source of *entry* would. Raises ExtractError."""
    (source,) = parse(with_source("", entry.source_keys(url=entry.url)), name="the catalogue").sources
    return registry.read(page, source)


def watchable_entry(name: str) -> CatalogueEntry:
    """Return the entry called *name*, such as "ilo:news". Raises ConfigError if no source can watch it."""
    known = catalogue.load()
    entry = known.find(name)
    if entry is None:
        hint = did_you_mean(name.lower(), known.names)
        raise ConfigError(f"the catalogue has no {name!r}{hint}; `ilofeed add {catalogue.NAME}` shows all")
    if entry.offer == "feed":
        raise ConfigError(
            f"{entry.full_name} is a feed that the ILO publishes itself: subscribe to {entry.url} in your feed"
            " reader; nothing was added"
        )
    if entry.offer == "closed":
        raise ConfigError(f"{entry.full_name} cannot be watched: {entry.about}")
    return entry


def _fetched(app: Container, url: str) -> tuple[Page, str]:
    """Return the page at *url*, and the address to watch. Raises ConfigError if it is watched, FetchError."""
    _refuse_known(app, url)
    page = use_cases.fetch_page(app, url)
    if page.moved_to:
        url = page.moved_to
        _refuse_known(app, url)
    return page, url


def _taken(app: Container) -> list[str]:
    return [plan.slug for plan in app.config.plans]


def watched_as(app: Container, url: str) -> str:
    """Return the slug of the source that watches the page at *url*; empty if none does."""
    known = {urls.canonical(source.url): source.slug for source in app.config.sources}
    return known.get(urls.canonical(url), "")


def _refuse_known(app: Container, url: str) -> None:
    if slug := watched_as(app, url):
        raise ConfigError(f"{app.config.name}: {url} is watched already, as {slug!r}")
