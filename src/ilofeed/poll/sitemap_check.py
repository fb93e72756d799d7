"""Check the witness of a source: request its sitemap, and compare it with the pages that the list has shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core import bug_report, sitemap_state, urls
from ilofeed.core.errors import DeferredError, ExtractError, IlofeedError, PollError
from ilofeed.core.models import NotModified, Source, Validators
from ilofeed.core.protocols import Fetch, Store
from ilofeed.core.sitemap_state import Document, WitnessState
from ilofeed.core.state import SourceState
from ilofeed.decide import sitemap_witness
from ilofeed.extract import sitemap

# The newest pages are in the last parts of an index; the last one may have just begun.
_PARTS = 2

_NO_VALIDATORS = Validators()


class Read(Struct, frozen=True, kw_only=True):
    """The documents of a sitemap that were requested, and the locations they list."""

    documents: tuple[Document, ...]
    locations: tuple[sitemap_state.Location, ...] | None  #: None: nothing has changed since they were read last


def ask_witness(source: Source, state: SourceState, now: datetime, *, fetch: Fetch, store: Store) -> SourceState:
    """Return *state* with the result of comparing the list of *source* with its sitemap at *now*.

    A failure is part of the result: it is no failure of the source. Raises DeferredError where the sitemap must
    not be requested now, and StoreError.
    """
    before = sitemap_witness.remembered(source, state)
    if before is None:
        return state
    try:
        after = _compared(source, before, now, fetch=fetch, store=store)
    except DeferredError:
        raise
    except PollError as error:
        after = replace(before, problem=f"[{error.reason}] {error}")
    except IlofeedError:
        raise
    except Exception as error:  # noqa: BLE001 - a bug met with a sitemap must not stop the polls of the list
        after = replace(
            before, problem=f"[{bug_report.REASON}] {bug_report.report(error, f'the witness of {source.slug}')}"
        )
    return replace(state, witness=replace(after, checked_at=now))


def settle(source: Source, state: SourceState, *, store: Store) -> SourceState:
    """Return *state* without the unseen pages that the list has shown meanwhile. No request is made."""
    before = sitemap_witness.remembered(source, state)
    if before is None or not before.unseen:
        return state
    known = _known(store, source, [urls.canonical(each.url) for each in before.unseen])
    after = sitemap_witness.seen_since(before, known)
    return state if after is before else replace(state, witness=after)


def _compared(source: Source, before: WitnessState, now: datetime, *, fetch: Fetch, store: Store) -> WitnessState:
    newest = store.newest(source.slug, sitemap_witness.LATEST)
    folders = sitemap_witness.folders(newest, source)
    if not folders:
        raise ExtractError("no_folder", "the entries of the list have no folder of the site in common yet")
    documents = before.documents if folders == before.folders else ()
    read = _read(source.witness, documents, urls.language(f"https://{folders[0]}"), fetch)
    if read.locations is None:
        known = _known(store, source, [urls.canonical(each.url) for each in before.unseen])
        return replace(sitemap_witness.seen_since(before, known), problem="", documents=read.documents)
    pages = sitemap_witness.pages(read.locations, folders, source)
    found = sitemap_witness.compare(pages, _known(store, source, pages), newest, folders)
    return replace(
        before,
        problem=found.problem,
        folders=folders,
        # After a problem the next comparison reads the sitemap again, even if it has not changed.
        documents=() if found.problem else read.documents,
        unseen=before.unseen if found.problem else sitemap_witness.updated(before, found.urls, now),
    )


def _known(store: Store, source: Source, names: Iterable[str]) -> set[str]:
    """Return those of the canonical URLs *names* that are present or former URLs of entries of *source*."""
    names = set(names)
    if not names:
        return set()
    return {alias for entry in store.known(source.slug, names) for alias in entry.aliases} & names


def _read(url: str, before: tuple[Document, ...], language: str, fetch: Fetch) -> Read:
    """Request the sitemap *url* and its last parts. Raises FetchError and ExtractError.

    The requests are conditional on changes since the documents *before*. As the pages are compared together, all
    parts are requested again where one has changed.
    """
    known = {each.url: each.validators for each in before}
    answer = fetch(url, known.get(url, _NO_VALIDATORS))
    if isinstance(answer, NotModified):
        root, parts = before[0], tuple(each.url for each in before[1:])
        if not parts:
            return Read(documents=before, locations=None)
    else:
        root = Document(url=url, validators=answer.validators)
        found = sitemap.read(answer.body, answer.url)
        if not found.parts:
            return Read(documents=(root,), locations=found.locations)
        parts = sitemap.latest_parts(found.parts, language, _PARTS)
    answers = [fetch(part, known.get(part, _NO_VALIDATORS)) for part in parts]
    if all(isinstance(answer, NotModified) for answer in answers):
        return Read(documents=(root, *(each for each in before[1:] if each.url in parts)), locations=None)
    documents: list[Document] = [root]
    locations: list[sitemap_state.Location] = []
    for part, first in zip(parts, answers, strict=True):
        page = fetch(part) if isinstance(first, NotModified) else first
        if isinstance(page, NotModified):
            raise ExtractError("not_sitemap", f"{part} answers 304 to an unconditional request")
        documents.append(Document(url=part, validators=page.validators))
        locations.extend(sitemap.read(page.body, page.url).locations)
    return Read(documents=tuple(documents), locations=tuple(locations))
