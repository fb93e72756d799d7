"""Add many pages at once: read them side by side by host, and name each that cannot be added, with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from ilofeed.app import add_source
from ilofeed.app.add_source import WatchedError
from ilofeed.app.named_feeds import named_feeds
from ilofeed.app.page_input import address, checked
from ilofeed.config import catalogue, suggest
from ilofeed.config.address_list import WantedPage
from ilofeed.config.catalogue import CatalogueEntry
from ilofeed.config.feeds import RESERVED
from ilofeed.config.file_edits import alone
from ilofeed.config.loader import load
from ilofeed.config.toml_values import SourceKeys
from ilofeed.config.value_types import SLUG
from ilofeed.config.writer import write_sources
from ilofeed.core import bug_report, feed_titles, layout_names, urls
from ilofeed.core.errors import ConfigError, DeferredError, IlofeedError, MovedAwayError, PollError
from ilofeed.core.models import Extraction, Page, Source
from ilofeed.extract import registry
from ilofeed.poll.concurrency import side_by_side

if TYPE_CHECKING:
    from ilofeed.app.container import Container

#: Reason codes of pages that no request was made for.
NO_ADDRESS, NOT_POSSIBLE = "no_address", "not_possible"
#: Reason codes whose messages name the next step themselves, or for which there is none.
WITHOUT_STEP = (NO_ADDRESS, NOT_POSSIBLE, bug_report.REASON)
#: Reason code of a request that was not made because the program ends.
STOPPED = "stopped"


class ReadPage(Struct, frozen=True, kw_only=True):
    """A page that can be a source."""

    at: int  #: its place in the list
    url: str  #: the address to watch
    final_url: str  #: the address after all redirects
    content: Extraction
    entry: CatalogueEntry | None = None
    note: str = ""  #: why it is read in place of another address


class Watched(Struct, frozen=True, kw_only=True):
    """A page that is a source already, or that the list names twice."""

    at: int
    slug: str
    final_url: str = ""  #: the address at which it is known, if redirects led there


class Refused(Struct, frozen=True, kw_only=True):
    """A page that was not added."""

    at: int
    url: str  #: the address that was read, or what is none
    reason: str
    message: str
    instead: str = ""  #: an address to try in its place: a feed that the page names, or where it has moved


class Added(Struct, frozen=True, kw_only=True):
    """A page that is to be added, with the keys of its ``[[source]]``."""

    at: int
    keys: SourceKeys
    content: Extraction
    note: str = ""


class Summary(Struct, frozen=True, kw_only=True):
    """What becomes of the pages of a list, each group in its order."""

    added: Sequence[Added]
    watched: Sequence[Watched]
    refused: Sequence[Refused]
    unread: Sequence[int]  #: places in the list of the pages that were not reached


_Result = ReadPage | Watched | Refused


def repeated(wanted: Sequence[WantedPage]) -> Mapping[int, int]:
    """Return the places in the list of pages that it has named before, each with the place of the first one."""
    firsts: dict[str, int] = {}
    names = [_name(page.target) for page in wanted]
    places = [firsts.setdefault(name, at) for at, name in enumerate(names)]
    return {at: first for at, first in enumerate(places) if at != first}


def read_pages(app: Container, wanted: Sequence[WantedPage]) -> Iterator[_Result]:
    """Read the pages *wanted*, different hosts in parallel; yield what each is when that is known.

    Those that are `repeated` are left out. Raises StoreError. Closing the iterator early stops running requests.
    """
    watched = add_source.watched_pages(app)
    _ = app.polite_fetcher  # before threads share it

    def read_one(source: Source) -> _Result:
        return _read(app, int(source.slug), wanted[int(source.slug)], watched)

    # Their places in the list are the slugs, and only their hosts count.
    again = repeated(wanted)
    sources = [
        Source(slug=str(at), url=_address(page.target)) for at, page in enumerate(wanted) if at not in again
    ]
    return side_by_side(sources, read_one, stop=app.stop)


def add(app: Container, path: Path, wanted: Sequence[WantedPage], results: Sequence[_Result]) -> Summary:
    """Add the pages *wanted* that were read with *results* to the file at *path*, and return the result for each.

    Another program may have added some of them since. Raises ConfigError and StoreError, with the file unchanged.
    """
    with alone(path):
        if path.exists():
            app.reload(load(path))
        summary = settled(app, wanted, results)
        if summary.added:
            write_sources(path, [page.keys for page in summary.added])
    return summary


def settled(app: Container, wanted: Sequence[WantedPage], results: Sequence[_Result]) -> Summary:
    """Return what becomes of the pages *wanted* that were read with *results*. Raises StoreError.

    Of several addresses of one page the first one is added, if no source watches it. Slugs and titles are unlike all
    others. A page that the list repeats, and that was refused, is named once.
    """
    slugs = add_source.taken_slugs(app)
    chosen: dict[str, ReadPage] = {}  # by slug
    of_pages = add_source.watched_pages(app)  # slugs by canonical addresses
    watched = [result for result in results if isinstance(result, Watched)]
    refused = [result for result in results if isinstance(result, Refused)]
    pages = (result for result in results if isinstance(result, ReadPage))
    for page in sorted(pages, key=lambda page: page.at):
        names = (urls.canonical(page.url), urls.canonical(page.final_url))
        if twin := next((of_pages[name] for name in names if name in of_pages), ""):
            final_url = page.final_url if page.final_url != page.url else ""
            watched.append(Watched(at=page.at, slug=twin, final_url=final_url))
            continue
        slug = _slug(page, wanted[page.at], slugs)
        slugs[slug] = page.url
        chosen[slug] = page
        of_pages |= dict.fromkeys(names, slug)
    known = {page.at: slug for slug, page in chosen.items()} | {page.at: page.slug for page in watched}
    again = repeated(wanted)
    watched += [Watched(at=at, slug=known[first]) for at, first in again.items() if first in known]
    reached = {result.at for result in results}
    return Summary(
        added=_with_titles(app, wanted, chosen),
        watched=sorted(watched, key=lambda page: page.at),
        refused=sorted(refused, key=lambda page: page.at),
        unread=[at for at in range(len(wanted)) if again.get(at, at) not in reached],
    )


def _with_titles(app: Container, wanted: Sequence[WantedPage], chosen: Mapping[str, ReadPage]) -> Sequence[Added]:
    named = [
        (wanted[page.at].title or feed_titles.feed_title(page.content, page.url), page.url, slug)
        for slug, page in chosen.items()
    ]
    titles = feed_titles.told_apart(named, add_source.known_titles(app))
    return [
        Added(
            at=page.at,
            keys=page.entry.source_keys(url=page.url, slug=slug)
            if page.entry
            else add_source.source_keys(page.content, url=page.url, slug=slug, title=title),
            content=page.content,
            note=page.note,
        )
        for (slug, page), title in zip(chosen.items(), titles, strict=True)
    ]


def _slug(page: ReadPage, wanted: WantedPage, taken: Mapping[str, str]) -> str:
    if wanted.slug not in (*taken, *RESERVED) and re.fullmatch(SLUG, wanted.slug):
        return wanted.slug
    if page.entry:
        return suggest.unused(page.entry.usual_slug, taken)
    title = feed_titles.feed_title(page.content, page.url)
    return suggest.slug(page.url, title, language=page.content.language, taken=taken)


def _read(app: Container, at: int, wanted: WantedPage, watched: Mapping[str, str]) -> _Result:
    """Read the page *wanted*; its other address if the first one cannot be read."""
    result = _read_at(app, at, wanted.target, watched)
    if not isinstance(result, Refused) or not wanted.fallback:
        return result
    other = _read_at(app, at, wanted.fallback, watched)
    if isinstance(other, ReadPage):
        note = f"its feed {result.url} cannot be read [{result.reason}], so its page is watched"
        return ReadPage(at=at, url=other.url, final_url=other.final_url, content=other.content, note=note)
    if isinstance(other, Refused):
        message = f"{result.message}; and {other.message}"
        return Refused(at=at, url=result.url, reason=result.reason, message=message, instead=other.instead)
    return other


def _read_at(app: Container, at: int, target: str, watched: Mapping[str, str]) -> _Result:
    url, page = target, None
    try:
        entry = add_source.watchable_entry(target) if catalogue.is_name(target) else None
        url = entry.url if entry else checked("the address", target)
        page, to_watch = add_source.fetched(app, url, watched)
        found = add_source.read_entry(page, entry) if entry else registry.extract(page, layout_names.AUTO)
        return ReadPage(at=at, url=to_watch, final_url=page.url, content=found, entry=entry)
    except WatchedError as error:
        return Watched(at=at, slug=error.slug, final_url=error.url if error.url != url else "")
    except ConfigError as error:
        reason = NOT_POSSIBLE if catalogue.is_name(target) else NO_ADDRESS
        return Refused(at=at, url=target, reason=reason, message=str(error))
    except PollError as error:
        if isinstance(error, DeferredError) and error.reason == STOPPED:
            raise
        instead = error.target if isinstance(error, MovedAwayError) else _feed_of(app, page)
        return Refused(at=at, url=url, reason=error.reason, message=str(error), instead=instead)
    except IlofeedError:
        raise
    except Exception as error:  # noqa: BLE001 - a bug met with one page must not stop the others
        message = bug_report.report(error, f"page {url}")
        return Refused(at=at, url=url, reason=bug_report.REASON, message=message)


def _feed_of(app: Container, page: Page | None) -> str:
    """Return the first feed that *page* names and that can be read; empty without one."""
    feeds = named_feeds(app, page) if page else ()
    return next((feed.url for feed in feeds if not feed.error), "")


def _address(target: str) -> str:
    """Return the address whose host decides which requests wait for each other; empty without one."""
    if catalogue.is_name(target):
        entry = catalogue.load().find(target)
        return entry.url if entry else ""
    return address(target) or ""


def _name(target: str) -> str:
    """Return what two spellings of one page have in common."""
    url = _address(target)
    return urls.canonical(url) if url else target
