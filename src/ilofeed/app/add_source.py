"""Suggest the configuration of a new source, and check that its page can be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ilofeed.app import use_cases
from ilofeed.app.page_input import checked
from ilofeed.config import catalogue, suggest
from ilofeed.config.catalogue import CatalogueEntry
from ilofeed.config.loader import parse
from ilofeed.config.toml_values import SourceKeys
from ilofeed.config.writer import with_source
from ilofeed.core import feed_titles, layout_names, urls
from ilofeed.core.errors import ConfigError, MovedAwayError
from ilofeed.core.models import Extraction, Page
from ilofeed.core.name_lists import did_you_mean
from ilofeed.core.state import SourceState
from ilofeed.core.text import clean
from ilofeed.extract import registry

if TYPE_CHECKING:
    from ilofeed.app.container import Container


class WatchedError(ConfigError):
    """The page at ``url`` is watched already, as ``slug``."""

    def __init__(self, message: str, *, url: str, slug: str) -> None:
        super().__init__(message)
        self.url = url
        self.slug = slug


def page_to_add(app: Container, url: str) -> tuple[Page, str]:
    """Return the page at *url*, and the address to watch. Raises ConfigError if it is watched, FetchError."""
    return fetched(app, checked("URL", url), watched_pages(app))


def suggested(app: Container, page: Page, url: str, slug: str = "") -> tuple[SourceKeys, Extraction]:
    """Return the keys of the ``[[source]]`` for *page* at *url*, and its current content.

    A given *slug* is used. Raises ExtractError if it cannot be read.
    """
    found = registry.extract(page, layout_names.AUTO)
    return suggested_keys(app, found, url, slug), found


def suggested_keys(app: Container, found: Extraction, url: str, slug: str = "") -> SourceKeys:
    """Return the keys of the ``[[source]]`` for the page at *url* with the content *found*."""
    title = feed_titles.feed_title(found, url)
    slug = slug or suggest.slug(url, title, language=found.language, taken=taken_slugs(app))
    (title,) = feed_titles.told_apart([(title, url, slug)], known_titles(app))
    return source_keys(found, url=url, slug=slug, title=title)


def source_keys(found: Extraction, *, url: str, slug: str, title: str) -> SourceKeys:
    """Return the keys of the ``[[source]]`` called *slug* for the page at *url*, whose content is *found*."""
    keys: dict[str, str] = {"slug": slug, "url": url}
    title = clean(title, feed_titles.LIMIT)
    if title and title.isprintable():
        keys["title"] = title
    if (paths := suggest.json_paths(found)) is not None:
        return keys | {"profile": found.profile, "json": paths}
    if registry.must_be_named(found.profile):
        keys["profile"] = found.profile
    return keys


def suggested_entry(app: Container, entry: CatalogueEntry, slug: str = "") -> tuple[SourceKeys, Extraction]:
    """Return the keys of the ``[[source]]`` for a list of the catalogue, and its current content.

    Raises ConfigError if the page is watched already, PollError if it cannot be read.
    """
    page, url = fetched(app, entry.url, watched_pages(app))
    found = read_entry(page, entry)
    return entry.source_keys(url=url, slug=slug, taken=taken_slugs(app)), found


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


def taken_slugs(app: Container) -> dict[str, str]:
    """Return the slugs of all feeds, also former ones, each with the address of its page; empty without one."""
    named = ((slug, plan) for plan in app.config.plans for slug in (plan.slug, *plan.former))
    return {slug: plan.is_of.url if plan.is_of else "" for slug, plan in named}


def known_titles(app: Container) -> list[str]:
    """Return the titles of all feeds: those of the configuration, else of the pages. Raises StoreError."""
    of_pages = {slug: state.title for slug, state in _states(app).items()}
    return [source.title or of_pages.get(source.slug, "") for source in app.config.sources]


def watched_pages(app: Container) -> dict[str, str]:
    """Return the slugs of the sources by the canonical addresses of their pages, also of those to which they moved.

    Raises StoreError.
    """
    states = _states(app)
    moved = ((states[source.slug].moved_to, source.slug) for source in app.config.sources if source.slug in states)
    found = {urls.canonical(url): slug for url, slug in moved if url}
    return found | {urls.canonical(source.url): source.slug for source in app.config.sources}


def watched_as(app: Container, url: str) -> str:
    """Return the slug of the source that watches the page at *url*; empty if none does. Raises StoreError."""
    return watched_pages(app).get(urls.canonical(url), "")


def fetched(app: Container, url: str, watched: Mapping[str, str]) -> tuple[Page, str]:
    """Return the page at *url*, and the address to watch.

    Raises FetchError, and WatchedError if the page is among those *watched*, also after redirects.
    """
    _refuse_watched(app, url, watched)
    try:
        page = use_cases.fetch_page(app, url)
    except MovedAwayError as error:
        _refuse_watched(app, error.target, watched)
        raise
    for address in dict.fromkeys((page.moved_to or url, page.url)):
        if address != url:
            _refuse_watched(app, address, watched)
    return page, page.moved_to or url


def _states(app: Container) -> Mapping[str, SourceState]:
    """Return what is known of the sources. Before the first poll there may not even be a folder for the database."""
    file = app.config.database_file
    return app.store.states() if file is None or file.exists() else {}


def _refuse_watched(app: Container, url: str, watched: Mapping[str, str]) -> None:
    if slug := watched.get(urls.canonical(url)):
        raise WatchedError(f"{app.config.name}: {url} is watched already, as {slug!r}", url=url, slug=slug)
    if slug := _published_here(app, url):
        problem = f"{app.config.name}: {url} is published by this installation, as the feed {slug!r}"
        raise WatchedError(problem, url=url, slug=slug)


def _published_here(app: Container, url: str) -> str:
    """Return the slug of our own feed that has a document at *url*; empty for any other address."""
    base = app.config.base_url
    if not base or not url.startswith(base):
        return ""
    name = url.removeprefix(base).partition(".")[0]
    return next((plan.slug for plan in app.config.plans if name in (plan.slug, *plan.former)), "")
